// recall: worked by hand. Ranks begin at 0, so rank 7 is the eighth place.
import { expect, it } from 'vitest';
import { recall } from '../../../shared/metrics/recall.ts';

it.each<[readonly number[], number, number, string]>([
  [[0, 2, 7], 1, 1 / 3, 'one of three'],
  [[0, 2, 7], 3, 2 / 3, 'two of three'],
  [[0, 2, 7], 7, 2 / 3, 'the eighth place is behind the seventh'],
  [[0, 2, 7], 8, 1, 'all'],
  [[0, 2, 7], 1000, 1, 'all, with k beyond the list'],
  [[7, 0, 2], 3, 2 / 3, 'the order of the ranks says nothing'],
  [[0, 1, 2, 3], 2, 1 / 2, 'more relevant than places: two of four, the most that k allows'],
  [[20], 20, 0, 'the place right behind k'],
  [[0], 0, 0, 'no place at all'],
])('of ranks %j at %d is %d: %s', (ranks, k, expected) => {
  expect(recall(ranks, k)).toBe(expected);
});

it('grows with k, from 0 to 1', () => {
  const ranks = [3, 9, 40, 41];
  const curve = Array.from({ length: 60 }, (_, k) => recall(ranks, k));
  expect(curve).toEqual([...curve].sort((a, b) => a - b));
  expect([curve[0], curve[4], curve[10], curve[41], curve[42]]).toEqual([0, 0.25, 0.5, 0.75, 1]);
});
