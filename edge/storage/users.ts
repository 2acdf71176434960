// Reads everything stored about a user, in pages, and erases it.
import type { D1Database, D1PreparedStatement } from '@cloudflare/workers-types';
import type { UserResponse } from '@curatornet/shared/api-users.ts';
import { events } from '@curatornet/shared/schema.ts';
import { and, asc, eq, gt, gte, isNotNull, or } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import type { Environment } from '../environment.ts';
import { exposuresOf } from './exposures.ts';
import { impressionsOf } from './impressions.ts';
import { withPrice } from './prices.ts';
import { tombstoneHasher, tombstoneSeconds } from './tombstones.ts';

type Page = Omit<UserResponse, 'user' | 'personalised'>;
/** Of a cursor, in place of a time: after an impression, and after an exposure. */
const IMPRESSIONS = 'impressions';
const EXPOSURES = 'exposures';

/**
 * The events of a user, then the impressions, then the exposures.
 * @param after the `next` of the previous page
 */
export async function readUser(db: D1Database, user: string, limit: number, after?: string): Promise<Page> {
  const [what, last] = after?.split('.') ?? [];
  const page: Page = { events: [], impressions: [], exposures: [], next: undefined };
  if (what !== IMPRESSIONS && what !== EXPOSURES) {
    Object.assign(page, await readEvents(db, user, limit, after));
    if (page.next !== undefined) return page;
  }
  let left = limit - page.events.length;
  if (what !== EXPOSURES) {
    const rows = await impressionsOf(db, user, what === IMPRESSIONS ? Number(last) : 0, left + 1);
    const shown = rows.slice(0, left);
    page.impressions = shown.map(({ seq: _, ...impression }) => impression);
    if (rows.length > left) return { ...page, next: `${IMPRESSIONS}.${shown.at(-1)?.seq ?? 0}` };
    left -= rows.length;
  }
  const rows = await exposuresOf(db, user, what === EXPOSURES ? last : '', left + 1);
  page.exposures = rows.slice(0, left);
  if (rows.length > left) page.next = `${EXPOSURES}.${page.exposures.at(-1)?.experiment ?? ''}`;
  return page;
}

/**
 * The events of a user by time; events of the same second in order of arrival.
 * @param after the `next` of the previous page
 */
async function readEvents(db: D1Database, user: string, limit: number, after?: string) {
  const { id, item, kind, at, rail, outcome, price, currency, seq } = events;
  const rows = await drizzle(db)
    .select({ id, item, kind, at, rail, outcome, price, currency, seq })
    .from(events)
    .where(and(eq(events.user, user), after === undefined ? undefined : isAfter(after)))
    .orderBy(asc(at), asc(seq))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const next = rows.length > limit && last ? `${last.at ?? ''}.${last.seq}` : undefined;
  return { events: page.map(({ seq: _, ...event }) => withPrice(event)), next };
}

/** Whether an event comes after the cursor. Events without a time come first. */
function isAfter(cursor: string) {
  const [at, seq] = cursor.split('.');
  if (at === '') return or(isNotNull(events.at), gt(events.seq, Number(seq)));
  return and(gte(events.at, Number(at)), or(gt(events.at, Number(at)), gt(events.seq, Number(seq))));
}

/** Rows per statement. */
const CHUNK = 4_000;
/** Events per transaction; hardly any user has more. */
const MOST_EVENTS = 100_000;
/** The largest number of transactions: new events of the user may arrive during the erasure. */
const PASSES = 20;

const TOMBSTONES = `INSERT INTO tombstones (hash, erased_at, expires_at, outcome)
  SELECT value ->> 0, ?2, ?3, value ->> 1 FROM json_each(?1) WHERE true
  ON CONFLICT (hash) DO UPDATE SET erased_at = excluded.erased_at, expires_at = excluded.expires_at`;
const ERASE = 'DELETE FROM events WHERE user = ?1 AND seq <= ?2';
const REMAIN = 'SELECT 1 AS more FROM events WHERE user = ?1 LIMIT 1';

/**
 * Erases a user's events, impressions and exposures, writes tombstones of the events, and deletes expired tombstones. Up to
 * MOST_EVENTS events are erased in one transaction. An opt-out stays. It is SQL rather than a query builder: one batch for
 * any number of events.
 * @param now seconds since 1970
 * @param first what is done in the first transaction
 * @returns the number of erased events
 */
export async function eraseUser(
  env: Pick<Environment, 'DB' | 'TOKEN_SECRET' | 'SERVICE_KEY' | 'TOMBSTONE_DAYS'>,
  user: string,
  now: number = Math.floor(Date.now() / 1000),
  first: readonly D1PreparedStatement[] = [],
): Promise<number> {
  const { DB } = env;
  const expiresAt = now + tombstoneSeconds(env);
  const hash = await tombstoneHasher(env);
  let erased = 0;
  for (let pass = 0; pass < PASSES; pass++) {
    const { owner, id, outcome, seq } = events;
    const rows = await drizzle(DB)
      .select({ owner, id, outcome, seq })
      .from(events)
      .where(eq(events.user, user))
      .orderBy(asc(seq))
      .limit(MOST_EVENTS);
    const hashed: [hash: string, outcome: string | null][] = [[await hash('user', user), null]];
    for (const { owner, id, outcome } of rows) hashed.push([await hash('event', owner, id), outcome]);
    const chunks = Array.from({ length: Math.ceil(hashed.length / CHUNK) }, (_, i) =>
      hashed.slice(i * CHUNK, (i + 1) * CHUNK),
    );
    const results = await DB.batch([
      ...(pass === 0 ? first : []),
      DB.prepare('DELETE FROM tombstones WHERE expires_at <= ?1').bind(now),
      ...chunks.map((chunk) => DB.prepare(TOMBSTONES).bind(JSON.stringify(chunk), now, expiresAt)),
      DB.prepare('DELETE FROM impressions WHERE user = ?1').bind(user),
      DB.prepare('DELETE FROM exposures WHERE user = ?1').bind(user),
      DB.prepare(ERASE).bind(user, rows.at(-1)?.seq ?? 0),
      DB.prepare(REMAIN).bind(user),
    ]);
    erased += results.at(-2)!.meta.changes;
    if (results.at(-1)!.results.length === 0) break;
  }
  return erased;
}
