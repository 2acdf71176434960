// The simulated people: when they come, and what they take home. Their baskets become events.csv.

import { type Chance, cumulate } from '../chance.ts';
import { OPENING, type PaintedItem, YEARS } from './catalogue.ts';
import { drawTaste, see, type Taste, worth } from './tastes.ts';

const DAY = 86_400;
/** Sizes of baskets, each as likely as the others. */
const SIZES = [1, 1, 1, 1, 1, 1, 1, 2, 2, 3];
const MEAN_SIZE = SIZES.reduce((sum, size) => sum + size, 0) / SIZES.length;
/** For so long an item is shown as new, and this much likelier to be taken. */
const [NEW, NEWNESS] = [60 * DAY, 2.2];
/** How much likelier somebody takes an item of an artist of whom they have none, one, or more. */
const FAVOURITE = [1, 4, 7];

export interface Purchase {
  user: string;
  /** Row of the item. */
  item: number;
  /** Seconds since 1970. */
  at: number;
  basket: string;
}

interface Visit {
  person: number;
  at: number;
}

/** Everybody comes once; a few come again and again. In order of time. */
function visits(chance: Chance, users: number, purchases: number): Visit[] {
  const count = new Int32Array(users).fill(1);
  const keen = cumulate(Array.from({ length: users }, () => Math.exp(1.1 * chance.normal())));
  for (let more = Math.round(purchases / MEAN_SIZE) - users; more > 0; more--) count[chance.weighted(keen, 0, users)]++;
  const all: Visit[] = [];
  for (const [person, times] of count.entries()) {
    const first = (0.03 + 0.85 * chance.uniform()) * YEARS;
    for (let i = 0; i < times; i++) {
      const after = i === 0 ? 0 : chance.uniform() * (YEARS - first);
      all.push({ person, at: OPENING + Math.floor(first + after) });
    }
  }
  return all.sort((a, b) => a.at - b.at || a.person - b.person);
}

interface Person {
  taste: Taste;
  owned: Set<number>;
  /** How many items of each artist they have. */
  artists: Map<string, number>;
}

/**
 * Draws everyone's purchases, in order of time. An item is bought after its upload, an item that is one of a kind once, and
 * no item twice by one person. `purchases` is how many there will be, about; where items run out there are fewer.
 */
export function makePurchases(
  chance: Chance,
  items: readonly PaintedItem[],
  users: number,
  purchases: number,
): Purchase[] {
  const seen = items.map(see);
  const people = new Map<number, Person>();
  const meet = (id: number): Person => {
    const known = people.get(id) ?? { taste: drawTaste(chance), owned: new Set(), artists: new Map() };
    people.set(id, known);
    return known;
  };
  const sold = new Uint8Array(items.length);
  const odds = new Float64Array(items.length);
  const bought: Purchase[] = [];
  for (const [basket, { person: id, at }] of visits(chance, users, purchases).entries()) {
    const { taste, owned, artists } = meet(id);
    // What each item for sale is to this person today; items are in order of upload.
    let there = 0;
    for (; there < items.length && items[there].uploadedAt < at; there++) {
      const item = items[there];
      const known = FAVOURITE[Math.min(FAVOURITE.length - 1, artists.get(item.artist) ?? 0)];
      const fresh = at - item.uploadedAt < NEW ? NEWNESS : 1;
      const gone = sold[there] || owned.has(there);
      odds[there] = gone ? 0 : known * fresh * Math.exp(worth(taste, seen[there], item));
    }
    for (let left = chance.pick(SIZES); left > 0; left--) {
      const sums = cumulate(odds.subarray(0, there));
      if (there === 0 || sums[there - 1] === 0) break;
      const item = chance.weighted(sums, 0, there);
      bought.push({ user: `u-${id + 1}`, item, at, basket: `b-${basket + 1}` });
      odds[item] = 0;
      const { artist, unique } = items[item];
      if (unique) sold[item] = 1;
      owned.add(item);
      artists.set(artist, (artists.get(artist) ?? 0) + 1);
    }
  }
  return bought;
}
