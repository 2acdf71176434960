// Standard tfjs operations on our backend, compared with tfjs's cpu backend.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as tf from '../../../trainer/backend/tfjs.ts';
import { Random } from '../../../trainer/random.ts';
import { chooseBackend } from '../../../trainer/tfjs/choose.ts';

const numbers = (shape: number[], seed = 1) => {
  const random = new Random(seed);
  return Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => 4 * random.uniform() - 2);
};
const tensor = (shape: number[], seed = 1) => tf.tensor(numbers(shape, seed), shape, 'float32');

const picture = (shape: [number, number, number, number], seed = 1) => tensor(shape, seed) as tf.Tensor4D;

/** Values and shape of a computation on both backends. */
async function onBoth(work: () => tf.Tensor) {
  const results: { shape: number[]; values: number[] }[] = [];
  for (const backend of ['cpu', 'wasm']) {
    await chooseBackend(backend, 2);
    results.push(
      tf.tidy(() => {
        const result = work();
        return { shape: result.shape, values: [...result.dataSync()] };
      }),
    );
  }
  return results;
}
async function expectSame(work: () => tf.Tensor, tolerance = 1e-5) {
  const [wanted, found] = await onBoth(work);
  expect(found.shape).toEqual(wanted.shape);
  for (const [i, value] of wanted.values.entries())
    if (Number.isFinite(value))
      expect(Math.abs(found.values[i] - value), `number ${i}`).toBeLessThan(tolerance * Math.max(1, Math.abs(value)));
    else expect(found.values[i], `number ${i}`).toBe(value);
}

const size = fc.integer({ min: 1, max: 19 });
it('multiplies matrices of all sizes, each factor optionally transposed', async () => {
  await fc.assert(
    fc.asyncProperty(
      size,
      size,
      fc.oneof(size, fc.constant(300)),
      fc.boolean(),
      fc.boolean(),
      async (m, n, k, ta, tb) =>
        expectSame(
          () =>
            tf.matMul(
              tensor(ta ? [k, m] : [m, k]) as tf.Tensor2D,
              tensor(tb ? [n, k] : [k, n], 2) as tf.Tensor2D,
              ta,
              tb,
            ),
          1e-4,
        ),
    ),
    { numRuns: 60 },
  );
});
it.each([
  [130, 530, 520],
  [1, 900, 17],
  [700, 3, 260],
])('multiplies [%i, k] by [k, %i] across block edges, k = %i', async (m, n, k) => {
  for (const [ta, tb] of [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])
    await expectSame(
      () =>
        tf.matMul(tensor(ta ? [k, m] : [m, k]) as tf.Tensor2D, tensor(tb ? [n, k] : [k, n], 2) as tf.Tensor2D, ta, tb),
      1e-4,
    );
});

const WORK: Record<string, () => tf.Tensor> = {
  'a product of stacks': () => tf.matMul(tensor([3, 4, 5]), tensor([3, 5, 2], 2)),
  'a product of a stack and one matrix': () => tf.matMul(tensor([3, 4, 5]), tensor([1, 5, 2], 2)),
  'a product of nothing': () => tf.matMul(tf.zeros<tf.Rank.R2>([3, 0]), tf.zeros<tf.Rank.R2>([0, 2])),
  'a fused product with bias': () =>
    tf.fused.matMul({ a: tensor([5, 6]) as tf.Tensor2D, b: tensor([6, 7], 2) as tf.Tensor2D, bias: tensor([7], 3) }),
  'a fused product with an activation': () =>
    tf.fused.matMul({ a: tensor([5, 6]) as tf.Tensor2D, b: tensor([6, 7], 2) as tf.Tensor2D, activation: 'relu' }),
  'the same shapes': () => tf.add(tensor([7, 5]), tensor([7, 5], 2)),
  'a row': () => tf.sub(tensor([7, 5]), tensor([5], 2)),
  'a column': () => tf.div(tensor([7, 5]), tf.add(tensor([7, 1], 2), 5)),
  'a row and a column': () => tf.mul(tensor([5]), tensor([7, 1], 2)),
  'a middle dimension': () => tf.mul(tensor([3, 1, 6]), tensor([3, 4, 6], 2)),
  'four dimensions that repeat in turns': () => tf.add(tensor([2, 1, 3, 1]), tensor([1, 4, 1, 5], 2)),
  'a scalar': () => tf.mul(tensor([1000, 301]), 3),
  nothing: () => tf.add(tf.zeros([0, 3]), tf.zeros([3])),
  'whole numbers': () => tf.add(tf.tensor1d([1, 2], 'int32'), tf.tensor1d([3, 4], 'int32')),
  'greater, as numbers': () => tf.cast(tf.greater(tensor([7, 5]), tensor([5], 2)), 'float32'),
  where: () => tf.where(tf.greater(tensor([7, 5]), 0), tensor([7, 5], 2), tensor([7, 5], 3)),
  'the sum of all': () => tf.sum(tensor([7, 5, 3])),
  'sums of rows': () => tf.sum(tensor([7, 45]), 1),
  'sums of columns': () => tf.sum(tensor([7, 45]), 0, true),
  'sums over the middle': () => tf.sum(tensor([3, 4, 5]), 1),
  'sums over both ends': () => tf.sum(tensor([3, 4, 5]), [0, 2]),
  means: () => tf.mean(tensor([7, 45]), -1, true),
  'maxima of rows': () => tf.max(tensor([7, 45]), 1),
  'maxima of columns': () => tf.max(tensor([7, 45]), 0),
  'a sum of three': () => tf.addN([tensor([9]), tensor([9], 2), tensor([9], 3)]),
  'rows gathered': () =>
    tf.gather(
      tensor([9, 6]),
      tf.tensor2d(
        [
          [0, 8, 8],
          [3, 0, 1],
        ],
        undefined,
        'int32',
      ),
    ),
  'columns gathered': () => tf.gather(tensor([9, 6]), tf.tensor1d([5, 0], 'int32'), 1),
  'sums of segments': () => tf.unsortedSegmentSum(tensor([4, 6]), tf.tensor1d([2, 0, 2, 1], 'int32'), 5),
  'columns side by side': () => tf.concat([tensor([4, 3]), tensor([4, 1], 2), tensor([4, 2], 3)], 1),
  'rows below each other': () => tf.concat([tensor([4, 3]), tensor([1, 3], 2)], 0),
  'a part': () => tf.slice(tensor([9, 6]), [2, 1], [-1, 3]),
  'the second of two parts': () => tf.split(tensor([9, 6]), [2, 4], 1)[1],
  'a transpose': () => tf.transpose(tensor([37, 70])),
  'a transpose of three dimensions': () => tf.transpose(tensor([3, 4, 5]), [2, 0, 1]),
  softmax: () => tf.softmax(tf.mul(tensor([7, 45]), 10)),
  'log softmax': () => tf.logSoftmax(tf.mul(tensor([7, 45]), 10)),
  'log sum exp': () => tf.logSumExp(tensor([7, 45]), 1),
  'softplus of large numbers': () => tf.softplus(tf.tensor1d([-100, -1, 0, 1, 100])),
  'a convolution': () => tf.conv2d(picture([2, 9, 8, 3]), picture([3, 3, 3, 5], 2), 1, 'same'),
  'a convolution of single pixels': () => tf.conv2d(picture([2, 5, 6, 4]), picture([1, 1, 4, 7], 2), 1, 'valid'),
  'a convolution of every second single pixel': () =>
    tf.conv2d(picture([1, 7, 6, 4]), picture([1, 1, 4, 7], 2), 2, 'same'),
  'a convolution in large steps': () => tf.conv2d(picture([1, 23, 21, 3]), picture([7, 7, 3, 8], 2), [2, 3], 'same'),
  'a convolution with holes': () =>
    tf.conv2d(picture([1, 12, 11, 2]), picture([3, 2, 2, 3], 2), 1, 'valid', 'NHWC', [2, 3]),
  'a convolution with a padding of its own': () => tf.conv2d(picture([1, 6, 6, 2]), picture([3, 3, 2, 3], 2), 1, 4),
  'a fused convolution': () =>
    tf.fused.conv2d({
      x: picture([1, 9, 8, 3]),
      filter: picture([3, 3, 3, 5], 2),
      strides: 2,
      pad: 'same',
      bias: tensor([5], 3),
      activation: 'relu',
    }),
  'a fused convolution up to 6': () =>
    tf.fused.conv2d({
      x: tf.mul(picture([1, 9, 8, 3]), 9) as tf.Tensor4D,
      filter: picture([3, 3, 3, 5], 2),
      strides: 1,
      pad: 'same',
      activation: 'relu6',
    }),
  'a depthwise convolution': () => tf.depthwiseConv2d(picture([2, 9, 8, 5]), picture([3, 3, 5, 1], 2), 1, 'same'),
  'a depthwise convolution in steps': () =>
    tf.depthwiseConv2d(picture([1, 9, 8, 5]), picture([5, 5, 5, 1], 2), 2, 'same'),
  'a depthwise convolution with holes': () =>
    tf.depthwiseConv2d(picture([1, 12, 11, 3]), picture([3, 2, 3, 1], 2), 1, 'valid', 'NHWC', [2, 3]),
  'a depthwise convolution with two filters a channel': () =>
    tf.depthwiseConv2d(picture([1, 6, 6, 3]), picture([3, 3, 3, 2], 2), 1, 'same'),
  'a fused depthwise convolution': () =>
    tf.fused.depthwiseConv2d({
      x: tf.mul(picture([1, 9, 8, 4]), 9) as tf.Tensor4D,
      filter: picture([3, 3, 4, 1], 2),
      strides: 2,
      pad: 'same',
      bias: tensor([4], 3),
      activation: 'relu6',
    }),
  'unit rows': () => tf.div(tensor([7, 45]), tf.sqrt(tf.sum(tf.square(tensor([7, 45])), 1, true))),
};
it.each(Object.keys(WORK))('%s', (name) => expectSame(WORK[name]));

const EDGES = [0, -0, 1, -1, 87, -87, 88.7, -87.4, 89, -104, 1e30, -1e30, Infinity, -Infinity, NaN, 1e-40, 0.3, -0.3];
const FUNCTIONS = { exp: tf.exp, selu: tf.selu, relu: tf.relu, sqrt: tf.sqrt, square: tf.square, neg: tf.neg };
it.each(Object.entries(FUNCTIONS))('%s of special values', async (_, apply) => {
  await expectSame(() => apply(tf.tensor1d(EDGES)), 1e-6);
});

it('has the gradients of the cpu backend for a softmax over normalised rows', async () => {
  const loss = (x: tf.Tensor) => {
    const unit = tf.div(x, tf.sqrt(tf.sum(tf.square(x), 1, true))) as tf.Tensor2D;
    const scores = tf.matMul(unit, tensor([40, 12], 2) as tf.Tensor2D, false, true);
    return tf.mean(
      tf.sub(tf.logSumExp(tf.mul(scores, 10), 1), tf.mul(tf.slice(scores, [0, 3], [-1, 1]), 10)),
    ) as tf.Scalar;
  };
  await expectSame(() => tf.grad(loss)(tensor([9, 12])));
});

it('rejects rows that do not exist', async () => {
  await chooseBackend('wasm', 1);
  expect(() => tf.tidy(() => tf.gather(tensor([3, 4]), tf.tensor1d([3], 'int32')))).toThrow(/3/);
});

it('unsortedSegmentSum ignores ids outside the segments, and writes only to its output', async () => {
  await chooseBackend('wasm', 1);
  // The sum reuses the memory of a freed tensor among forty; wild ids would write to its neighbours.
  const neighbours = Array.from({ length: 40 }, () => tf.ones([5, 6]));
  const x = tf.ones([81, 6]);
  const ids = tf.tensor1d(
    Array.from({ length: 81 }, (_, i) => i - 40),
    'int32',
  );
  neighbours[20].dispose();
  const sums = tf.unsortedSegmentSum(x, ids, 5);
  expect([...sums.dataSync()]).toEqual(Array(30).fill(1));
  for (const [i, tensor] of neighbours.entries())
    if (i !== 20) expect([...tensor.dataSync()], `neighbour ${i}`).toEqual(Array(30).fill(1));
  expect([...x.dataSync()]).toEqual(Array(81 * 6).fill(1));
  tf.dispose([x, ids, sums, ...neighbours.filter((_, i) => i !== 20)]);
});

it('returns copies: values stay the same when the memory is reused', async () => {
  await chooseBackend('wasm', 1);
  const first = tf.tensor1d([1, 2, 3]);
  const read = first.dataSync();
  first.dispose();
  const second = tf.tensor1d([7, 8, 9]);
  expect([...read]).toEqual([1, 2, 3]);
  second.dispose();
});
