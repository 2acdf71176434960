// The vectors that export compares, of more values than a set can hold: tf.tidy would put each into one.
import { expect, it } from 'vitest';
import { networkVectors } from '../../../trainer/export/parity.ts';
import { toTowers } from '../../../trainer/network/convert.ts';
import { createPapersNetwork } from '../../../trainer/network/create.ts';
import { Random } from '../../../trainer/random.ts';
import { chooseBackend } from '../../../trainer/tfjs/choose.ts';

/** The dimensions of the paper's network. */
const DIMENSIONS = 200;

it('computes the vectors of 84,000 items in parts, the same as of a few', async () => {
  await chooseBackend('wasm');
  const [rows, size] = [84_000, 4];
  expect(rows * DIMENSIONS).toBeGreaterThan(2 ** 24);
  const random = new Random(1);
  const features = Float32Array.from({ length: rows * size }, () => random.uniform());
  const statistics = { mean: new Float32Array(size).fill(0.5), deviation: new Float32Array(size).fill(0.3) };
  const towers = toTowers(createPapersNetwork(size, new Random(2)), statistics);
  const { items, users } = networkVectors(towers, features, [[83_999, 5]]);
  expect(items.length).toBe(rows * DIMENSIONS);
  const few = networkVectors(towers, Float32Array.of(...features.subarray(-size), ...features.subarray(20, 24)), [
    [0, 1],
  ]);
  for (let i = 0; i < DIMENSIONS; i++) {
    expect(items[83_999 * DIMENSIONS + i]).toBeCloseTo(few.items[i], 5);
    expect(items[5 * DIMENSIONS + i]).toBeCloseTo(few.items[DIMENSIONS + i], 5);
    expect(users[i]).toBeCloseTo(few.users[i], 5);
  }
});
