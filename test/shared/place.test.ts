// placeRelevant: worked by hand with ties, compared with its definition over a sorted list, and with topK.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Placement, placeRelevant, topK } from '../../shared/ranking.ts';
import { fullSort, scoresOf } from './support.ts';

describe('by hand', () => {
  it('one relevant row with two candidates before it', () => {
    expect(placeRelevant(Float32Array.of(9, 5, 7, 1), [1])).toEqual({
      placements: [{ rank: 2, above: 2, tied: 0 }],
      candidates: 4,
    });
  });

  it('a tie: the lower row comes first, and ties are counted separately', () => {
    // in order: 3 (9), then 0, 1, 2 and 4 (all 5)
    const scores = Float32Array.of(5, 5, 5, 9, 5);
    expect(placeRelevant(scores, [2]).placements).toEqual([{ rank: 3, above: 1, tied: 3 }]);
    expect(placeRelevant(scores, [0]).placements).toEqual([{ rank: 1, above: 1, tied: 3 }]);
  });

  it('several relevant rows: ranks count all candidates, ties and higher scores only irrelevant ones', () => {
    // in order: 4 (9), 0 (7, relevant), 1 (7), 3 (7, relevant), 2 (5, relevant)
    expect(placeRelevant(Float32Array.of(7, 7, 5, 7, 9), [0, 3, 2])).toEqual({
      placements: [
        { rank: 1, above: 1, tied: 1 },
        { rank: 3, above: 1, tied: 1 },
        { rank: 4, above: 2, tied: 0 },
      ],
      candidates: 5,
    });
  });

  it('rows that do not compete are not counted as candidates', () => {
    expect(placeRelevant(Float32Array.of(Number.NaN, 2, Number.NEGATIVE_INFINITY, 3), [1])).toEqual({
      placements: [{ rank: 1, above: 1, tied: 0 }],
      candidates: 2,
    });
  });

  it.each([
    ['-Infinity', Float32Array.of(1, Number.NEGATIVE_INFINITY)],
    ['NaN', Float32Array.of(1, Number.NaN)],
    ['no row', Float32Array.of(1)],
  ])('a relevant row that is not a candidate is rejected: %s', (_what, scores) => {
    expect(() => placeRelevant(scores, [0, 1])).toThrow(new RangeError('relevant row 1 is not a candidate'));
  });
});

/** Scores, and relevant rows among those that compete. */
const query = scoresOf({ maxLength: 40 }).chain((scores) =>
  fc.record({ scores: fc.constant(scores), relevant: fc.shuffledSubarray(fullSort(scores)) }),
);

it('equals the definition on random scores', () => {
  let tied = 0;
  fc.assert(
    fc.property(query, ({ scores, relevant }) => {
      const sorted = fullSort(scores);
      const others = sorted.filter((row) => !relevant.includes(row));
      const expected: Placement[] = relevant.map((mine) => ({
        rank: sorted.indexOf(mine),
        above: others.filter((row) => scores[row] > scores[mine]).length,
        tied: others.filter((row) => scores[row] === scores[mine]).length,
      }));
      tied += expected.filter((placement) => placement.tied > 0).length;
      expect(placeRelevant(scores, relevant)).toEqual({ placements: expected, candidates: sorted.length });
    }),
    { numRuns: 500 },
  );
  expect(tied).toBeGreaterThan(50); // or the property says less than it seems to
});

it('gives the position at which topK has the row', () => {
  fc.assert(
    fc.property(query, ({ scores, relevant }) => {
      const shown = topK(scores, scores.length);
      const { placements, candidates } = placeRelevant(scores, relevant);
      expect(placements.map(({ rank }) => rank)).toEqual(relevant.map((row) => shown.indexOf(row)));
      expect(candidates).toBe(shown.length);
    }),
  );
});
