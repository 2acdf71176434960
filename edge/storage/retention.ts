// Forgets what is older than the store keeps it: events, impressions and exposures after EVENTS_DAYS, tombstones when they
// expire. What was sold stays sold. The worker's cron trigger calls it, and each run is bounded.
import type { D1Database } from '@cloudflare/workers-types';
import { InputError } from '@curatornet/shared/errors.ts';
import type { Environment } from '../environment.ts';

const DAY = 86_400;
/** Rows of one transaction. */
const CHUNK = 2_000;
/** Transactions of one run, and after how many milliseconds it begins no more. */
const MOST_CHUNKS = 50;
const RUN_MS = 20_000;

// ?1: seconds since 1970. Events without a time are kept.
const OLD = `SELECT seq, item, outcome FROM events WHERE at < ?1 ORDER BY at, seq LIMIT ${CHUNK}`;
// A unique item that was sold has a row in `items`. Of others it must be known that they were bought: a later bundle may say
// that an item is unique.
const KEEP_SALES = `INSERT INTO forgotten_sales (item) SELECT item FROM (${OLD}) AS old
  WHERE outcome = 'bought' AND NOT EXISTS (SELECT 1 FROM items WHERE items.id = old.item) ON CONFLICT DO NOTHING`;
const FORGET = `DELETE FROM events WHERE seq IN (SELECT seq FROM (${OLD}))`;

/**
 * For how many seconds events are kept; undefined for ever.
 * @throws InputError if EVENTS_DAYS is not a number of days
 */
export function eventSeconds({ EVENTS_DAYS = '' }: Pick<Environment, 'EVENTS_DAYS'>): number | undefined {
  if (EVENTS_DAYS === '') return undefined;
  if (!/^[1-9]\d{0,3}$/.test(EVENTS_DAYS))
    throw new InputError('invalid', `must be a number of days from 1 to 9999, not ${JSON.stringify(EVENTS_DAYS)}`, {
      where: 'EVENTS_DAYS',
      how: 'leave it empty to keep events for ever',
    });
  return Number(EVENTS_DAYS) * DAY;
}

/** Forgets events from before a time, in seconds since 1970. @returns how many, and whether there are more */
export async function forgetEvents(db: D1Database, before: number): Promise<{ forgotten: number; more: boolean }> {
  const startedAt = Date.now();
  let forgotten = 0;
  for (let nth = 0; nth < MOST_CHUNKS && Date.now() - startedAt < RUN_MS; nth++) {
    const [, { meta }] = await db.batch([db.prepare(KEEP_SALES).bind(before), db.prepare(FORGET).bind(before)]);
    forgotten += meta.changes;
    if (meta.changes < CHUNK) return { forgotten, more: false };
  }
  return { forgotten, more: true };
}

/** ?1: seconds since 1970. An impression is as old as its item's latest one. */
const oldest = (table: string, time: string) =>
  `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE ${time} < ?1 ORDER BY ${time} LIMIT ${CHUNK})`;

/** Forgets the rows of a table from before a time, at most 100,000. */
async function forgetRows(db: D1Database, sql: string, before: number): Promise<number> {
  let forgotten = 0;
  for (let nth = 0; nth < MOST_CHUNKS; nth++) {
    const { meta } = await db.prepare(sql).bind(before).run();
    forgotten += meta.changes;
    if (meta.changes < CHUNK) break;
  }
  return forgotten;
}

// Each @returns how many were forgotten.
export const forgetImpressions = (db: D1Database, before: number) =>
  forgetRows(db, oldest('impressions', 'last_at'), before);
export const forgetExposures = (db: D1Database, before: number) => forgetRows(db, oldest('exposures', 'at'), before);
/** @param now seconds since 1970: those that expire by then are forgotten */
export const forgetTombstones = (db: D1Database, now: number) =>
  forgetRows(db, oldest('tombstones', 'expires_at'), now + 1);
