// The simulated people: when they come, and what they take home. Their baskets become events.csv.
import { OPENING, type Work, YEARS } from './catalogue.ts';
import { type Chance, cumulate } from './random.ts';
import { drawTaste, see, type Taste, worth } from './tastes.ts';

const DAY = 86_400;
/** Sizes of baskets, each as likely as the others. */
const SIZES = [1, 1, 1, 1, 1, 1, 1, 2, 2, 3];
const MEAN_SIZE = SIZES.reduce((sum, size) => sum + size, 0) / SIZES.length;
/** For so long a work is shown as new, and worth this much more. */
const [NEW, NEWNESS] = [60 * DAY, 0.8];
/** What a work of an artist is worth more to somebody who has one already, or two and more. */
const FAVOURITE = [0, 1.4, 2];

export interface Purchase {
  user: string;
  /** Row of the work. */
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
    let at = (0.03 + 0.85 * chance.uniform()) * YEARS;
    const gap = (YEARS - at) / (times + 1);
    for (let i = 0; i < times && at < YEARS; i++) {
      all.push({ person, at: OPENING + Math.floor(at) });
      at += DAY + gap * chance.exponential();
    }
  }
  return all.sort((a, b) => a.at - b.at || a.person - b.person);
}

interface Person {
  taste: Taste;
  /** What each work is worth, before favourites and newness. */
  worth: Float32Array;
  owned: Set<number>;
  /** How many works of each artist they have. */
  artists: Map<string, number>;
}

/**
 * Draws everyone's purchases, in order of time. A work is bought after its upload, a work that is one of a kind once, and
 * no work twice by one person. `purchases` is how many there will be, about; where works run out there are fewer.
 */
export function makePurchases(chance: Chance, works: readonly Work[], users: number, purchases: number): Purchase[] {
  const seen = works.map(see);
  const people = new Map<number, Person>();
  const meet = (id: number): Person => {
    let person = people.get(id);
    if (person === undefined) {
      const taste = drawTaste(chance);
      const values = Float32Array.from(works, (work, row) => worth(taste, seen[row], work));
      person = { taste, worth: values, owned: new Set(), artists: new Map() };
      people.set(id, person);
    }
    return person;
  };
  const sold = new Uint8Array(works.length);
  const bought: Purchase[] = [];
  for (const [basket, { person: id, at }] of visits(chance, users, purchases).entries()) {
    const person = meet(id);
    for (let left = chance.pick(SIZES); left > 0; left--) {
      const item = choose(chance, works, sold, person, at);
      if (item === undefined) break;
      bought.push({ user: `u-${id + 1}`, item, at, basket: `b-${basket + 1}` });
      const { artist, unique } = works[item];
      if (unique) sold[item] = 1;
      person.owned.add(item);
      person.artists.set(artist, (person.artists.get(artist) ?? 0) + 1);
    }
  }
  return bought;
}

/** A work that is for sale, each as likely as the exponential of its worth. */
function choose(
  chance: Chance,
  works: readonly Work[],
  sold: Uint8Array,
  person: Person,
  at: number,
): number | undefined {
  const rows: number[] = [];
  const odds: number[] = [];
  // Works are in order of upload.
  for (let row = 0; row < works.length && works[row].uploadedAt < at; row++) {
    if (sold[row] || person.owned.has(row)) continue;
    const { uploadedAt, artist } = works[row];
    const known = FAVOURITE[Math.min(FAVOURITE.length - 1, person.artists.get(artist) ?? 0)];
    rows.push(row);
    odds.push(Math.exp(person.worth[row] + known + (at - uploadedAt < NEW ? NEWNESS : 0)));
  }
  return rows.length === 0 ? undefined : rows[chance.weighted(cumulate(odds), 0, rows.length)];
}
