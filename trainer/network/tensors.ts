// Runs the network's description (curatornet.ts) in tfjs, on the backend in use, with gradients: training, validation and
// the parity check.
import * as tf from '@curatornet/backend/tfjs.ts';
import { columns, unit } from './addition-operations.ts';
import type { Batch, Ragged } from './batch.ts';
import {
  givenUser,
  type ItemOperations,
  itemVector,
  learnedItem,
  learnedUser,
  type Net,
  type Operations,
  type UserOperations,
  userVector,
} from './curatornet.ts';
import { averageHistories, denseSelu, pairDifferences, poolHistories, rowsOf } from './operations.ts';
import { type Fixed, givenColumns } from './towers.ts';

type Matrix = tf.Tensor2D;
/** A network whose weights are variables of tfjs. */
export type Network = Net<tf.Variable>;

const OPERATIONS: Operations<tf.Tensor> = {
  dense: (x, layer) => denseSelu(x as Matrix, layer),
  product: (x, kernel) => tf.matMul(x, kernel),
  add: (a, b) => tf.add(a, b),
  times: (x, factor) => tf.mul(x, factor),
  exp: (x) => tf.exp(x),
  unit: (x) => unit(x as Matrix),
  columns: (x, from, to) => columns(x as Matrix, from, to),
  join: (parts) => tf.concat(parts, 1),
  constant: (values, columns) => tf.tensor2d(values, [values.length / columns, columns]),
};

/** @param rows the rows of the items; null for all */
const itemOperations = (net: Network, rows: Int32Array | null): ItemOperations<tf.Tensor> => ({
  ...OPERATIONS,
  withGiven: (x, columns) => tf.concat([x, tf.tensor2d(givenColumns(net.fixed, rows), [x.shape[0], columns])], 1),
});

const userOperations = (histories: Ragged): UserOperations<tf.Tensor> => ({
  ...OPERATIONS,
  average: (x) => averageHistories(x as Matrix, histories),
  averageAndMaximum: (x) => poolHistories(x as Matrix, histories),
  sumOverRoot(x) {
    const roots = tf.tensor2d(histories.length.map(Math.sqrt), [histories.histories, 1]);
    return tf.mul(averageHistories(x as Matrix, histories), roots);
  },
  same: (values) => tf.tile(tf.tensor2d([[...values]]), [histories.histories, 1]),
});

/** The learned part of item vectors: z-scored features [n, f] -> [n, learned]. */
export const learnedItems = (net: Network, x: Matrix): Matrix => learnedItem<tf.Tensor>(OPERATIONS, net, x) as Matrix;

/** The learned part of user vectors, from that of items: [rows, learned] -> [histories, learned]. */
export const learnedUsers = (net: Network, v: Matrix, histories: Ragged): Matrix =>
  learnedUser<tf.Tensor>(userOperations(histories), net, v) as Matrix;

/**
 * Item vectors: [n, d].
 * @param x z-scored features [n, f]
 * @param rows the rows of these items; null for all
 */
export const itemVectors = (net: Network, x: Matrix, rows: Int32Array | null): Matrix =>
  itemVector<tf.Tensor>(itemOperations(net, rows), net, x) as Matrix;

/** User vectors, [histories, d], from item vectors, [rows, d]. */
export const userVectors = (net: Network, items: Matrix, histories: Ragged): Matrix =>
  userVector<tf.Tensor>(userOperations(histories), net, items) as Matrix;

/** Of each history r, q before its weight, and y: [histories, size], from item vectors without a learned part. */
export const givenUsers = (fixed: Fixed, items: Matrix, histories: Ragged) =>
  givenUser<tf.Tensor>(userOperations(histories), { fixed, learned: 0 }, items);

/**
 * Score differences of a batch of triples, user . (positive - negative): [triples].
 * Each distinct item passes the item tower once and each distinct history the user tower once; the results are gathered
 * per triple, which gives the same gradient as computing each triple separately.
 * @param features z-scored, of all items: [items, f]
 */
export function scoreDifferences(net: Network, features: Matrix, batch: Batch): tf.Tensor1D {
  const items = itemVectors(net, batch.items ? rowsOf(features, batch.items) : features, batch.items);
  return pairDifferences(userVectors(net, items, batch.histories), items, batch);
}
