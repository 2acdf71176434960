// EASE and item-kNN on three users, against values worked out by hand.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Ranker } from '../../../trainer/evaluate/ranker.ts';
import { coOccurrence } from '../../../trainer/rivals/co-occurrence.ts';
import { fitEase } from '../../../trainer/rivals/ease.ts';
import { fitItemKnn } from '../../../trainer/rivals/item-knn.ts';
import { chooseBackend } from '../../../trainer/tfjs/choose.ts';

beforeAll(() => chooseBackend('wasm', 1));

const expectScores = async (ranker: Ranker, history: number[], wanted: number[]) => {
  const scores = await ranker.score({ user: 0, history });
  expect(scores.length).toBe(wanted.length);
  for (const [row, value] of wanted.entries()) expect(scores[row], `row ${row}`).toBeCloseTo(value, 6);
};

it('co-occurrence: rows with users, who has them, and the pairs', () => {
  const { warm, indexOf, owners, baskets, pairs } = coOccurrence([[1, 3], [3], []], 5);
  expect([...warm]).toEqual([1, 3]);
  expect([...indexOf]).toEqual([-1, 0, -1, 1, -1]);
  expect(owners).toEqual([[0], [0, 1]]);
  expect(baskets.map((basket) => [...basket])).toEqual([[0, 1], [1], []]);
  expect(pairs).toBe(4 + 1);
});

describe('EASE', () => {
  // Rows 0 and 2; row 1 has no users. X'X = [2 1; 1 1]; with lambda 1, the inverse of [3 1; 1 2] is [.4 -.2; -.2 .6].
  const fit = () => fitEase(coOccurrence([[0, 2], [0]], 3), 3, 1);
  it('divides the inverse by its diagonal, without an item for itself', async () => {
    await expectScores(fit(), [0], [0, 0, 0.2 / 0.6]);
    await expectScores(fit(), [2], [0.2 / 0.4, 0, 0]);
  });
  it('adds up a history, and ignores items without users', async () => {
    await expectScores(fit(), [0, 1, 2], [0.5, 0, 1 / 3]);
    await expectScores(fit(), [1], [0, 0, 0]);
  });
});

describe('item-kNN', () => {
  // Row 3 has no users. Users of rows 0, 1, 2: three, two, one; two have 0 and 1, one has 0 and 2, one has 1 and 2.
  const together = coOccurrence([[0, 1], [2, 0, 1], [0]], 4);
  const s01 = 2 / (Math.sqrt(6) + 1);
  const s02 = 1 / (Math.sqrt(3) + 1);
  const s12 = 1 / (Math.sqrt(2) + 1);
  it('takes the shrunk cosine of the users', async () => {
    const ranker = fitItemKnn(together, 4, { neighbours: 5, shrinkage: 1 });
    await expectScores(ranker, [0], [0, s01, s02, 0]);
    await expectScores(ranker, [0, 2, 3], [s02, s01 + s12, s02, 0]);
  });
  it('of the nearest neighbours only', async () => {
    // The nearest to 2 is 1, because .414 is more than .366.
    const ranker = fitItemKnn(together, 4, { neighbours: 1, shrinkage: 1 });
    await expectScores(ranker, [2], [0, s12, 0, 0]);
    await expectScores(ranker, [0], [0, s01, 0, 0]);
  });
});
