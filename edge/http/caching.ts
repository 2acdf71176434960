// Who may keep an answer, and for how long. What is made for a person is kept by nobody. What everybody gets alike may be
// shared for a few seconds: a shared cache may show an item for that long after it was sold, so the store sets the ages.
import { InputError } from '@curatornet/shared/errors.ts';
import { etag, RETAINED_304_HEADERS } from 'hono/etag';
import type { Environment } from '../environment.ts';

/** For a person, and for whatever must not be shown again. */
export const PRIVATE = 'private, no-store';

/** Seconds that a shared cache may answer by itself, and seconds more in which it may while it asks again. */
const DEFAULTS = { SHARED_MAX_AGE: '5', SHARED_STALE: '10' } as const;

/**
 * For answers that are the same for everybody. Browsers ask each time, and mostly get a 304.
 * @throws InputError where a variable is not a number of seconds
 */
export function sharedCaching(env: Environment): string {
  const seconds = (variable: keyof typeof DEFAULTS) => {
    const text = env[variable] ?? DEFAULTS[variable];
    if (!/^\d{1,6}$/.test(text))
      throw new InputError('invalid', `${JSON.stringify(text)} is no number of seconds`, { where: variable });
    return text;
  };
  return `public, max-age=0, s-maxage=${seconds('SHARED_MAX_AGE')}, stale-while-revalidate=${seconds('SHARED_STALE')}`;
}

/** Tags an answer with the digest of its body, and answers 304 to a client that has it. */
export const withEtag = etag({
  retainedHeaders: [...RETAINED_304_HEADERS, 'cache-tag', 'cloudflare-cdn-cache-control'],
});
