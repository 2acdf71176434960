// Queries about users for the pages of the storefront. They read the whole table of events, which is acceptable for a
// demonstration; therefore the API does not offer them.
import type { D1Database } from '@cloudflare/workers-types';
import { IN_HISTORY } from './history.ts';

export interface Buyer {
  user: string;
  /** The number of items they bought. */
  items: number;
}

export interface Buyers {
  ofItem: Buyer[];
  ofArtist: Buyer[];
}

const MOST_BUYERS = 6;

const BUYERS = `SELECT user, count(DISTINCT item) AS items FROM events
  WHERE outcome = 'bought' AND item IN (SELECT value FROM json_each(?1))
  GROUP BY user ORDER BY items DESC, max(seq) DESC LIMIT ${MOST_BUYERS}`;

/** The users who bought an item, and those who bought other items by its artist. */
export async function buyersOf(db: D1Database, item: string, artists: readonly string[]): Promise<Buyers> {
  const ask = (items: readonly string[]) => db.prepare(BUYERS).bind(JSON.stringify(items));
  const others = artists.filter((one) => one !== item);
  const [ofItem, ofArtist] = await db.batch<Buyer>([ask([item]), ask(others)]);
  return { ofItem: ofItem.results, ofArtist: ofArtist.results };
}

export interface SampledUser {
  user: string;
  /** The history, newest first. */
  items: string[];
}

/** Histories of this length are long enough for good rails and short enough to look at. */
const [FEWEST, MOST] = [3, 40];

const PEOPLE = `SELECT user, json_group_array(item ORDER BY seq DESC) AS items FROM events
  WHERE ${IN_HISTORY} GROUP BY user HAVING count(*) BETWEEN ${FEWEST} AND ${MOST} ORDER BY random() LIMIT ?1`;

/** A random sample of users with a history. */
export async function sampleUsers(db: D1Database, limit: number): Promise<SampledUser[]> {
  const { results } = await db.prepare(PEOPLE).bind(limit).all<{ user: string; items: string }>();
  return results.map(({ user, items }) => ({ user, items: JSON.parse(items) as string[] }));
}

/** Whether a user has any event. */
export async function hasEvents(db: D1Database, user: string): Promise<boolean> {
  return (await db.prepare('SELECT 1 FROM events WHERE user = ?1 LIMIT 1').bind(user).first()) !== null;
}

/** The number of users and of purchases. */
export async function countUsers(db: D1Database): Promise<{ people: number; purchases: number }> {
  const select = db.prepare(
    "SELECT count(DISTINCT user) AS people, count(*) FILTER (WHERE outcome = 'bought') AS purchases FROM events",
  );
  return (await select.first<{ people: number; purchases: number }>())!;
}
