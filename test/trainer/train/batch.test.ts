// A planned batch must reproduce its triples, with each distinct item and history once.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { groupByLength } from '../../../trainer/network/operations.ts';
import type { Triples } from '../../../trainer/sample/triples/triples.ts';
import { planBatch } from '../../../trainer/train/batch.ts';

const ITEMS = 12;
const row = fc.nat(ITEMS - 1);
const store = fc.record({
  histories: fc.array(fc.uniqueArray(row, { minLength: 1, maxLength: 10 }), { minLength: 1, maxLength: 12 }),
  triples: fc.array(fc.tuple(fc.nat(), row, row), { minLength: 1, maxLength: 15 }),
});

function flatten({ histories, triples }: { histories: number[][]; triples: [number, number, number][] }): Triples {
  const start = Int32Array.from([0, ...histories.map((_, i) => histories.slice(0, i + 1).flat().length)]);
  return {
    histories: { start, items: Int32Array.from(histories.flat()) },
    triples: Int32Array.from(triples.flatMap(([h, p, n]) => [h % histories.length, p, n])),
  };
}

it('reproduces every triple, for random histories', () => {
  let whole = 0;
  let gathered = 0;
  fc.assert(
    fc.property(store, (made) => {
      const flat = flatten(made);
      const count = made.triples.length;
      const order = Int32Array.from({ length: count }, (_, i) => count - 1 - i);
      const from = Math.floor(count / 3);
      const batch = planBatch(flat, order, from, count, ITEMS);
      const item = (place: number) => (batch.items ? batch.items[place] : place);
      if (batch.items) gathered++;
      else whole++;

      const { histories } = batch;
      const rows = Array.from({ length: histories.histories }, () => [] as number[]);
      histories.items.forEach((place, i) => {
        rows[histories.historyOf[i]].push(item(place));
      });
      const wanted = [...order.subarray(from)].map((triple) => {
        const [h, p, n] = flat.triples.subarray(3 * triple, 3 * triple + 3);
        return [made.histories[h], p, n];
      });
      expect(wanted).toEqual(
        [...batch.history].map((h, i) => [rows[h], item(batch.positive[i]), item(batch.negative[i])]),
      );

      // Each needed history occurs once, with the right length.
      const distinct = new Set([...order.subarray(from)].map((triple) => flat.triples[3 * triple]));
      expect(histories.histories).toBe(distinct.size);
      expect([...histories.length]).toEqual(rows.map(({ length }) => length));
      if (batch.items) expect([...batch.items]).toEqual([...new Set(batch.items)].sort((a, b) => a - b));

      // The groups contain the same histories, padded with their own items.
      const padded = groupByLength(histories.items, histories.length).flatMap(({ histories: n, length, items }) =>
        Array.from({ length: n }, (_, i) => [...items.subarray(i * length, (i + 1) * length)].map(item)),
      );
      expect(padded.map((filled) => [...new Set(filled)])).toEqual(rows);
    }),
    { numRuns: 300 },
  );
  // Guard: both ways to select items occurred.
  expect(Math.min(whole, gathered)).toBeGreaterThan(0);
});

it('groups histories so that padding stays below half', () => {
  const lengths = [1, 1, 2, 3, 4, 6, 9, 13, 19, 30];
  const histories = lengths.map((length) => Array.from({ length }, (_, i) => i));
  const items = 40;
  const flat = flatten({ histories, triples: lengths.map((_, h) => [h, 1, 2]) });
  const ragged = planBatch(flat, Int32Array.from(lengths.keys()), 0, lengths.length, items).histories;
  const groups = groupByLength(ragged.items, ragged.length);
  // 1 1 | 2 3 | 4 6 | 9 13 | 19 | 30: each at most half as long again as the shortest of its group
  expect(groups.map(({ histories: n, length }) => [n, length])).toEqual([
    [2, 1],
    [2, 3],
    [2, 6],
    [2, 13],
    [1, 19],
    [1, 30],
  ]);
});
