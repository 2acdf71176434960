// The Cache-Control of answers. Personalised answers are never cached. Anonymous answers may be cached for a few seconds: a
// shared cache may show an item for that long after it was sold, so the store configures the times.
import { InputError } from '@curatornet/shared/errors.ts';
import { etag, RETAINED_304_HEADERS } from 'hono/etag';
import type { Environment } from '../environment.ts';

/** For personalised answers, and answers that must not be reused. */
export const PRIVATE = 'private, no-store';

/** The seconds that a shared cache may reuse an answer, and further seconds during which it may while it revalidates. */
const DEFAULTS = { SHARED_MAX_AGE: '5', SHARED_STALE: '10' } as const;

/**
 * For anonymous answers. Browsers always revalidate, and usually get a 304.
 * @throws InputError if a variable is not a number of seconds
 */
export function sharedCaching(env: Environment): string {
  const seconds = (variable: keyof typeof DEFAULTS) => {
    const text = env[variable] ?? DEFAULTS[variable];
    if (!/^\d{1,6}$/.test(text))
      throw new InputError(
        'invalid',
        `must be a whole number of seconds with at most six digits, not ${JSON.stringify(text)}`,
        { where: variable },
      );
    return text;
  };
  return `public, max-age=0, s-maxage=${seconds('SHARED_MAX_AGE')}, stale-while-revalidate=${seconds('SHARED_STALE')}`;
}

/** Adds an ETag, the digest of the body, and answers 304 to a client that already has this body. */
export const withEtag = etag({
  retainedHeaders: [...RETAINED_304_HEADERS, 'cache-tag', 'cloudflare-cdn-cache-control'],
});
