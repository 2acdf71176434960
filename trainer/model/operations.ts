// The operations of the network, each in standard tfjs operations with its gradient, so that every backend runs them.
//
// Two traps shape them. tfjs-wasm's matMul is ten times slower with a transposed operand, so the gradients transpose
// first and multiply then. And tf.gather has a gradient only where the backend sums unsorted segments, which wasm does
// not: there the rows are sorted by hand and summed as sorted segments. Broadcasts are slow there too, so they are rare.
import * as tf from '@tensorflow/tfjs';

const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

export interface Layer {
  /** [inputs, outputs] */
  kernel: tf.Variable<tf.Rank.R2>;
  /** [outputs] */
  bias: tf.Variable<tf.Rank.R1>;
}

/**
 * The gradient of z where y = selu(z). The slope follows from y alone: scale above zero, y + scale alpha below;
 * y - relu(y) is y below zero and 0 above.
 */
function seluGradient(dy: tf.Tensor, y: tf.Tensor): tf.Tensor2D {
  const top = SELU_SCALE * SELU_ALPHA;
  const drop = tf.mul(tf.step(y), top - SELU_SCALE);
  return tf.mul(dy, tf.sub(tf.add(tf.sub(y, tf.relu(y)), top), drop));
}

/**
 * selu(x kernel + bias), [n, inputs] -> [n, outputs].
 * Klambauer et al., "Self-Normalizing Neural Networks" (2017).
 */
export function denseSelu(x: tf.Tensor2D, { kernel, bias }: Layer): tf.Tensor2D {
  return tf.customGrad((x, w, b, save) => {
    const y = tf.selu(tf.add(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D), b as tf.Tensor));
    (save as tf.GradSaveFunc)([x as tf.Tensor, w as tf.Tensor, y]);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, w, y] = saved as tf.Tensor2D[];
        const dz = seluGradient(dy, y);
        return [tf.matMul(dz, tf.transpose(w)), tf.matMul(tf.transpose(x), dz), tf.sum(dz, 0)];
      },
    };
  })(x, kernel, bias) as tf.Tensor2D;
}

/** The same where nobody asks for the gradient of x, which then costs nothing: the first layer, on given features. */
export function denseSeluOfConstant(x: tf.Tensor2D, { kernel, bias }: Layer): tf.Tensor2D {
  return tf.customGrad((w, b, save) => {
    const y = tf.selu(tf.add(tf.matMul(x, w as tf.Tensor2D), b as tf.Tensor));
    (save as tf.GradSaveFunc)([x, y]);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, y] = saved as tf.Tensor2D[];
        const dz = seluGradient(dy, y);
        return [tf.matMul(tf.transpose(x), dz), tf.sum(dz, 0)];
      },
    };
  })(kernel, bias) as tf.Tensor2D;
}

/** Positions of `targets` in the order of their values (a counting sort). */
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
/** Backends without sums of unsorted segments have sums of sorted ones (wasm, cpu, webgpu); TensorFlow is the reverse. */
const sumsSorted = () => tf.getKernel('SparseSegmentSum', tf.getBackend()) != null;

/** out[to[i]] += x[from[i]]: [n, d] -> [rows, d]. No gradient of its own. */
export function sumRows(x: tf.Tensor2D, from: Int32Array, to: Int32Array, rows: number): tf.Tensor2D {
  if (!sumsSorted()) return tf.unsortedSegmentSum(tf.gather(x, ints(from)), ints(to), rows);
  const order = sortedOrder(to, rows);
  const sums = tf.sparse.sparseSegmentSum(x, ints(pick(from, order)), ints(pick(to, order))) as tf.Tensor2D;
  // The sums end with the last row that occurs.
  return sums.shape[0] === rows
    ? sums
    : tf.pad(sums, [
        [0, rows - sums.shape[0]],
        [0, 0],
      ]);
}

const upTo = (n: number) => Int32Array.from({ length: n }, (_, i) => i);
/** x[rows]: where it can be had, as a sum of one row each, which tfjs-wasm does ten times faster than its gather. */
export const rowsOf = (x: tf.Tensor2D, rows: Int32Array): tf.Tensor2D =>
  sumsSorted()
    ? (tf.sparse.sparseSegmentSum(x, ints(rows), ints(upTo(rows.length))) as tf.Tensor2D)
    : tf.gather(x, ints(rows));

/** Rows of x, [rows, d] -> [indices, d]; its gradient sums what comes back for each row. */
export function gatherRows(x: tf.Tensor2D, indices: Int32Array): tf.Tensor2D {
  const rows = x.shape[0];
  return tf.customGrad((x) => ({
    value: rowsOf(x as tf.Tensor2D, indices),
    gradFunc: (dy: tf.Tensor) => sumRows(dy as tf.Tensor2D, upTo(indices.length), indices, rows),
  }))(x) as tf.Tensor2D;
}

/** Histories of a batch, in an order of rising length. */
export interface Ragged {
  histories: number;
  /** Rows of the items, one history behind the other, and the history that each belongs to. */
  items: Int32Array;
  historyOf: Int32Array;
  /** Items in each history: [histories] */
  length: Float32Array;
  /** The same histories in groups of about one length, each filled up with its first item to the longest of its group. */
  groups: { histories: number; length: number; items: Int32Array }[];
}

/** Average and maximum of the rows of each history: [rows, d] -> [histories, 2d]. */
export function poolHistories(x: tf.Tensor2D, ragged: Ragged): tf.Tensor2D {
  const { histories, items, historyOf, groups } = ragged;
  const [rows, d] = x.shape;
  const average = tf.customGrad((x, save) => {
    const share = tf.tensor2d(
      ragged.length.map((n) => 1 / n),
      [histories, 1],
    );
    (save as tf.GradSaveFunc)([share]);
    return {
      value: tf.mul(sumRows(x as tf.Tensor2D, items, historyOf, histories), share),
      gradFunc: (dy: tf.Tensor, [share]: tf.Tensor[]) => sumRows(tf.mul(dy, share), historyOf, items, rows),
    };
  })(x);
  const maximum = tf.customGrad((x, save) => {
    const parts = groups.map((group) =>
      tf.max(tf.reshape(rowsOf(x as tf.Tensor2D, group.items), [group.histories, group.length, d]), 1),
    );
    const value = tf.concat(parts, 0) as tf.Tensor2D;
    (save as tf.GradSaveFunc)([x as tf.Tensor, value]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, value] = saved as tf.Tensor2D[];
        const isMaximum = tf.equal(rowsOf(x, items), rowsOf(value, historyOf));
        const share = tf.mul(rowsOf(dy as tf.Tensor2D, historyOf), tf.cast(isMaximum, 'float32')) as tf.Tensor2D;
        return sumRows(share, upTo(items.length), items, rows);
      },
    };
  })(x);
  return tf.concat([average, maximum], 1) as tf.Tensor2D;
}
