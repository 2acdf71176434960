// auc: worked by hand on small queries, and against its definition over all pairs.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auc } from '../../../shared/metrics/auc.ts';
import { placeRelevant } from '../../../shared/ranking.ts';

/** The AUC of a query given by its scores and its relevant rows. */
function of(scores: readonly number[], relevant: readonly number[]): number {
  const { placements, candidates } = placeRelevant(Float32Array.from(scores), relevant);
  return auc(placements, candidates - relevant.length);
}

describe('by hand', () => {
  it('one relevant row in second place of four: two of its three pairs are right, 2/3', () => {
    expect(of([9, 8, 7, 6], [1])).toBeCloseTo(2 / 3, 15);
  });

  it('first is 1, last is 0', () => {
    expect([of([9, 8, 7], [0]), of([9, 8, 7], [2])]).toEqual([1, 0]);
  });

  it('a tie counts half, whichever row comes first: (0 + .5 + 1) / 3 = .5', () => {
    expect(of([3, 2, 2, 1], [1])).toBe(0.5);
    expect(of([3, 2, 2, 1], [2])).toBe(0.5);
  });

  it('all alike: .5', () => {
    expect(of([4, 4, 4, 4, 4], [0, 3])).toBe(0.5);
  });

  it('relevant rows do not compete with each other: rows 0 and 3 of five have 3/3 and 1/3 of the others below, 2/3', () => {
    expect(of([5, 4, 3, 2, 1], [0, 3])).toBeCloseTo(2 / 3, 15);
  });

  it('two relevant rows that are tied with each other and with one other: (1 + .5) / 2 each, .75', () => {
    expect(of([2, 2, 2, 1], [0, 2])).toBe(0.75);
  });

  it('rows that do not compete are no others: of three candidates, one of two pairs is right, .5', () => {
    expect(of([Number.NEGATIVE_INFINITY, 3, 2, Number.NaN, 1], [2])).toBe(0.5);
  });
});

it('is the share of pairs in the right order', () => {
  const query = fc
    .array(fc.integer({ min: 0, max: 5 }), { minLength: 2, maxLength: 30 })
    .chain((scores) =>
      fc.tuple(
        fc.constant(scores),
        fc.uniqueArray(fc.nat(scores.length - 1), { minLength: 1, maxLength: scores.length - 1 }),
      ),
    );
  fc.assert(
    fc.property(query, ([scores, relevant]) => {
      const others = scores.filter((_, row) => !relevant.includes(row));
      let right = 0;
      for (const row of relevant)
        for (const other of others) right += scores[row] > other ? 1 : scores[row] === other ? 0.5 : 0;
      expect(of(scores, relevant)).toBeCloseTo(right / (relevant.length * others.length), 12);
    }),
  );
});
