// Splits the events in time: the history of each user that training may use, and the items hidden for evaluation.
import type { Dataset, Events } from './dataset.ts';

export interface Split {
  /** For each user the distinct rows in the training history, oldest first. */
  history: number[][];
  /** The same rows by basket, oldest first, each row once; null if the data have no baskets. */
  baskets: number[][][] | null;
  /** For each user the distinct hidden rows, none of them in the history; empty if nothing is hidden. */
  hidden: number[][];
  /** Time of each user's first hidden event, in seconds since 1970; NaN if nothing is hidden or the time is unknown. */
  hiddenAt: Float64Array;
  /** The rule that was used. */
  how: 'given' | 'last basket' | 'last event';
}

/** The number of interactions in the histories. */
export const interactionsOf = ({ history }: Split): number => history.reduce((sum, rows) => sum + rows.length, 0);

/** The event indices of each user: by time if all of the user's times are known, else in file order. */
export function eventsByUser({ user, at }: Events, users: number): number[][] {
  const places: number[][] = Array.from({ length: users }, () => []);
  for (let place = 0; place < user.length; place++) places[user[place]].push(place);
  if (at !== null)
    // Array.sort is stable: events with equal times stay in file order.
    for (const mine of places) if (mine.every((place) => !Number.isNaN(at[place]))) mine.sort((a, b) => at[a] - at[b]);
  return places;
}

/** Returns a function from an event to its basket's key, undefined for an event without a basket; null if no baskets. */
function basketOf({ at, basket }: Events): ((place: number) => number | undefined) | null {
  if (basket !== null) return (place) => (basket[place] < 0 ? undefined : basket[place]);
  if (at !== null) return (place) => (Number.isNaN(at[place]) ? undefined : at[place]);
  return null;
}

/** Groups a user's rows by basket, baskets in the order of their first event; a row counts at its first occurrence. */
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
 * Splits a dataset. A user's events are ordered by `at` if all of the user's times are known, else as in the file. Of
 * repeated rows only the first occurrence counts, in all rules. Likes count as purchases.
 *
 * - `given`: with validation.csv, its rows are hidden, except those in the user's events.
 * - `last basket`: else, with a `basket` column, or with `at` (events of a user in the same second form a basket): for
 *   users with at least two baskets, the last is hidden. An event without a basket is a basket of its own.
 * - `last event`: else, for users with at least two distinct rows, the last is hidden.
 *
 * Users without hidden rows keep their whole history for training.
 */
export function split({ users, events, validation }: Dataset): Split {
  const places = eventsByUser(events, users.length);
  const key = basketOf(events);
  const ordered = places.map((mine) => [...new Set(mine.map((place) => events.item[place]))]);
  // Without baskets each event is a basket of its own, so "last basket" and "last event" are the same rule.
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
 * The dataset without a split, for a final fit: histories contain all events, those of validation.csv included, and
 * nothing is hidden.
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

/** Concatenates two tables of events. It has the columns of either. Baskets of the two remain separate. */
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

/** For each user the time of the first event about one of the rows. @param places each user's event indices */
function firstTimes({ item, at }: Events, places: number[][], rows: number[][]): Float64Array {
  return Float64Array.from(places, (mine, user) => {
    const wanted = new Set(rows[user]);
    const times = at === null ? [] : mine.filter((place) => wanted.has(item[place])).map((place) => at[place]);
    const known = times.filter((time) => !Number.isNaN(time));
    return known.length > 0 ? Math.min(...known) : Number.NaN;
  });
}
