// A bookmark names a write of D1. The answer to a write of events brings one; a request that carries it is answered by a
// replica that knows at least that write. So people see at once what they did themselves, everywhere.
import type { D1Database } from '@cloudflare/workers-types';
import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import type { App } from '../context.ts';
import type { Environment } from '../environment.ts';

/** The header, in requests and answers. The storefront has a cookie of the name below. */
export const BOOKMARK = 'X-Bookmark';
export const BOOKMARK_COOKIE = 'bookmark';
const SHAPE = /^[\w-]{1,200}$/;

/** The request's, where it has one that may be D1's. */
export function bookmarkOf(c: Context<App>): string | undefined {
  const bookmark = c.req.header(BOOKMARK) ?? getCookie(c, BOOKMARK_COOKIE);
  return bookmark !== undefined && SHAPE.test(bookmark) ? bookmark : undefined;
}

/** What a write comes to, and its bookmark; undefined where D1 gives none. */
export async function withBookmark<T>(
  env: Environment,
  write: (env: Environment) => Promise<T>,
): Promise<{ result: T; bookmark?: string }> {
  const session = env.DB.withSession('first-primary');
  const result = await write({ ...env, DB: session as unknown as D1Database });
  return { result, bookmark: session.getBookmark() ?? undefined };
}
