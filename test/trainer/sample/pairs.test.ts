// Pairs for models with a vector per user: all that ten items allow, worked out by hand from the table of the guidelines.
import { expect, it } from 'vitest';
import { Random } from '../../../trainer/random.ts';
import { type DrawPair, guidelinePairs, type ItemPair, uniformPairs } from '../../../trainer/sample/pairs.ts';
import { makeSource } from '../../../trainer/sample/source/source.ts';
import { dataOf, STORE } from './support.ts';

const source = makeSource(dataOf(STORE));

function drawn(draw: DrawPair, count = 5_000) {
  const random = new Random(1);
  const pair: ItemPair = { user: -1, positive: -1, negative: -1 };
  const lines = new Set<string>();
  for (let i = 0; i < count; i++) {
    draw(random, pair);
    lines.add(`${pair.user}: ${pair.positive} / ${pair.negative}`);
  }
  return [...lines].sort();
}
const pairs = (user: number, positives: number[], negatives: number[]) =>
  positives.flatMap((positive) => negatives.map((negative) => `${user}: ${positive} / ${negative}`));
const without = (...rows: number[]) => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].filter((row) => !rows.includes(row));

it('uniform: any item that the user has, against any that the user has not', () => {
  // User 0 has 0, 1 and 2, user 1 has 5.
  expect(drawn(uniformPairs(source))).toEqual(
    [...pairs(0, [0, 1, 2], without(0, 1, 2)), ...pairs(1, [5], without(5))].sort(),
  );
});

it('guidelines: those of 3, an unbought item of the own artist and cluster, beside those of 4', () => {
  const lines = drawn(guidelinePairs(source));
  const third = pairs(0, [3], [5, 6, 7, 8]);
  expect(lines).toEqual(expect.arrayContaining(third));
  const fourth = [...pairs(0, [0, 1, 2], without(0, 1, 2)), ...pairs(1, [5], without(5))];
  expect(lines.filter((line) => !third.includes(line)).every((line) => fourth.includes(line))).toBe(true);
});

it('guidelines without artists: 4 alone; without clusters: none', () => {
  const anonymous = makeSource(dataOf({ ...STORE, artists: STORE.artists.map(() => undefined) }));
  expect(drawn(guidelinePairs(anonymous)).some((line) => line.startsWith('0: 3 '))).toBe(false);
  expect(() => guidelinePairs(makeSource(dataOf({ ...STORE, labels: null })))).toThrow('no clusters');
});

it('somebody who has everything still gets a pair', () => {
  const all = makeSource(dataOf({ ...STORE, baskets: [[without()]] }));
  expect(drawn(uniformPairs(all), 20).length).toBeGreaterThan(0);
});
