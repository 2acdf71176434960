// precision: worked by hand. Ranks begin at 0, so rank 2 is the third place.
import { expect, it } from 'vitest';
import { precision } from '../../../shared/metrics/precision.ts';

it.each<[readonly number[], number, number, string]>([
  [[0, 2], 1, 1, 'the only place is a hit: 1/1'],
  [[0, 2], 2, 1 / 2, 'the third place is behind the second: 1/2'],
  [[0, 2], 3, 2 / 3, 'both: 2/3'],
  [[0, 2], 20, 2 / 20, 'k stays the divisor where fewer than k compete: 2/20'],
  [[2, 0], 3, 2 / 3, 'the order of the ranks says nothing'],
  [[5], 5, 0, 'rank 5 is the sixth place: 0/5'],
  [[0, 1, 2, 3], 3, 1, 'more relevant than places: 3/3'],
])('of ranks %j at %d is %d: %s', (ranks, k, expected) => {
  expect(precision(ranks, k)).toBe(expected);
});

it('of a single hit at rank 0 is 1/k', () => {
  for (let k = 1; k <= 100; k++) expect(precision([0], k)).toBe(1 / k);
});
