// The order of a ranking: towerHistory and exclude by hand, topK against a full sort.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exclude, MAX_HISTORY, topK, towerHistory } from '../../shared/ranking.ts';
import { fullSort, scoresOf } from './support.ts';

const OUT = Number.NEGATIVE_INFINITY;

describe('towerHistory', () => {
  it('has each row once, where it first occurs', () => {
    expect(towerHistory([5, 3, 5, 9, 3, 3])).toEqual([5, 3, 9]);
    expect(towerHistory([])).toEqual([]);
    expect(towerHistory(new Set([2, 1]))).toEqual([2, 1]);
  });

  it('keeps the last ones of a long history', () => {
    const rows = Array.from({ length: MAX_HISTORY + 3 }, (_, row) => row);
    expect(towerHistory(rows.slice(0, MAX_HISTORY))).toEqual(rows.slice(0, MAX_HISTORY));
    expect(towerHistory(rows)).toEqual(rows.slice(3));
  });

  it('counts rows, not repeats, and a repeat does not bring an old row back', () => {
    const rows = Array.from({ length: MAX_HISTORY }, (_, row) => row);
    expect(towerHistory([...rows, ...rows])).toEqual(rows);
    expect(towerHistory([...rows, 0, MAX_HISTORY, 0])).toEqual([...rows.slice(1), MAX_HISTORY]);
  });
});

describe('exclude', () => {
  it('takes rows out, and leaves the others as they are', () => {
    const scores = Float32Array.of(1, 2, 3, 4);
    exclude(scores, new Set([3, 1]));
    expect([...scores]).toEqual([1, OUT, 3, OUT]);
    expect(topK(scores, 4)).toEqual([2, 0]);
  });

  it('has nothing to do for a row that is not there', () => {
    const scores = Float32Array.of(1, 2);
    exclude(scores, [2, -1, 1e9]);
    expect([...scores]).toEqual([1, 2]);
  });
});

describe('topK by hand', () => {
  it('has higher scores first, and the lower row of equal ones', () => {
    expect(topK(Float32Array.of(1, 3, 2, 3, 1), 5)).toEqual([1, 3, 2, 0, 4]);
  });

  it('cuts through a tie at the lower rows', () => {
    expect(topK(Float32Array.of(2, 2, 2, 2), 2)).toEqual([0, 1]);
    expect(topK(Float32Array.of(1, 2, 2, 2), 2)).toEqual([1, 2]);
  });

  it('leaves out -Infinity and NaN wherever they stand, even where that gives fewer than k', () => {
    expect(topK(Float32Array.of(OUT, Number.NaN, 1, OUT, 2, Number.NaN), 6)).toEqual([4, 2]);
    expect(topK(Float32Array.of(OUT, Number.NaN), 1)).toEqual([]);
  });

  it('holds 0 and -0 for equal, and Infinity for the best', () => {
    expect(topK(Float32Array.of(-0, 0, Number.POSITIVE_INFINITY, -0), 4)).toEqual([2, 0, 1, 3]);
  });

  it('of nothing, or k of 0, is empty', () => {
    expect(topK(new Float32Array(0), 5)).toEqual([]);
    expect(topK(Float32Array.of(1, 2), 0)).toEqual([]);
  });

  it('leaves the scores as they were', () => {
    const scores = Float32Array.of(1, 3, 2);
    topK(scores, 2);
    expect([...scores]).toEqual([1, 3, 2]);
  });
});

describe('topK is the head of a full sort', () => {
  it('for any scores and any k, also beyond their number', () => {
    let [ties, cut] = [0, 0];
    fc.assert(
      fc.property(scoresOf({ maxLength: 60 }), fc.nat(70), (scores, k) => {
        const sorted = fullSort(scores);
        if (sorted.some((row, i) => i > 0 && scores[row] === scores[sorted[i - 1]])) ties++;
        if (k < sorted.length) cut++;
        expect(topK(scores, k)).toEqual(sorted.slice(0, k));
      }),
      { numRuns: 1000 },
    );
    expect(Math.min(ties, cut)).toBeGreaterThan(50); // or the property says less than it seems to
  });

  it('for a table as large as a store', () => {
    const scores = Float32Array.from({ length: 50_000 }, (_, row) => Math.fround(Math.sin(row * row) * 100) | 0);
    expect(topK(scores, 100)).toEqual(fullSort(scores).slice(0, 100));
  });
});
