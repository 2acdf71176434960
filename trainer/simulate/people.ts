// Simulates users' visits and purchases. Their baskets become events.csv.

import { type Chance, cumulate } from '../chance.ts';
import { OPENING, type PaintedItem, PERIOD } from './catalogue.ts';
import { drawTaste, see, type Taste, worth } from './tastes.ts';

const DAY = 86_400;
// Chosen so that a store of the default size resembles a real market in who returns, how often, and to which artists:
// market.ts prints both.

/** Equally likely sizes of baskets. */
const SIZES = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3];
const MEAN_SIZE = SIZES.reduce((sum, size) => sum + size, 0) / SIZES.length;
/** An item is bought less often the longer it has been on sale: the factor is (1 + age / FRESH) ^ -AGEING. */
const [FRESH, AGEING] = [DAY, 0.5];
/** How unequally often users return: the standard deviation of the logarithm. */
const SPREAD = 2.1;
/** Factor on the probability of an item whose artist the user has zero, one, or more items of. */
const FAVOURITE = [1, 2, 3];

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

/** Each user visits once and a few visit many times. Sorted by time. */
function visits(chance: Chance, users: number, purchases: number): Visit[] {
  const count = new Int32Array(users).fill(1);
  const keen = cumulate(Array.from({ length: users }, () => Math.exp(SPREAD * chance.normal())));
  for (let more = Math.round(purchases / MEAN_SIZE) - users; more > 0; more--) count[chance.weighted(keen, 0, users)]++;
  const all: Visit[] = [];
  for (const [person, times] of count.entries()) {
    const first = (0.03 + 0.85 * chance.uniform()) * PERIOD;
    for (let i = 0; i < times; i++) {
      const after = i === 0 ? 0 : chance.uniform() * (PERIOD - first);
      all.push({ person, at: OPENING + Math.floor(first + after) });
    }
  }
  return all.sort((a, b) => a.at - b.at || a.person - b.person);
}

interface Person {
  taste: Taste;
  owned: Set<number>;
  /** Number of items of each artist that the user has. */
  artists: Map<string, number>;
}

/**
 * Draws all purchases, sorted by time. An item is bought only after its upload, a one-of-a-kind item once, and no user buys
 * an item twice. `purchases` is an approximate number; there are fewer if items run out.
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
    // The weight of each item for sale for this user; items are sorted by upload.
    let there = 0;
    for (; there < items.length && items[there].uploadedAt < at; there++) {
      const item = items[there];
      const known = FAVOURITE[Math.min(FAVOURITE.length - 1, artists.get(item.artist) ?? 0)];
      const fresh = (1 + (at - item.uploadedAt) / FRESH) ** -AGEING;
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
