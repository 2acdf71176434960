// ndcg: worked by hand and confirmed by Python. Ranks begin at 0: the gain of rank r is 1 / log2(r + 2).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ndcg } from '../../../shared/metrics/ndcg.ts';

describe('by hand', () => {
  it('one relevant item in third place: (1 / log2 4) / 1 = .5', () => {
    expect(ndcg([2], 20)).toBe(0.5);
  });

  it('one relevant item in front: 1, at any k', () => {
    expect([ndcg([0], 1), ndcg([0], 20), ndcg([0], 1000)]).toEqual([1, 1, 1]);
  });

  it('at rank k: 0', () => {
    expect(ndcg([20], 20)).toBe(0);
  });

  it('three relevant items, the first two ranks and one far away, at 2: the ideal for two ranks, 1', () => {
    expect(ndcg([0, 1, 50], 2)).toBe(1);
  });
});

describe('agrees with Python', () => {
  // $ python3 -c 'from math import log2; print(1/log2(3))'
  it('one relevant item in second place', () => {
    expect(ndcg([1], 20)).toBeCloseTo(0.6309297535714575, 15);
  });

  // $ python3 -c 'from math import log2; print((1+1/log2(5))/(1+1/log2(3)))'
  it('first and fourth place', () => {
    expect(ndcg([0, 3], 20)).toBeCloseTo(0.8772153153380493, 15);
  });

  // $ python3 -c 'from math import log2; print(1/(1+1/log2(3)))'
  it('first, third and sixth place at 2: one hit of two possible', () => {
    expect(ndcg([0, 2, 5], 2)).toBeCloseTo(0.6131471927654584, 15);
  });

  // $ python3 -c 'from math import log2; print((1/log2(4)+1/log2(6))/(1+1/log2(3)+1/log2(4)))'
  it('third, fifth and eighth place at 5: two hits of three possible', () => {
    expect(ndcg([2, 4, 7], 5)).toBeCloseTo(0.41618115554873086, 15);
  });
});

const query = fc.record({
  ranks: fc.uniqueArray(fc.nat(60), { minLength: 1, maxLength: 20 }),
  k: fc.integer({ min: 1, max: 80 }),
});

it('is in [0, 1] for ranks in any order', () => {
  fc.assert(
    fc.property(query, ({ ranks, k }) => {
      const value = ndcg(ranks, k);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1 + 1e-12);
      expect(ndcg([...ranks].reverse(), k)).toBeCloseTo(value, 12);
    }),
  );
});

it('rises when a hit moves one place forward', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 19 }), (rank) => {
      expect(ndcg([rank - 1, 50], 20)).toBeGreaterThan(ndcg([rank, 50], 20));
    }),
  );
});
