// Counts impressions: one row for a user and an item, however often it was shown. The row keeps the id of the impression that was
// counted last, so that a request that is sent again right away counts nothing twice.
import type { D1Database } from '@cloudflare/workers-types';
import type { Event, Outcome } from '@curatornet/shared/api.ts';
import { RESPONSES } from '@curatornet/shared/kinds.ts';
import { isKnownItem } from './known-items.ts';
import { isOptedOut } from './opt-outs.ts';
import type { TombstoneHash } from './tombstones.ts';

/** ?1: a user and an item each, with the ids of their impressions in order, the latest time, and the hash of the user. */
const ASKED = `asked AS MATERIALIZED (
  SELECT key AS place, value ->> 0 AS user, value ->> 1 AS item, value -> 2 AS ids, value ->> 3 AS at,
    value ->> 4 AS user_hash FROM json_each(?1)),
  judged AS MATERIALIZED (SELECT asked.*, coalesce((SELECT same.key + 1 FROM impressions, json_each(ids) AS same
      WHERE impressions.user = asked.user AND impressions.item = asked.item AND same.value = last_id), 0) AS counted,
    ${isKnownItem('asked.item')} AS known,
    EXISTS (SELECT 1 FROM tombstones WHERE hash = user_hash AND expires_at > ?2 AND asked.at <= erased_at) AS erased,
    ${isOptedOut('asked.user')} AS optedOut
  FROM asked)`;
const JUDGE = `WITH ${ASKED} SELECT counted, known, erased, optedOut FROM judged ORDER BY place`;
const COUNT = `INSERT INTO impressions (user, item, count, ignored, last_at, last_id)
  WITH ${ASKED}, new AS (SELECT *, json_array_length(ids) - counted AS more FROM judged)
  SELECT user, item, more, more, coalesce(at, ?2), ids ->> '$[#-1]' FROM new
  WHERE more > 0 AND known AND NOT erased AND NOT optedOut
  ON CONFLICT (user, item) DO UPDATE SET count = count + excluded.count, ignored = ignored + excluded.ignored,
    last_at = max(last_at, excluded.last_at), last_id = excluded.last_id`;
interface Judged {
  /** How many of the ids have been counted, from the first on. */
  counted: number;
  known: 0 | 1;
  erased: 0 | 1;
  optedOut: 0 | 1;
}

/**
 * Counts impressions with distinct ids.
 * @param now seconds since 1970, for impressions without a time
 * @returns the answer to each id
 */
export async function countImpressions(
  db: D1Database,
  impressions: readonly Event[],
  hash: TombstoneHash,
  now: number,
): Promise<Map<string, { outcome: Outcome; repeated: 0 | 1 }>> {
  const pairs = new Map<string, { user: string; item: string; ids: string[]; at?: number }>();
  for (const { id, user, item, at } of impressions) {
    const key = JSON.stringify([user, item]);
    const pair = pairs.get(key) ?? { user, item, ids: [] };
    pair.ids.push(id);
    if (at !== undefined) pair.at = Math.max(at, pair.at ?? 0);
    pairs.set(key, pair);
  }
  const groups = [...pairs.values()];
  const rows = await Promise.all(
    groups.map(async ({ user, item, ids, at }) => [user, item, ids, at ?? null, await hash('user', user)]),
  );
  const asked = JSON.stringify(rows);
  const [judged] = await db.batch<Judged>([JUDGE, COUNT].map((sql) => db.prepare(sql).bind(asked, now)));
  const answers = judged.results.flatMap(({ counted, known, erased, optedOut }, nth) =>
    groups[nth].ids.map((id, place) => {
      const outcome: Outcome = optedOut ? 'not-stored' : erased ? 'erased' : known ? 'recorded' : 'not-for-sale';
      return [id, { outcome, repeated: place < counted ? 1 : 0 }] as const;
    }),
  );
  return new Map(answers);
}

/** SQL: after events are recorded, the ignored impressions of items that the user clicked, liked or bought count anew. */
export const RESPONDED = `UPDATE impressions SET ignored = 0 WHERE ignored > 0 AND (user, item) IN (
  SELECT user, item FROM events NOT INDEXED WHERE seq > (SELECT events_before FROM catalogue) 
    AND kind IN (${RESPONSES.map((kind) => `'${kind}'`).join(', ')}))`;

/** SQL: one row, a list in JSON, which is cheaper than a row each: the items that a user (?1) ignored at least ?2 times, the most ignored first; ?3 at most. */
export const IGNORED = `SELECT json_group_array(item) AS items FROM (
  SELECT item FROM impressions WHERE user = ?1 AND ignored >= ?2 ORDER BY ignored DESC LIMIT ?3)`;

const PAGE =
  'SELECT seq, item, count, ignored, last_at AS at FROM impressions WHERE user = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3';
/** A page of the impressions of a user, in the order of the first one of each item. @param after the `seq` before the first */
export async function impressionsOf(db: D1Database, user: string, after: number, limit: number) {
  type Row = { seq: number; item: string; count: number; ignored: number; at: number };
  return (await db.prepare(PAGE).bind(user, after, limit).all<Row>()).results;
}
