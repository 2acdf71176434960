// authorsNdcg: worked by hand and confirmed by Python. Ranks begin at 0: the gain of rank r is 1 / log2(r + 2).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authorsNdcg } from '../../../shared/metrics/authors-ndcg.ts';
import { ndcg } from '../../../shared/metrics/ndcg.ts';

describe('by hand', () => {
  it('one hit of three relevant items, in third place: (1 / log2 4) / 1 = .5, independent of missed items', () => {
    expect(authorsNdcg([2, 40, 50], 20)).toBe(0.5);
  });
  it('hits at the top: 1, although one item was missed', () => {
    expect(authorsNdcg([0, 1, 50], 20)).toBe(1);
  });
  it('no hit: 0', () => {
    expect(authorsNdcg([20], 20)).toBe(0);
  });
  it('nothing relevant: NaN', () => {
    expect(authorsNdcg([], 20)).toBeNaN();
  });
});

// $ python3 -c 'from math import log2; print((1/log2(4)+1/log2(6))/(1+1/log2(3)))'
it('agrees with Python: third and fifth place, and one missed', () => {
  expect(authorsNdcg([2, 4, 90], 20)).toBeCloseTo(0.5437713091520254, 15);
});

it('is never below the standard nDCG, and equal if no item is missed', () => {
  let differed = 0;
  const ranks = fc.uniqueArray(fc.nat(60), { minLength: 1, maxLength: 8 }).map((all) => all.sort((a, b) => a - b));
  fc.assert(
    fc.property(ranks, fc.integer({ min: 1, max: 40 }), (mine, k) => {
      const [theirs, ours] = [authorsNdcg(mine, k), ndcg(mine, k)];
      expect(theirs).toBeGreaterThanOrEqual(ours - 1e-12);
      if (theirs > ours + 1e-12) differed++;
      if (mine.every((rank) => rank < k)) expect(theirs).toBeCloseTo(ours, 12);
    }),
  );
  expect(differed).toBeGreaterThan(0);
});
