// Rankings: towerHistory and exclude worked by hand, topK compared with a full sort.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  diversify,
  exclude,
  type LazyScores,
  MAX_HISTORY,
  topK,
  topKCapped,
  towerHistory,
} from '../../shared/ranking.ts';
import { fullSort, scoresOf } from './support.ts';

const OUT = Number.NEGATIVE_INFINITY;

describe('towerHistory', () => {
  it('has each row once, at its first occurrence', () => {
    expect(towerHistory([5, 3, 5, 9, 3, 3])).toEqual([5, 3, 9]);
    expect(towerHistory([])).toEqual([]);
    expect(towerHistory(new Set([2, 1]))).toEqual([2, 1]);
  });

  it('keeps the end of a long history', () => {
    const rows = Array.from({ length: MAX_HISTORY + 3 }, (_, row) => row);
    expect(towerHistory(rows.slice(0, MAX_HISTORY))).toEqual(rows.slice(0, MAX_HISTORY));
    expect(towerHistory(rows)).toEqual(rows.slice(3));
  });

  it('counts distinct rows; a repeat does not make an old row recent', () => {
    const rows = Array.from({ length: MAX_HISTORY }, (_, row) => row);
    expect(towerHistory([...rows, ...rows])).toEqual(rows);
    expect(towerHistory([...rows, 0, MAX_HISTORY, 0])).toEqual([...rows.slice(1), MAX_HISTORY]);
  });
});

describe('exclude', () => {
  it('excludes rows and does not change the others', () => {
    const scores = Float32Array.of(1, 2, 3, 4);
    exclude(scores, new Set([3, 1]));
    expect([...scores]).toEqual([1, OUT, 3, OUT]);
    expect(topK(scores, 4)).toEqual([2, 0]);
  });

  it('ignores a row outside the table', () => {
    const scores = Float32Array.of(1, 2);
    exclude(scores, [2, -1, 1e9]);
    expect([...scores]).toEqual([1, 2]);
  });
});

describe('topK by hand', () => {
  it('orders by score, and equal scores by row', () => {
    expect(topK(Float32Array.of(1, 3, 2, 3, 1), 5)).toEqual([1, 3, 2, 0, 4]);
  });

  it('keeps the lower rows of a tie at k', () => {
    expect(topK(Float32Array.of(2, 2, 2, 2), 2)).toEqual([0, 1]);
    expect(topK(Float32Array.of(1, 2, 2, 2), 2)).toEqual([1, 2]);
  });

  it('leaves out -Infinity and NaN anywhere, even if fewer than k rows remain', () => {
    expect(topK(Float32Array.of(OUT, Number.NaN, 1, OUT, 2, Number.NaN), 6)).toEqual([4, 2]);
    expect(topK(Float32Array.of(OUT, Number.NaN), 1)).toEqual([]);
  });

  it('treats 0 and -0 as equal and ranks Infinity first', () => {
    expect(topK(Float32Array.of(-0, 0, Number.POSITIVE_INFINITY, -0), 4)).toEqual([2, 0, 1, 3]);
  });

  it('is empty without rows or with k = 0', () => {
    expect(topK(new Float32Array(0), 5)).toEqual([]);
    expect(topK(Float32Array.of(1, 2), 0)).toEqual([]);
  });

  it('does not change the scores', () => {
    const scores = Float32Array.of(1, 3, 2);
    topK(scores, 2);
    expect([...scores]).toEqual([1, 3, 2]);
  });
});

describe('topK equals the head of a full sort', () => {
  it('for random scores and any k, also above the number of rows', () => {
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

  it('for a table of realistic size', () => {
    const scores = Float32Array.from({ length: 50_000 }, (_, row) => Math.fround(Math.sin(row * row) * 100) | 0);
    expect(topK(scores, 100)).toEqual(fullSort(scores).slice(0, 100));
  });
});

/** Scores, open rows, and the group of each row, -1 for none. */
const competition = fc.nat(40).chain((rows) =>
  fc.tuple(
    scoresOf({ minLength: rows, maxLength: rows }),
    fc.uint8Array({ minLength: rows, maxLength: rows, max: 1 }),
    fc.array(fc.integer({ min: -1, max: 4 }), { minLength: rows, maxLength: rows }).map((all) => Int32Array.from(all)),
  ),
);

describe('topK among open rows', () => {
  it('a closed row is not ranked and uses no position', () => {
    expect(topK(Float32Array.of(5, 4, 3, 2), 2, Uint8Array.of(0, 1, 0, 1))).toEqual([1, 3]);
    expect(topK(Float32Array.of(5, 4), 2, Uint8Array.of(0, 0))).toEqual([]);
  });

  it('equals the head of a full sort of the open rows', () => {
    let cut = 0;
    fc.assert(
      fc.property(competition, fc.nat(40), ([scores, open], k) => {
        const sorted = fullSort(scores).filter((row) => open[row] !== 0);
        if (k < sorted.length) cut++;
        expect(topK(scores, k, open)).toEqual(sorted.slice(0, k));
      }),
      { numRuns: 1000 },
    );
    expect(cut).toBeGreaterThan(50);
  });
});

describe('lazy scores', () => {
  /** Scores behind bounds that exceed them by 0 to 3, and the rows whose scores were asked for. */
  const lazyOf = (scores: Float32Array, slack: readonly number[]): LazyScores & { asked: Set<number> } => {
    const asked = new Set<number>();
    const of = (row: number) => {
      asked.add(row);
      return scores[row];
    };
    return { bounds: scores.map((score, row) => score + slack[row]), of, asked };
  };
  const slacks = fc.array(fc.nat(3), { minLength: 40, maxLength: 40 });

  it('give the same rankings as the scores', () => {
    fc.assert(
      fc.property(competition, slacks, fc.nat(12), ([scores, open, groupOf], slack, k) => {
        const lazy = lazyOf(scores, slack);
        expect(topK(lazy, k, open)).toEqual(topK(scores, k, open));
        const groups = { cap: 2, groupOf };
        expect(topKCapped(lazy, k, groups, open)).toEqual(topKCapped(scores, k, groups, open));
        const pool = topK(scores, 10, open).filter((row) => Number.isFinite(scores[row]));
        const similarity = (row: number) => pool.map((other) => Math.cos(other * row));
        expect(diversify(pool, lazy, 4, 0.4, similarity)).toEqual(diversify(pool, scores, 4, 0.4, similarity));
      }),
      { numRuns: 500 },
    );
  });

  it('are computed only for rows whose bound reaches the worst score of the best bounds', () => {
    const lazy = lazyOf(Float32Array.of(5, 1, 9, 4, 5, 7, 6), [0, 0, 0, 1, 1, 1, 0]);
    // The best bounds are those of rows 2 and 5, 9 and 8, and the worse of their scores is 7.
    expect(topK(lazy, 2)).toEqual([2, 5]);
    expect([...lazy.asked].sort()).toEqual([2, 5]);
    // Of three, row 4 has bound 6 as row 6, and comes first; its score 5 lets row 0 and row 3, with bound 5, be asked for.
    const three = lazyOf(Float32Array.of(5, 1, 9, 4, 5, 7, 6), [0, 0, 0, 1, 1, 1, 0]);
    expect(topK(three, 3)).toEqual([2, 5, 6]);
    expect([...three.asked].sort()).toEqual([0, 2, 3, 4, 5, 6]);
  });
});

describe('topKCapped', () => {
  it('skips rows of a full group, and does not cap rows without a group', () => {
    const groupOf = Int32Array.of(0, 0, 1, 0, -1, -1);
    const scores = Float32Array.of(9, 8, 7, 6, 5, 4);
    expect(topKCapped(scores, 4, { cap: 1, groupOf })).toEqual([0, 2, 4, 5]);
    expect(topKCapped(scores, 4, { cap: 2, groupOf })).toEqual([0, 1, 2, 4]);
  });

  it('equals a scan of the full sort', () => {
    let passed = 0;
    fc.assert(
      fc.property(competition, fc.nat(12), fc.integer({ min: 1, max: 3 }), ([scores, open, groupOf], k, cap) => {
        const walk: number[] = [];
        for (const row of fullSort(scores).filter((row) => open[row] !== 0)) {
          const full = groupOf[row] >= 0 && walk.filter((other) => groupOf[other] === groupOf[row]).length >= cap;
          if (full) passed++;
          else walk.push(row);
        }
        expect(topKCapped(scores, k, { cap, groupOf }, open)).toEqual(walk.slice(0, k));
      }),
      { numRuns: 1000 },
    );
    expect(passed).toBeGreaterThan(500);
  });
});

describe('diversify', () => {
  // Three directions: rows 0 and 1 are the same picture, row 2 is at a right angle, row 3 in between (cosine .6 and .8).
  const vectors = [
    [1, 0],
    [1, 0],
    [0, 1],
    [0.6, 0.8],
  ];
  const cosines = (row: number) => vectors.map((other) => other[0] * vectors[row][0] + other[1] * vectors[row][1]);
  const scores = Float32Array.of(10, 9, 0, 8);
  const pool = [0, 1, 3, 2];
  const similarity = (row: number) => pool.map((other) => cosines(row)[other]);

  it('orders by score with 0, and by dissimilarity with 1', () => {
    expect(diversify(pool, scores, 4, 0, similarity)).toEqual([0, 1, 3, 2]);
    expect(diversify(pool, scores, 4, 1, similarity)).toEqual([0, 2, 3, 1]);
  });

  it('weighs score and similarity', () => {
    // After row 0: row 1 .5 x .9 - .5 x 1 = -.05, row 3 .5 x .8 - .5 x .6 = .1, row 2 0 - 0 = 0.
    // After rows 0 and 3: row 1 -.05 still, row 2 0 - .5 x .8 = -.4.
    expect(diversify(pool, scores, 4, 0.5, similarity)).toEqual([0, 3, 1, 2]);
    expect(diversify(pool, scores, 2, 0.5, similarity)).toEqual([0, 3]);
  });

  it('handles equal scores and an empty pool', () => {
    expect(diversify([2, 0], Float32Array.of(1, 1, 1), 2, 0.3, () => [0, 0])).toEqual([2, 0]);
    expect(diversify([], scores, 2, 0.3, similarity)).toEqual([]);
  });

  it('chooses k distinct rows of the pool, starting with the best', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(30), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 14 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (pool, k, diversity) => {
          const scores = Float32Array.from({ length: 31 }, (_, row) => -pool.indexOf(row));
          const chosen = diversify(pool, scores, k, diversity, (row) => pool.map((other) => Math.cos(other * row)));
          expect(chosen[0]).toBe(pool[0]);
          expect(new Set(chosen).size).toBe(Math.min(k, pool.length));
          expect(chosen.filter((row) => !pool.includes(row))).toEqual([]);
          if (diversity === 0) expect(chosen).toEqual(pool.slice(0, k));
        },
      ),
    );
  });
});
