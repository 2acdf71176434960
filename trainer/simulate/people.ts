// The simulated people: what they like, how often they come, and what they take home. Their baskets become events.csv.
import { type Catalogue, OPENING, YEARS } from './catalogue.ts';
import { type Chance, cumulate } from './random.ts';

const DAY = 86_400;
/** The most baskets that anyone fills. */
const MAX_BASKETS = 60;
/** How often a work is drawn again that the person has already, before the person leaves it at that. */
const TRIES = 20;
/** How often people look only among what is new, and which part of what is for sale that is. */
const NEWEST = 0.5;
const NEW_PART = 0.25;

export interface Purchase {
  user: string;
  /** Row of the item. */
  item: number;
  /** Seconds since 1970. */
  at: number;
  basket: string;
}

/** The items of each style, in order of upload, with sums of their appeal: what is for sale at a time is a prefix. */
interface Shelf {
  rows: number[];
  uploadedAt: number[];
  appeal: number[];
}

function shelves({ items, style, appeal }: Catalogue, styles: number): Shelf[] {
  return Array.from({ length: styles }, (_, wanted) => {
    const rows = items.flatMap((_item, row) => (style[row] === wanted ? [row] : []));
    return {
      rows,
      uploadedAt: rows.map((row) => items[row].uploadedAt ?? OPENING),
      appeal: cumulate(rows.map((row) => appeal[row])),
    };
  });
}

/** How many of the ascending `times` are before `at`. */
function before(times: number[], at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Shares of the styles: most of it on two or three, as a Dirichlet draw with a small concentration. */
function taste(chance: Chance, styles: number): number[] {
  // Gamma(1/k) for a small shape is close to a power of a uniform draw times an exponential one.
  return Array.from({ length: styles }, () => chance.uniform() ** 16 * chance.exponential() + 1e-4);
}

/** Times of a person's baskets, ascending: 1 and more, long-tailed, apart by days at least. */
function visits(chance: Chance): number[] {
  const count = Math.min(MAX_BASKETS, 1 + Math.floor(Math.exp(1.2 + 0.8 * chance.normal())));
  const first = 14 * DAY + chance.uniform() * 0.7 * YEARS;
  const gap = (YEARS - first) / (count + 1);
  const times: number[] = [];
  let at = first;
  for (let i = 0; i < count; i++) {
    times.push(OPENING + Math.floor(at));
    at += DAY + gap * chance.exponential();
  }
  return times.filter((time, i) => i === 0 || time < OPENING + YEARS);
}

/** Draws everyone's purchases, in order of time. Nobody takes the same work twice, and none before its upload. */
export function makePurchases(chance: Chance, catalogue: Catalogue, users: number, styles: number): Purchase[] {
  const shelf = shelves(catalogue, styles);
  const purchases: Purchase[] = [];
  let baskets = 0;
  for (let person = 1; person <= users; person++) {
    const liked = cumulate(taste(chance, styles));
    const owned = new Set<number>();
    const take = (at: number): number | undefined => {
      for (let tries = 0; tries < TRIES; tries++) {
        const { rows, appeal, uploadedAt } = shelf[chance.weighted(liked, 0, styles)];
        const there = before(uploadedAt, at);
        if (there === 0) continue;
        const from = chance.uniform() < NEWEST ? Math.floor(there * (1 - NEW_PART)) : 0;
        const row = rows[chance.weighted(appeal, from, there)];
        if (!owned.has(row)) return row;
      }
      return undefined;
    };
    for (const at of visits(chance)) {
      const size = chance.pick([1, 1, 1, 1, 1, 2, 2, 2, 3]);
      const basket = `b-${++baskets}`;
      for (let i = 0; i < size; i++) {
        const item = take(at);
        if (item === undefined) continue;
        owned.add(item);
        purchases.push({ user: `u-${person}`, item, at, basket });
      }
    }
  }
  return purchases.sort((a, b) => a.at - b.at);
}
