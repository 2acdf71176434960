// The tables of distinct triples and histories, compared with a set of strings.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HistoryTable } from '../../../../trainer/sample/triples/histories.ts';
import { TripleTable } from '../../../../trainer/sample/triples/triples.ts';

it('stores each triple once, in order, until it is full', () => {
  const table = new TripleTable(3);
  expect([table.add(1, 2, 3), table.add(1, 3, 2), table.add(1, 2, 3), table.add(0, 0, 0)]).toEqual([
    true,
    true,
    false,
    true,
  ]);
  expect([...table.rows]).toEqual([1, 2, 3, 1, 3, 2, 0, 0, 0]);
  expect(table.add(1, 3, 2)).toBe(false);
  expect(() => table.add(9, 9, 9)).toThrow('the table is full: 3 triples');
});

it('has no false duplicates for random numbers', () => {
  const number = fc.oneof(fc.nat(3), fc.constantFrom(2 ** 30, 2 ** 31 - 1));
  let repeats = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number, number), { maxLength: 300, size: 'max' }), (triples) => {
      const table = new TripleTable(triples.length);
      const seen = new Set<string>();
      for (const triple of triples) {
        expect(table.add(...triple)).toBe(!seen.has(`${triple}`));
        if (seen.has(`${triple}`)) repeats++;
        seen.add(`${triple}`);
      }
      expect(table.length).toBe(seen.size);
    }),
  );
  expect(repeats).toBeGreaterThan(50);
});

it('stores each history once, in the order of its rows', () => {
  const historyTable = new HistoryTable();
  const all = Array.from({ length: 3000 }, (_, i) =>
    Array.from({ length: 1 + (i % 3) }, (_, j) => (i * (j + 7)) % 3001),
  );
  const ids = all.map((rows) => historyTable.intern(rows));
  expect(all.map((rows) => historyTable.intern(rows))).toEqual(ids);
  const { start, items } = historyTable.histories();
  expect(all.map((_, i) => [...items.subarray(start[ids[i]], start[ids[i] + 1])])).toEqual(all);
  expect(historyTable.count).toBe(new Set(all.map(String)).size);
  expect(historyTable.intern([2, 1])).not.toBe(historyTable.intern([1, 2]));
});
