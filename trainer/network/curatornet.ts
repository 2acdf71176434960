// The CuratorNet network, as in section 3.4 of the paper: Messina, Cartagena, Cerda, Del Rio and
// Parra, "CuratorNet: Visually-aware Recommendation of Art Images" (2020), https://arxiv.org/abs/2009.04426.
//
// The input for an item is its picture's features, for a user the items of the history. There are no parameters per user or
// item, so the same weights serve users and items that training never saw.
//
//   item tower   features, z-scored -> 200 -> 200                            the same for history, positive and negative
//   user tower   vectors of the history -> [average, maximum] -> 300 -> 200 -> 200
//   score        user . item
//
// All layers are dense with SELU. This file defines the network in tfjs operations; onnx/towers.ts writes the same graph as
// ONNX. Parts beyond the paper are in additions.ts.

import * as tf from '@curatornet/backend/tfjs.ts';
import type { Random } from '../random.ts';
import type { Batch } from './batch.ts';
import { denseSelu, type Layer, pairDifferences, poolHistories, rowsOf, sumOfSquares } from './operations.ts';

/** Layer widths of the paper. The last widths of both towers must be equal, because their outputs are multiplied. */
const ITEM_LAYERS = [200, 200] as const;
const USER_LAYERS = [300, 200, 200] as const;
/** Dimensions of item and user vectors. */
export const DIMENSIONS = ITEM_LAYERS[ITEM_LAYERS.length - 1];

export interface CuratorNet {
  item: Layer[];
  user: Layer[];
}

/** A new kernel, Glorot uniform (Glorot and Bengio, 2010). */
export function createKernel(inputs: number, outputs: number, random: Random): tf.Variable<tf.Rank.R2> {
  const limit = Math.sqrt(6 / (inputs + outputs));
  const values = Float32Array.from({ length: inputs * outputs }, () => (2 * random.uniform() - 1) * limit);
  return tf.variable(tf.tensor2d(values, [inputs, outputs]));
}

/**
 * New weights: Glorot uniform kernels, zero biases.
 * @param pooled width of the user tower's input: by default mean and maximum of the history
 */
export function createCuratorNet(features: number, random: Random, pooled = 2 * DIMENSIONS): CuratorNet {
  const layer = (inputs: number, outputs: number): Layer => ({
    kernel: createKernel(inputs, outputs, random),
    bias: tf.variable(tf.zeros<tf.Rank.R1>([outputs])),
  });
  const stack = (inputs: number, outputs: readonly number[]) =>
    outputs.map((size, i) => layer(i === 0 ? inputs : outputs[i - 1], size));
  return { item: stack(features, ITEM_LAYERS), user: stack(pooled, USER_LAYERS) };
}

/** All variables in a fixed order: item tower, then user tower, kernel before bias. */
export const trainableVariables = ({ item, user }: CuratorNet): tf.Variable[] =>
  [...item, ...user].flatMap(({ kernel, bias }) => [kernel, bias]);

/** Item vectors: z-scored features [n, f] -> [n, 200]. */
export const itemTower = ({ item }: CuratorNet, features: tf.Tensor2D): tf.Tensor2D => item.reduce(denseSelu, features);

/** User vectors from pooled histories: [n, 400] -> [n, 200]. */
export const userTower = ({ user }: CuratorNet, pooled: tf.Tensor2D): tf.Tensor2D => user.reduce(denseSelu, pooled);

/**
 * Score differences of a batch of triples, user . (positive - negative): [triples].
 * Each distinct item passes the item tower once and each distinct history the user tower once; the results are gathered
 * per triple, which gives the same gradient as computing each triple separately.
 * @param features z-scored, of all items: [items, f]
 */
export function baseScoreDifferences(net: CuratorNet, features: tf.Tensor2D, batch: Batch): tf.Tensor1D {
  const items = itemTower(net, batch.items ? rowsOf(features, batch.items) : features);
  return pairDifferences(userTower(net, poolHistories(items, batch.histories)), items, batch);
}

/**
 * The loss of formula 6 and of BPR: mean softplus(-x) over the score differences x. The two are equal, since the class in
 * formula 6 is always 1.
 */
export const pairLoss = (differences: tf.Tensor1D): tf.Scalar => tf.mean(tf.softplus(tf.neg(differences)));

/** lambda / 2 times the sum of squares of all kernels, without biases, as in the authors' implementation. */
export const l2Penalty = ({ item, user }: CuratorNet, lambda: number): tf.Scalar =>
  l2Of(
    [...item, ...user].map(({ kernel }) => kernel),
    lambda,
  );

/** lambda / 2 times the sum of squares of the given kernels. */
export function l2Of(kernels: readonly tf.Variable[], lambda: number): tf.Scalar {
  const squares = kernels.map(sumOfSquares);
  return tf.mul(
    squares.reduce((a, b) => tf.add(a, b)),
    lambda / 2,
  );
}
