// Workers Cache, Cloudflare's cache in front of the worker: it keeps what everybody gets alike under tags, and the worker
// purges a tag when an item or the model in force changes. Nothing that is made for a person goes through this file.
import { hashOf } from '@curatornet/shared/hash.ts';
import type { Context } from 'hono';
import type { App } from '../context.ts';

/** Rails for anybody. */
export const RAILS_TAG = 'rails';
/** Items like another one. */
export const SIMILAR_TAG = 'similar';
/** Answers that show an item. Tags allow printable ASCII alone; two items that share a tag are purged together. */
export const itemTag = (id: string): string => `item-${hashOf(id).toString(16).padStart(8, '0')}`;

/** How long the platform keeps an answer, at most: a purge may be refused, for an account may purge some five times a minute. */
const SECONDS = 60;
/** Tags that one purge may name. */
const MOST_TAGS = 100;

/** What the worker asks of the platform's cache. */
interface PlatformCache {
  purge(options: { tags: string[] }): Promise<{ success: boolean; errors: { code: number; message: string }[] }>;
}

/** The platform's cache, where the store has switched it on and the platform has it. */
function platformCache(c: Context<App>): PlatformCache | undefined {
  return c.env.WORKERS_CACHE === 'on' ? (c.executionCtx as { cache?: PlatformCache }).cache : undefined;
}

/**
 * Lets the platform keep an answer that everybody gets alike, until one of its tags is purged. `Cache-Control` stays: other
 * caches cannot be purged. Callers without the right key do not get it from the cache.
 * @param tags none for an answer that may be old already: it is kept no longer than elsewhere
 */
export function keepShared(c: Context<App>, response: Response, tags: readonly string[]): void {
  if (!platformCache(c)) return;
  response.headers.append('vary', 'Authorization');
  if (tags.length === 0) return;
  response.headers.set('cache-tag', tags.join(','));
  response.headers.set('cloudflare-cdn-cache-control', `public, s-maxage=${SECONDS}`);
}

/** Purges what shows these items, and rails for anybody, in the background. */
export function purgeItems(c: Context<App>, ids: readonly string[]): void {
  if (ids.length > 0) purge(c, [RAILS_TAG, ...new Set(ids.map(itemTag))]);
}

/** Purges all that a model has ranked, in the background. */
export const purgeModel = (c: Context<App>): void => purge(c, [RAILS_TAG, SIMILAR_TAG]);

/** The platform does not say when all its caches have purged, so no answer waits for it. */
function purge(c: Context<App>, tags: readonly string[]): void {
  const cache = platformCache(c);
  if (!cache) return;
  for (let at = 0; at < tags.length; at += MOST_TAGS)
    c.executionCtx.waitUntil(purgeSome(cache, tags.slice(at, at + MOST_TAGS)));
}

async function purgeSome(cache: PlatformCache, tags: string[]): Promise<void> {
  try {
    const { success, errors } = await cache.purge({ tags });
    if (!success) console.error(`Workers Cache refused a purge and may answer as before for ${SECONDS} s:`, errors);
  } catch (error) {
    console.error(`Workers Cache cannot be purged and may answer as before for ${SECONDS} s:`, error);
  }
}
