// The inventory over time, on six items worked out by hand.
import { describe, expect, it } from 'vitest';
import type { Dataset, DatasetItem, Events } from '../../../trainer/dataset/dataset.ts';
import { split } from '../../../trainer/dataset/split.ts';
import { inventoryOf, offSaleOf } from '../../../trainer/evaluate/inventory.ts';

const LIKE = 1;
/** Each: `user, item, at, kind`. */
function eventsOf(rows: [number, number, number, number?][]): Events {
  return {
    user: Int32Array.from(rows, ([user]) => user),
    item: Int32Array.from(rows, ([, item]) => item),
    at: Float64Array.from(rows, ([, , at]) => at),
    basket: null,
    kind: Uint8Array.from(rows, ([, , , kind = 0]) => kind),
  };
}
const items: DatasetItem[] = [
  { id: 'always there, one of a kind', unique: true },
  { id: 'a print', unique: false },
  { id: 'uploaded late', uploadedAt: 50 },
  { id: 'unmarked, bought once' },
  { id: 'unmarked, bought twice' },
  { id: 'liked only', unique: true },
];
const events = eventsOf([
  [0, 1, 5],
  [0, 0, 10],
  [1, 3, 20],
  [1, 4, 30],
  [2, 5, 1, LIKE],
  [2, 1, 8],
  [2, 4, 60],
]);
const store = { folder: 'store', items, users: ['a', 'b', 'c'], events, validation: null } as unknown as Dataset;

describe('on sale is', () => {
  const inventory = inventoryOf(store);
  const rowsAt = (time: number) => items.map((_, row) => row).filter((row) => inventory.has(row, time));
  it('a unique item until it is sold, that moment included; a print and an item that is only liked always', () => {
    expect(rowsAt(9)).toEqual([0, 1, 3, 4, 5]);
    expect(rowsAt(10)).toEqual([0, 1, 3, 4, 5]);
    expect(rowsAt(11)).toEqual([1, 3, 4, 5]);
  });
  it('an item from its upload on; without a mark, items bought once count as unique', () => {
    expect(rowsAt(21)).toEqual([1, 4, 5]);
    expect(rowsAt(49)).toEqual([1, 4, 5]);
    expect(rowsAt(50)).toEqual([1, 2, 4, 5]);
    expect(rowsAt(1e9)).toEqual([1, 2, 4, 5]);
  });
});

describe('a unique item that was sold more than once', () => {
  // Item 0 is sold at 10, at 40 and at 70.
  const resold = {
    ...store,
    users: ['a', 'b', 'c', 'd'],
    events: eventsOf([
      [0, 1, 5],
      [0, 0, 10],
      [1, 1, 5],
      [1, 0, 40],
      [2, 1, 5],
      [2, 5, 50],
      [3, 1, 5],
      [3, 0, 70],
    ]),
  };
  const inventory = inventoryOf(resold);
  it('is on sale between its sales, and not after the last one', () => {
    expect([9, 11, 39, 41, 69, 70, 71].map((time) => inventory.has(0, time))).toEqual([
      ...[true, true, true, true, true, true],
      false,
    ]);
    expect(inventory.resold).toBe(1);
  });
  it('is a candidate for every user at that time, not only for the one whose hidden purchase it is', () => {
    const parts = split(resold);
    expect(parts.hidden).toEqual([[0], [0], [5], [0]]);
    const offSale = offSaleOf(inventory, parts, items.length);
    // At 10, 40, 50 and 70: item 2 came at 50, item 0 is on sale at all four times, and item 5 left at 50.
    expect([0, 1, 2, 3].map(offSale)).toEqual([[2], [2], [], [5]]);
  });
  it('is counted only if it is unique and was sold more than once', () => {
    expect(inventoryOf(store).resold).toBe(0);
  });
});

it('excludes for each user the items not on sale at the hidden basket, but no hidden item', () => {
  // Hidden: 0 of user 0 at 10, 4 of user 1 at 30, 4 of user 2 at 60.
  const parts = split(store);
  expect(parts.hidden).toEqual([[0], [4], [4]]);
  const offSale = offSaleOf(inventoryOf(store), parts, items.length);
  expect([offSale(0), offSale(1), offSale(2)]).toEqual([[2], [0, 2, 3], [0, 3]]);
  // A hidden item that the files date after its sale is still a candidate.
  const odd = { ...store, items: items.map((item, row) => (row === 4 ? { ...item, uploadedAt: 99 } : item)) };
  expect(offSaleOf(inventoryOf(odd), parts, items.length)(1)).toEqual([0, 2, 3]);
});

it('excludes nothing if the time of the hidden basket is unknown', () => {
  const offSale = offSaleOf(inventoryOf(store), { ...split(store), hiddenAt: Float64Array.of(Number.NaN, 30, 60) }, 6);
  expect([offSale(0), offSale(1)]).toEqual([[], [0, 2, 3]]);
});

it('rejects events without times, and says what to do', () => {
  const timeless = { ...store, events: { ...events, at: null } };
  expect(() => inventoryOf(timeless)).toThrowError(
    expect.objectContaining({ code: 'invalid', how: expect.stringContaining('column `at`') }),
  );
});
