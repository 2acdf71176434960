// The split in time: what training may know of each user, and what is hidden to measure with.
import type { Dataset, Events } from './dataset.ts';

export interface Split {
  /** For each user the distinct rows that training knows, oldest first. */
  history: number[][];
  /** The same rows by basket, oldest first, each row once; null where the data say nothing of baskets. */
  baskets: number[][][] | null;
  /** For each user the distinct rows to be guessed, none of them in the history; empty where nothing is hidden. */
  hidden: number[][];
  /** When each user got the first of the hidden rows, in seconds since 1970; NaN where nothing is hidden or no time is known. */
  hiddenAt: Float64Array;
  /** Which rule chose them. */
  how: 'given' | 'last basket' | 'last event';
}

/** How many interactions training knows. */
export const interactionsOf = ({ history }: Split): number => history.reduce((sum, rows) => sum + rows.length, 0);

/** For each user the places of its events in the columns: by time where all its times are known, else in file order. */
export function eventsByUser({ user, at }: Events, users: number): number[][] {
  const places: number[][] = Array.from({ length: users }, () => []);
  for (let place = 0; place < user.length; place++) places[user[place]].push(place);
  if (at !== null)
    // Array.sort is stable: events of one instant stay in file order.
    for (const mine of places) if (mine.every((place) => !Number.isNaN(at[place]))) mine.sort((a, b) => at[a] - at[b]);
  return places;
}

/** What puts two events of a user into one basket; undefined for an event that is a basket by itself. */
function basketOf({ at, basket }: Events): ((place: number) => number | undefined) | null {
  if (basket !== null) return (place) => (basket[place] < 0 ? undefined : basket[place]);
  if (at !== null) return (place) => (Number.isNaN(at[place]) ? undefined : at[place]);
  return null;
}

/** One user's rows by basket, baskets in the order of their first event; a row counts where it first occurs. */
function group(places: number[], item: Int32Array, key: (place: number) => number | undefined): number[][] {
  const seen = new Set<number>();
  const baskets: number[][] = [];
  const byKey = new Map<number, number[]>();
  for (const place of places) {
    const row = item[place];
    if (seen.has(row)) continue;
    seen.add(row);
    const code = key(place);
    const basket = code === undefined ? undefined : byKey.get(code);
    if (basket !== undefined) {
      basket.push(row);
      continue;
    }
    const fresh = [row];
    baskets.push(fresh);
    if (code !== undefined) byKey.set(code, fresh);
  }
  return baskets;
}

/**
 * Splits a dataset. A user's events are ordered by `at` where all of that user's are known, else as in the file; of a
 * row that occurs again, the first time counts, here and in every rule. Likes count as purchases do.
 *
 * - `given`: with validation.csv, its rows are hidden, less those that the user's events have.
 * - `last basket`: else, with a `basket` column, or with `at`, where what a user got in the same second is a basket:
 *   of users with two baskets or more, the last is hidden. An event without a basket is one by itself.
 * - `last event`: else, of users with two distinct rows or more, the last is hidden.
 *
 * Users of whom nothing can be hidden keep their whole history, for training.
 */
export function split({ users, events, validation }: Dataset): Split {
  const places = eventsByUser(events, users.length);
  const key = basketOf(events);
  const ordered = places.map((mine) => [...new Set(mine.map((place) => events.item[place]))]);
  // Without baskets each event is one by itself, and "the last basket" is the last event: one rule for both.
  const grouped = places.map((mine) => group(mine, events.item, key ?? (() => undefined)));
  const baskets = key ? grouped : null;

  if (validation === null) {
    const hidden = grouped.map((mine) => (mine.length < 2 ? [] : (mine.pop() ?? [])));
    const history = ordered.map((rows, user) => rows.filter((row) => !hidden[user].includes(row)));
    const hiddenAt = firstTimes(events, places, hidden);
    return { history, baskets, hidden, hiddenAt, how: key ? 'last basket' : 'last event' };
  }

  const held = eventsByUser(validation, users.length);
  const hidden = held.map((mine, user) => {
    const known = new Set(ordered[user]);
    return [...new Set(mine.map((place) => validation.item[place]))].filter((row) => !known.has(row));
  });
  return { history: ordered, baskets, hidden, hiddenAt: firstTimes(validation, held, hidden), how: 'given' };
}

/**
 * The dataset without a split: the history is everything that is known of a user, validation.csv included, and nothing is
 * hidden. What a final fit learns from.
 */
export function everything(dataset: Dataset): Split {
  const { users, events, validation } = dataset;
  const all = validation ? joined(events, validation) : events;
  const places = eventsByUser(all, users.length);
  const key = basketOf(all);
  const history = places.map((mine) => [...new Set(mine.map((place) => all.item[place]))]);
  return {
    history,
    baskets: key && places.map((mine) => group(mine, all.item, key)),
    hidden: users.map(() => []),
    hiddenAt: new Float64Array(users.length).fill(Number.NaN),
    how: split(dataset).how,
  };
}

/** Two tables of events as one; a column is there where either has it. Baskets of the two stay apart. */
function joined(a: Events, b: Events): Events {
  const size = a.user.length + b.user.length;
  const column = <T extends Int32Array | Float64Array | Uint8Array>(
    into: T,
    of: (events: Events) => ArrayLike<number> | null,
  ): T | null => {
    const [first, second] = [of(a), of(b)];
    if (first === null && second === null) return null;
    if (first) into.set(first);
    if (second) into.set(second, a.user.length);
    return into;
  };
  const apart = 1 + (a.basket?.reduce((most, code) => Math.max(most, code), -1) ?? -1);
  return {
    user: column(new Int32Array(size), ({ user }) => user)!,
    item: column(new Int32Array(size), ({ item }) => item)!,
    at: column(new Float64Array(size).fill(Number.NaN), ({ at }) => at),
    basket: column(new Int32Array(size).fill(-1), (events) =>
      events === b && b.basket ? b.basket.map((code) => (code < 0 ? code : code + apart)) : events.basket,
    ),
    kind: column(new Uint8Array(size), ({ kind }) => kind),
  };
}

/** By user the first time of an event about one of the rows. @param places of each user's events */
function firstTimes({ item, at }: Events, places: number[][], rows: number[][]): Float64Array {
  return Float64Array.from(places, (mine, user) => {
    const wanted = new Set(rows[user]);
    const times = at === null ? [] : mine.filter((place) => wanted.has(item[place])).map((place) => at[place]);
    const known = times.filter((time) => !Number.isNaN(time));
    return known.length > 0 ? Math.min(...known) : Number.NaN;
  });
}
