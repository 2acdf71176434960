// What D1 knows of people, for pages that show it. These statements read the whole table of events: good for a
// demonstration, and the reason why the API has no such question.
import type { D1Database } from '@cloudflare/workers-types';
import { IN_HISTORY } from './history.ts';

export interface Buyer {
  user: string;
  /** How many items they bought. */
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

/** Who bought an item, and who bought any of its artist's items. */
export async function buyersOf(db: D1Database, item: string, artists: readonly string[]): Promise<Buyers> {
  const ask = (items: readonly string[]) => db.prepare(BUYERS).bind(JSON.stringify(items));
  const others = artists.filter((one) => one !== item);
  const [ofItem, ofArtist] = await db.batch<Buyer>([ask([item]), ask(others)]);
  return { ofItem: ofItem.results, ofArtist: ofArtist.results };
}

export interface Person {
  user: string;
  /** What they have, newest first. */
  items: string[];
}

/** Enough to have a taste, and few enough to see it at a glance. */
const [FEWEST, MOST] = [3, 40];

const PEOPLE = `SELECT user, json_group_array(item ORDER BY seq DESC) AS items FROM events
  WHERE ${IN_HISTORY} GROUP BY user HAVING count(*) BETWEEN ${FEWEST} AND ${MOST} ORDER BY random() LIMIT ?1`;

/** Some people with a history, others each time. */
export async function somePeople(db: D1Database, limit: number): Promise<Person[]> {
  const { results } = await db.prepare(PEOPLE).bind(limit).all<{ user: string; items: string }>();
  return results.map(({ user, items }) => ({ user, items: JSON.parse(items) as string[] }));
}

/** Whether anything is known of a user. */
export async function isKnown(db: D1Database, user: string): Promise<boolean> {
  return (await db.prepare('SELECT 1 FROM events WHERE user = ?1 LIMIT 1').bind(user).first()) !== null;
}

/** How many users there are, and how much they bought. */
export async function countPeople(db: D1Database): Promise<{ people: number; purchases: number }> {
  const select = db.prepare(
    "SELECT count(DISTINCT user) AS people, count(*) FILTER (WHERE outcome = 'bought') AS purchases FROM events",
  );
  return (await select.first<{ people: number; purchases: number }>())!;
}
