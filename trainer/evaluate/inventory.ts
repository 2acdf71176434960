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
}

/**
 * An item without `uploaded_at` was always there. One of a kind is what items.csv says is `unique`; where it says nothing,
 * what was bought exactly once, which is how the authors take it.
 * @throws InputError `invalid` where the events have no times
 */
export function inventoryOf({ folder, items, events, validation }: Dataset): Inventory {
  if (events.at === null)
    throw new InputError('invalid', 'its events have no times, so nobody knows what was on sale when', {
      where: folder,
      how: 'give events.csv a column `at`, or leave candidates at catalogue',
    });
  const bought = new Int32Array(items.length);
  const soldAt = new Float64Array(items.length).fill(Number.POSITIVE_INFINITY);
  for (const { item, at, kind } of validation ? [events, validation] : [events])
    for (let place = 0; place < item.length; place++) {
      if (kind?.[place] === LIKE) continue;
      bought[item[place]]++;
      const time = at?.[place] ?? Number.NaN;
      if (time < soldAt[item[place]]) soldAt[item[place]] = time;
    }
  const from = Float64Array.from(items, ({ uploadedAt }) => uploadedAt ?? Number.NEGATIVE_INFINITY);
  const until = Float64Array.from(items, ({ unique }, row) =>
    (unique ?? bought[row] === 1) ? soldAt[row] : Number.POSITIVE_INFINITY,
  );
  return { has: (row, time) => from[row] <= time && time <= until[row] };
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
