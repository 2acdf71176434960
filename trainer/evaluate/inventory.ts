// The inventory at a time: the candidates for a basket if only items that were on sale at that moment count.
//
// The authors replay time: items are uploaded, one-of-a-kind items leave when they are sold, and a basket is ranked among
// the items on sale when it is bought. Comparing that time with the upload and sale of each item gives the same result
// without a replay.
import { InputError } from '@curatornet/shared/errors.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { Split } from '../dataset/split.ts';

/** Code of a like in the column `kind`; a like does not take an item off sale. */
const LIKE = 1;

export interface Inventory {
  /** Whether the row is on sale at a time, in seconds since 1970, the moment of its sale included. */
  has(row: number, time: number): boolean;
  /** The number of unique items sold at two or more different times: returned, cancelled or resold. */
  resold: number;
}

/**
 * An item without `uploaded_at` was always on sale. Unique items are those marked `unique` in items.csv; without a mark,
 * those bought exactly once, as in the authors' code.
 *
 * A unique item leaves with its last sale. If it was sold more than once, the time of its return is unknown, so it counts
 * as on sale between its sales. Otherwise it would be on sale only for the user whose hidden purchase it is, and that
 * would leak the answer.
 * @throws InputError `invalid` if the events have no times
 */
export function inventoryOf({ folder, items, events, validation }: Dataset): Inventory {
  if (events.at === null)
    throw new InputError('invalid', 'its events have no times, which candidates=inventory needs', {
      where: folder,
      how: 'add a column `at` to events.csv, or use candidates=catalogue',
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
 * For each user the rows that were not on sale when the hidden rows were bought. The hidden rows themselves always count
 * as on sale, whatever the dates in the files. Empty if that time is unknown.
 */
export function offSaleOf(inventory: Inventory, { hidden, hiddenAt }: Split, rows: number): (user: number) => number[] {
  return function offSale(user) {
    const time = hiddenAt[user];
    if (Number.isNaN(time)) return [];
    const mine = new Set(hidden[user]);
    return Array.from({ length: rows }, (_, row) => row).filter((row) => !mine.has(row) && !inventory.has(row, time));
  };
}
