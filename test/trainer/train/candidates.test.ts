// The candidates of a step's softmax, on a small case worked out by hand.
import { expect, it } from 'vitest';
import { Random } from '../../../trainer/random.ts';
import type { Triples } from '../../../trainer/sample/triples/triples.ts';
import { drawCandidates, planCandidates } from '../../../trainer/train/candidates.ts';

const OUT = Math.fround(-1e9);
// History 0 has rows 1 and 2, history 1 has row 4; the positive of the third triple is its history's item, as in guideline 5.
const triples: Triples = {
  histories: { start: Int32Array.of(0, 2, 3), items: Int32Array.of(1, 2, 4) },
  triples: Int32Array.from([0, 3, 0, 1, 5, 0, 1, 4, 0]),
};
const prior = Float32Array.of(0, 0.5, 1, 2, -1, 0.25);

it('masks the history of each triple; a positive that was not drawn is a candidate of its own triples only', () => {
  const drawn = Int32Array.of(1, 3, 4);
  const { rows, shift, target } = planCandidates(triples, Int32Array.of(0, 1, 2), 0, 3, drawn, prior);
  expect([...rows]).toEqual([1, 3, 4, 5]);
  expect([...target]).toEqual([1, 3, 2]);
  expect([...shift]).toEqual([
    // 1 is in the history, 5 belongs to another triple
    ...[OUT, 2, -1, OUT],
    // 4 is in the history
    ...[0.5, 2, OUT, 0.25],
    // 4 is in the history and the positive
    ...[0.5, 2, -1, OUT],
  ]);
});

it('draws all rows up to the limit, else as many distinct ones, by the seed', () => {
  const warm = Int32Array.from({ length: 50 }, (_, i) => 2 * i);
  expect(drawCandidates(warm, 50, new Random(1))).toEqual(warm);
  const [a, b] = [1, 2].map((seed) => drawCandidates(warm, 20, new Random(seed)));
  expect(new Set(a).size).toBe(20);
  expect([...a].every((row) => warm.includes(row))).toBe(true);
  expect([...a].sort()).not.toEqual([...b].sort());
  // The order of the input does not change.
  expect(warm[1]).toBe(2);
});
