// What was on sale: which items compete for a basket when only those count that a store had at that moment.
//
// The authors replay time: items are uploaded, one-of-a-kind items leave when they are sold, and a basket is ranked against
// what is there when it is bought. That is the same as asking of each item whether its time has come and is not over yet,
// so nothing is replayed here.
import { InputError } from '@curatornet/shared/errors.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { Split } from '../dataset/split.ts';

/** In the column `kind`: a like takes nothing off sale. */
const LIKE = 1;

export interface Inventory {
  /** Whether the row is on sale at a time, in seconds since 1970; an item that is sold at that very moment is. */
  has(row: number, time: number): boolean;
  /** Unique items that were sold at two different times or more: returned, cancelled or resold. */
  resold: number;
}

/**
 * An item without `uploaded_at` was always there. One of a kind is what items.csv says is `unique`; where it says nothing,
 * what was bought exactly once, which is how the authors take it.
 *
 * A unique item leaves with its last sale. When one that was sold came back is not known, so it is on sale for every user
 * between its sales. Otherwise it would be on sale only for the user whose hidden purchase it is, and that would give the
 * answer away.
 * @throws InputError `invalid` where the events have no times
 */
export function inventoryOf({ folder, items, events, validation }: Dataset): Inventory {
  if (events.at === null)
    throw new InputError('invalid', 'its events have no times, so nobody knows what was on sale when', {
      where: folder,
      how: 'give events.csv a column `at`, or leave candidates at catalogue',
    });
  const bought = new Int32Array(items.length);
  const firstSale = new Float64Array(items.length).fill(Number.POSITIVE_INFINITY);
  const lastSale = new Float64Array(items.length).fill(Number.NEGATIVE_INFINITY);
  for (const { item, at, kind } of validation ? [events, validation] : [events])
    for (let place = 0; place < item.length; place++) {
      if (kind?.[place] === LIKE) continue;
      bought[item[place]]++;
      const time = at?.[place] ?? Number.NaN;
      if (Number.isNaN(time)) continue;
      firstSale[item[place]] = Math.min(firstSale[item[place]], time);
      lastSale[item[place]] = Math.max(lastSale[item[place]], time);
    }
  const from = Float64Array.from(items, ({ uploadedAt }) => uploadedAt ?? Number.NEGATIVE_INFINITY);
  const unique = items.map((item, row) => item.unique ?? bought[row] === 1);
  const until = Float64Array.from(items, (_, row) =>
    unique[row] && Number.isFinite(lastSale[row]) ? lastSale[row] : Number.POSITIVE_INFINITY,
  );
  return {
    has: (row, time) => from[row] <= time && time <= until[row],
    resold: items.filter((_, row) => unique[row] && firstSale[row] < lastSale[row]).length,
  };
}

/**
 * By user the rows that were not on sale when the hidden rows were bought; those themselves always were, whatever the
 * dates in the files say. Nothing where that time is not known.
 */
export function offSaleOf(inventory: Inventory, { hidden, hiddenAt }: Split, rows: number): (user: number) => number[] {
  return function offSale(user) {
    const time = hiddenAt[user];
    if (Number.isNaN(time)) return [];
    const mine = new Set(hidden[user]);
    return Array.from({ length: rows }, (_, row) => row).filter((row) => !mine.has(row) && !inventory.has(row, time));
  };
}
