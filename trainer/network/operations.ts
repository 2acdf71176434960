// The operations of the network and their gradients, composed of standard tfjs operations, so that every backend runs them.
// If the backend in use has a kernel of an operation's name, it is used instead, with its registered gradient;
// ../backend/fused.ts has those of our own backend.
//
// A trap: the gradient of tf.gather uses unsorted segment sums, for which tfjs-cpu reads all input once per segment. On
// tfjs-cpu the rows are therefore sorted and summed as sorted segments, which TensorFlow and WebGPU do not support.
import * as tf from '@curatornet/backend/tfjs.ts';
import type { Ragged } from './batch.ts';
import type { Layer } from './curatornet.ts';

const hasKernel = (name: string) => tf.getKernel(name, tf.getBackend()) != null;
const runKernel = <T extends tf.Tensor | tf.Tensor[]>(name: string, inputs: tf.NamedTensorMap, attrs = {}): T =>
  tf.engine().runKernel(name, inputs, attrs) as T;
/** The kernels process four values at a time. */
const inFours = (size: number) => size % 4 === 0;

/**
 * selu(x kernel + bias), [n, inputs] -> [n, outputs]. The gradient of x is not computed if x does not depend on a variable.
 * Klambauer et al., "Self-Normalizing Neural Networks" (2017).
 */
export function denseSelu(x: tf.Tensor2D, { kernel, bias }: Layer<tf.Tensor>): tf.Tensor2D {
  if (hasKernel('DenseSelu') && inFours(kernel.shape[1]!)) return runKernel('DenseSelu', { x, kernel, bias });
  return tf.selu(tf.add(tf.matMul(x, kernel as tf.Tensor2D), bias));
}

/** The positions of `targets` sorted by value (counting sort). */
function sortedOrder(targets: Int32Array, rows: number): Int32Array {
  const next = new Int32Array(rows + 1);
  for (const target of targets) next[target + 1]++;
  for (let row = 0; row < rows; row++) next[row + 1] += next[row];
  const order = new Int32Array(targets.length);
  for (let i = 0; i < targets.length; i++) order[next[targets[i]]++] = i;
  return order;
}

const ints = (values: Int32Array) => tf.tensor1d(values, 'int32');
const pick = (values: Int32Array, order: Int32Array) => order.map((i) => values[i]);
/** out[to[i]] += x[from[i]]: [n, d] -> [rows, d]. Has no gradient. */
function sumRows(x: tf.Tensor2D, from: Int32Array, to: Int32Array, rows: number): tf.Tensor2D {
  if (hasKernel('SumRows')) return runKernel('SumRows', { x }, { from, to, rows });
  if (tf.getBackend() !== 'cpu') return tf.unsortedSegmentSum(tf.gather(x, ints(from)), ints(to), rows);
  const order = sortedOrder(to, rows);
  const sums = tf.sparse.sparseSegmentSum(x, ints(pick(from, order)), ints(pick(to, order))) as tf.Tensor2D;
  // The result ends at the last row that occurs.
  return sums.shape[0] === rows
    ? sums
    : tf.pad(sums, [
        [0, rows - sums.shape[0]],
        [0, 0],
      ]);
}

const upTo = (n: number) => Int32Array.from({ length: n }, (_, i) => i);
/** x[rows], without a gradient. */
export const rowsOf = (x: tf.Tensor2D, rows: Int32Array): tf.Tensor2D =>
  hasKernel('GatherRows') ? runKernel('GatherRows', { x }, { rows }) : tf.gather(x, ints(rows));

/** Gathers rows of x: [rows, d] -> [indices, d]; the gradient sums over repeated rows. */
export function gatherRows(x: tf.Tensor2D, indices: Int32Array): tf.Tensor2D {
  const rows = x.shape[0];
  return tf.customGrad((x) => ({
    value: rowsOf(x as tf.Tensor2D, indices),
    gradFunc: (dy: tf.Tensor) => sumRows(dy as tf.Tensor2D, upTo(indices.length), indices, rows),
  }))(x) as tf.Tensor2D;
}

/** The mean of the rows of each history: [rows, d] -> [histories, d]. */
export function averageHistories(x: tf.Tensor2D, { histories, items, historyOf, length }: Ragged): tf.Tensor2D {
  const rows = x.shape[0];
  return tf.customGrad((x, save) => {
    const share = tf.tensor2d(
      length.map((n) => 1 / n),
      [histories, 1],
    );
    (save as tf.GradSaveFunc)([share]);
    return {
      value: tf.mul(sumRows(x as tf.Tensor2D, items, historyOf, histories), share),
      gradFunc: (dy: tf.Tensor, [share]: tf.Tensor[]) => sumRows(tf.mul(dy, share), historyOf, items, rows),
    };
  })(x) as tf.Tensor2D;
}

/** Mean and maximum of the rows of each history: [rows, d] -> [histories, 2d]. */
export function poolHistories(x: tf.Tensor2D, ragged: Ragged): tf.Tensor2D {
  const { histories, items, historyOf, length } = ragged;
  const [rows, d] = x.shape;
  if (hasKernel('PoolHistories') && inFours(d)) {
    const start = new Int32Array(histories + 1);
    for (let h = 0; h < histories; h++) start[h + 1] = start[h] + length[h];
    return runKernel('PoolHistories', { x }, { start, items });
  }
  const average = averageHistories(x, ragged);
  const maximum = tf.customGrad((x, save) => {
    const parts = groupByLength(items, length).map((group) =>
      tf.max(tf.reshape(rowsOf(x as tf.Tensor2D, group.items), [group.histories, group.length, d]), 1),
    );
    const value = tf.concat(parts, 0) as tf.Tensor2D;
    (save as tf.GradSaveFunc)([x as tf.Tensor, value]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, value] = saved as tf.Tensor2D[];
        const isMaximum = tf.cast(tf.equal(rowsOf(x, items), rowsOf(value, historyOf)), 'float32') as tf.Tensor2D;
        // Rows that share the maximum, such as two uploads of a picture, share its gradient.
        const ties = sumRows(isMaximum, upTo(items.length), historyOf, histories);
        const share = tf.mul(rowsOf(tf.div(dy, ties) as tf.Tensor2D, historyOf), isMaximum) as tf.Tensor2D;
        return sumRows(share, upTo(items.length), items, rows);
      },
    };
  })(x);
  return tf.concat([average, maximum], 1) as tf.Tensor2D;
}

/** Histories of similar length, each padded with its first item to the longest of the group. */
interface Group {
  histories: number;
  length: number;
  items: Int32Array;
}

/** Splits histories, sorted by length, into groups in which the longest has at most 1.5 times the length of the shortest. */
export function groupByLength(items: Int32Array, length: Float32Array): Group[] {
  const groups: Group[] = [];
  let start = 0;
  for (let first = 0; first < length.length; ) {
    let end = first;
    let longest = 0;
    for (; end < length.length && length[end] <= 1.5 * length[first]; end++) longest = Math.max(longest, length[end]);
    const filled = new Int32Array((end - first) * longest);
    for (let history = first; history < end; history++) {
      for (let i = 0; i < longest; i++)
        filled[(history - first) * longest + i] = items[start + (i < length[history] ? i : 0)];
      start += length[history];
    }
    groups.push({ histories: end - first, length: longest, items: filled });
    first = end;
  }
  return groups;
}

/** For each triple the rows of its user vector and of its two item vectors. */
export interface Pairs {
  history: Int32Array;
  positive: Int32Array;
  negative: Int32Array;
}

/** user . (positive - negative) for each triple: [users, d] and [items, d] -> [triples]. */
export function pairDifferences(users: tf.Tensor2D, items: tf.Tensor2D, pairs: Pairs): tf.Tensor1D {
  const { history, positive, negative } = pairs;
  if (hasKernel('PairDifferences') && inFours(items.shape[1]))
    return runKernel('PairDifferences', { users, items }, { history, positive, negative });
  const difference = tf.sub(gatherRows(items, positive), gatherRows(items, negative));
  return tf.sum(tf.mul(gatherRows(users, history), difference), 1);
}

/** The sum of the squares of all values of x. */
export const sumOfSquares = (x: tf.Tensor): tf.Scalar =>
  hasKernel('SumOfSquares') ? runKernel('SumOfSquares', { x }) : tf.sum(tf.square(x));

/** Weights, and the moving averages of their gradient and its square, all of one shape. */
export interface AdamState {
  weights: tf.Tensor;
  first: tf.Tensor;
  second: tf.Tensor;
}

/**
 * One step of Adam, Kingma and Ba (2015); with decay > 0 of AdamW, Loshchilov and Hutter (2019).
 * @param step starts at 1
 */
export function adamStep(
  { weights, first, second }: AdamState,
  gradient: tf.Tensor,
  { step, rate, decay }: { step: number; rate: number; decay: number },
): AdamState {
  const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-7];
  const corrected = rate / (1 - beta1 ** step);
  const root = 1 / (1 - beta2 ** step);
  const kept = 1 - rate * decay;
  if (hasKernel('AdamStep')) {
    const inputs = { weights, gradient, first, second };
    const attrs = { rate: corrected, beta1, beta2, root, epsilon, kept };
    const [w, m, v] = runKernel<tf.Tensor[]>('AdamStep', inputs, attrs);
    return { weights: w, first: m, second: v };
  }
  const m = tf.add(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1));
  const v = tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2));
  const move = tf.div(tf.mul(m, corrected), tf.add(tf.sqrt(tf.mul(v, root)), epsilon));
  return { weights: tf.sub(tf.mul(weights, kept), move), first: m, second: v };
}
