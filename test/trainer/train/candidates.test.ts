// The candidates of a step's softmax, on a small case worked out by hand.
import { expect, it } from 'vitest';
import { Random } from '../../../trainer/random.ts';
import type { Triples } from '../../../trainer/sample/triples/triples.ts';
import { candidateDraws, planCandidates } from '../../../trainer/train/candidates.ts';

const OUT = Math.fround(-1e9);
// History 0 has rows 1 and 2, history 1 has row 4; the positive of the third triple is its history's item, as in guideline 5.
const triples: Triples = {
  histories: { start: Int32Array.of(0, 2, 3), items: Int32Array.of(1, 2, 4) },
  triples: Int32Array.from([0, 3, 0, 1, 5, 0, 1, 4, 0]),
};
const prior = Float32Array.of(0, 0.5, 1, 2, -1, 0.25);

it('masks the history of each triple; a positive that was not drawn is a candidate of its own triples only', () => {
  const drawn = candidateDraws(Int32Array.of(1, 3, 4), 3, prior)(new Random(1));
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

it('up to the limit all rows are candidates, with their prior', () => {
  const warm = Int32Array.of(1, 3, 4);
  expect(candidateDraws(warm, 3, prior)(new Random(1))).toEqual({ rows: warm, shift: Float32Array.of(0.5, 2, -1) });
});

it('of more rows a sample stands for all: sums over it have the sum over all rows as their expectation', () => {
  const warm = Int32Array.of(1, 2, 3, 4);
  // What a user adds to the scores, and so the sum of e^score over all four rows.
  const own = Float64Array.of(9, 0.3, -1, 0.2, 1.5, 9);
  const all = Math.exp(0.8) + Math.exp(0) + Math.exp(2.2) + Math.exp(0.5);
  const draw = candidateDraws(warm, 2, prior);
  const random = new Random(1);
  const rounds = 20_000;
  let sum = 0;
  let squares = 0;
  for (let round = 0; round < rounds; round++) {
    const { rows, shift } = draw(random);
    expect(new Set(rows).size).toBe(rows.length);
    const estimate = rows.reduce((total, row, i) => total + Math.exp(own[row] + shift[i]), 0);
    sum += estimate;
    squares += estimate ** 2;
  }
  const mean = sum / rounds;
  const error = Math.sqrt((squares / rounds - mean ** 2) / rounds);
  expect(error).toBeGreaterThan(0.01);
  expect(Math.abs(mean - all)).toBeLessThan(4 * error);
});

it('in a sample a positive keeps its own prior for its triple, drawn or not', () => {
  const drawn = { rows: Int32Array.of(3, 4), shift: Float32Array.of(0.75, 1.5) };
  const { rows, shift, target } = planCandidates(triples, Int32Array.of(0, 1, 2), 0, 3, drawn, prior);
  expect([...rows]).toEqual([3, 4, 5]);
  expect([...target]).toEqual([0, 2, 1]);
  expect([...shift]).toEqual([...[2, 1.5, OUT], ...[0.75, OUT, 0.25], ...[0.75, -1, OUT]]);
});
