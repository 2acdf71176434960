// Products by onnxruntime-node. The model that it is asked for is proved on onnxruntime-web, which is always there; the
// rest where somebody has installed it.
import * as tf from '@tensorflow/tfjs';
import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { gemmModel } from '../../../trainer/backend/gemm-model.ts';
import { HOW_TO_INSTALL } from '../../../trainer/backend/native.ts';
import { Random } from '../../../trainer/random.ts';
import { chooseBackend } from '../../../trainer/train/backend.ts';

const BOTH = [false, true];
const WAYS = BOTH.flatMap((transA) =>
  BOTH.flatMap((transB) => BOTH.flatMap((bias) => BOTH.map((selu) => ({ transA, transB, bias, selu })))),
);

it.each(WAYS)('asks for c = act(a b + bias): %o', async (how) => {
  const session = await ort.InferenceSession.create(gemmModel(how));
  // [1 2; 3 4; 5 6] x [1 -1; -2 0.5] = [-3 0; -5 -1; -7 -2]
  const a = how.transA ? [1, 3, 5, 2, 4, 6] : [1, 2, 3, 4, 5, 6];
  const b = how.transB ? [1, -2, -1, 0.5] : [1, -1, -2, 0.5];
  const feeds: Record<string, ort.Tensor> = {
    a: new ort.Tensor('float32', a, how.transA ? [2, 3] : [3, 2]),
    b: new ort.Tensor('float32', b, [2, 2]),
  };
  if (how.bias) feeds.bias = new ort.Tensor('float32', [10, 0.25], [2]);
  const wanted = [-3, 0, -5, -1, -7, -2].map((sum, i) => {
    const x = sum + (how.bias ? [10, 0.25][i % 2] : 0);
    return how.selu ? 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.exp(x) - 1)) : x;
  });
  const { c } = await session.run(feeds);
  expect(c.dims).toEqual([3, 2]);
  for (const [i, value] of wanted.entries()) expect((c.data as Float32Array)[i]).toBeCloseTo(value, 5);
});

const missing = await chooseBackend('native', 1).then(
  () => null,
  (error: { message: string; how: string }) => error,
);
if (missing) console.log(`skipped: ${missing.message}`);

it.runIf(missing)('says how to install it', () => {
  expect(missing!.how).toContain(HOW_TO_INSTALL);
});

describe.skipIf(missing)('where onnxruntime-node is installed', () => {
  const random = new Random(4);
  const values = (rows: number, columns: number) =>
    Float32Array.from({ length: rows * columns }, () => 2 * random.uniform() - 1);
  const [m, n, k] = [301, 203, 515];
  const [left, right] = [values(m, k), values(k, n)];
  const product = (turnA: boolean, turnB: boolean) =>
    tf.tidy(() => {
      const a = tf.tensor2d(left, [m, k]);
      const b = tf.tensor2d(right, [k, n]);
      return tf.matMul(turnA ? tf.transpose(a) : a, turnB ? tf.transpose(b) : b, turnA, turnB).dataSync<'float32'>();
    });
  let wanted: Float32Array;
  beforeAll(async () => {
    await chooseBackend('wasm', 1);
    wanted = product(false, false);
  });

  it.each(BOTH.flatMap((a) => BOTH.map((b) => [a, b])))('multiplies, transposed %s and %s', async (a, b) => {
    await chooseBackend('native', 2);
    for (const [i, value] of product(a, b).entries()) expect(Math.abs(value - wanted[i])).toBeLessThan(1e-4);
  });

  it('gives the same bits for one thread and three', async () => {
    const found: Buffer[] = [];
    for (const threads of [1, 3]) {
      await chooseBackend('native', threads);
      found.push(Buffer.from(product(true, false).buffer as ArrayBuffer));
    }
    expect(found[0].equals(found[1])).toBe(true);
  });
});
