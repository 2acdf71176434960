// Triples by history as triples by user.
import { expect, it } from 'vitest';
import { toUserTriples } from '../../../trainer/ablate/user-triples.ts';
import { Random } from '../../../trainer/random.ts';

it('names a user who knows exactly the items of the history, drawn where there are several', () => {
  const known = [[1, 2], [3], [1, 2], [2, 1], []];
  const histories = { start: Int32Array.of(0, 1, 3), items: Int32Array.of(3, 1, 2) };
  const triples = Int32Array.from({ length: 300 }, (_, i) => [i < 150 ? 0 : 1, 10 + i, 20 + i][i % 3]);
  const { user, positive, negative } = toUserTriples(known, { histories, triples }, new Random(1));
  expect([...user.subarray(0, 50)]).toEqual(Array(50).fill(1));
  // Order matters: user 3 bought the same two the other way round, and the sampler has that history apart.
  const others = [...user.subarray(50)];
  expect(new Set(others)).toEqual(new Set([0, 2]));
  expect(others.filter((one) => one === 0).length).toBeGreaterThan(10);
  expect([positive[0], negative[0], positive[99], negative[99]]).toEqual([11, 22, 308, 319]);
});
