// What `GET /metrics` reads of D1: the totals that isolates add their counts to, and what D1 knows of the store. No statement
// reads more rows than it returns, apart from pictures that wait, of which it reads a bounded number.
import type { D1Database } from '@cloudflare/workers-types';
import { within } from './deadline.ts';
import { VERSION_IN_FORCE } from './known-items.ts';
import { LEASED } from './leases.ts';
import { CATALOGUE_REVISION } from './revision.ts';
import { DEPLOYMENT, type Deployment } from './state.ts';

/** What D1 knows of the store. */
export interface StoreState {
  catalogueRevision: number;
  /** Null without a snapshot of the champion, an event or a canary. */
  snapshotRevision: number | null;
  lastEvent: number | null;
  canarySince: number | null;
  relayLeases: number;
  waiting: number;
  dead: number;
}

/** What a scrape reads. */
export interface Reading {
  /** By the names that `Counters.add` takes. */
  totals: Record<string, number>;
  state: StoreState;
  /** Null before the first one. */
  deployment: Deployment | null;
}

/** How long D1 may take. */
const DEADLINE_MS = 5_000;
/** The largest number of pictures that is told; more read as this. */
const MOST_PICTURES = 10_000;

// json_patch keeps the other totals. D1 bills one row written and, for json_each, as many rows read as there are counts.
const ADD = `INSERT INTO counters (id, totals) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET totals = json_patch(totals,
  (SELECT json_group_object(key, value + coalesce(counters.totals ->> key, 0)) FROM json_each(excluded.totals)))`;
const TOTALS = 'SELECT totals FROM counters WHERE id = 1';

const pictures = (where: string) => `SELECT 1 FROM pictures WHERE ${where}`;
const counted = (...ranges: string[]) =>
  `(SELECT count(*) FROM (${ranges.map((range) => pictures(range)).join(' UNION ALL ')} LIMIT ${MOST_PICTURES}))`;
const ENCODER = `(SELECT encoder ->> 'id' FROM bundles WHERE version = ${VERSION_IN_FORCE})`;
// ?1: seconds since 1970. Changing the percentage of a canary continues it.
const STATE = `SELECT ${CATALOGUE_REVISION} AS catalogueRevision,
  (SELECT revision FROM snapshots WHERE version = ${VERSION_IN_FORCE} AND key <> '') AS snapshotRevision,
  (SELECT max(at) FROM events WHERE at <= ?1) AS lastEvent,
  (SELECT min(at) FROM deployments WHERE kind = 'canary' AND candidate = (SELECT candidate FROM (${DEPLOYMENT}))
    AND seq > (SELECT coalesce(max(seq), 0) FROM deployments WHERE kind IN ('promote', 'rollback', 'stop'))) AS canarySince,
  (SELECT count(*) FROM ${LEASED}) AS relayLeases,
  CASE WHEN ${ENCODER} IS NULL THEN 0 ELSE ${counted(
    'dead = 0 AND encoder IS NULL',
    `dead = 0 AND encoder < ${ENCODER}`,
    `dead = 0 AND encoder > ${ENCODER}`,
  )} END AS waiting,
  ${counted('dead = 1')} AS dead`;

const adding = (db: D1Database, counts: ReadonlyMap<string, number>) =>
  db.prepare(ADD).bind(JSON.stringify(Object.fromEntries(counts)));

/** Adds the counts of an isolate to the totals. */
export async function addCounts(db: D1Database, counts: ReadonlyMap<string, number>): Promise<void> {
  await within(DEADLINE_MS, 'D1', adding(db, counts).run());
}

/** The same, and reads the totals and the state of the store, in one transaction. @param now seconds since 1970 */
export async function exchangeCounts(
  db: D1Database,
  counts: ReadonlyMap<string, number>,
  now: number = Math.floor(Date.now() / 1000),
): Promise<Reading> {
  const reads = [db.prepare(TOTALS), db.prepare(STATE).bind(now), db.prepare(DEPLOYMENT)];
  const batch = db.batch<unknown>([...(counts.size > 0 ? [adding(db, counts)] : []), ...reads]);
  const [totals, state, deployments] = (await within(DEADLINE_MS, 'D1', batch)).slice(-reads.length);
  const [row] = totals.results as { totals: string }[];
  return {
    totals: row ? (JSON.parse(row.totals) as Record<string, number>) : {},
    state: (state.results as StoreState[])[0],
    deployment: (deployments.results as Deployment[])[0] ?? null,
  };
}
