// CuratorNet, the whole network, to be read beside section 3.4 of the paper: Messina, Cartagena, Cerda, Del Rio and
// Parra, "CuratorNet: Visually-aware Recommendation of Art Images" (2020), https://arxiv.org/abs/2009.04426.
//
// An item is its picture's features. A user is the items of a history, and nothing else: there is no parameter per user
// or per item, so users and items that training never saw are served by the same weights.
//
//   item tower   features, z-scored -> 200 -> 200                            the same for history, positive and negative
//   user tower   vectors of the history -> [average, maximum] -> 300 -> 200 -> 200
//   score        user . item
//
// Every layer is dense with SELU. Written once, in tfjs operations; the file onnx/towers.ts writes the same graph. What
// goes beyond the paper is in additions.ts.

import * as tf from '@curatornet/backend/tfjs.ts';
import type { Random } from '../random.ts';
import type { Batch } from './batch.ts';
import { denseSelu, type Layer, pairDifferences, poolHistories, rowsOf, sumOfSquares } from './operations.ts';

/** Outputs of the layers: what the paper says. The last of both towers must agree, since they are multiplied. */
const ITEM_LAYERS = [200, 200] as const;
const USER_LAYERS = [300, 200, 200] as const;
/** Numbers in an item's and in a user's vector. */
export const DIMENSIONS = ITEM_LAYERS[ITEM_LAYERS.length - 1];

export interface CuratorNet {
  item: Layer[];
  user: Layer[];
}

/** A fresh kernel, Glorot uniform (Glorot and Bengio, 2010). */
export function createKernel(inputs: number, outputs: number, random: Random): tf.Variable<tf.Rank.R2> {
  const limit = Math.sqrt(6 / (inputs + outputs));
  const values = Float32Array.from({ length: inputs * outputs }, () => (2 * random.uniform() - 1) * limit);
  return tf.variable(tf.tensor2d(values, [inputs, outputs]));
}

/**
 * Fresh weights: Glorot uniform kernels, zero biases.
 * @param pooled numbers that the user tower gets of a history: average and maximum
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

/** All variables, in an order that never changes: item tower, then user tower, kernel before bias. */
export const trainableVariables = ({ item, user }: CuratorNet): tf.Variable[] =>
  [...item, ...user].flatMap(({ kernel, bias }) => [kernel, bias]);

/** Vectors of items: z-scored features [n, f] -> [n, 200]. */
export const itemTower = ({ item }: CuratorNet, features: tf.Tensor2D): tf.Tensor2D => item.reduce(denseSelu, features);

/** Vectors of users out of pooled histories: [n, 400] -> [n, 200]. */
export const userTower = ({ user }: CuratorNet, pooled: tf.Tensor2D): tf.Tensor2D => user.reduce(denseSelu, pooled);

/**
 * Score differences of a batch of triples, [triples]: user . (positive - negative).
 * Each distinct item goes through the item tower once and each distinct history through the user tower once; what
 * several triples share is gathered, which gives the same gradient as row by row.
 * @param features z-scored, of all items: [items, f]
 */
export function baseScoreDifferences(net: CuratorNet, features: tf.Tensor2D, batch: Batch): tf.Tensor1D {
  const items = itemTower(net, batch.items ? rowsOf(features, batch.items) : features);
  return pairDifferences(userTower(net, poolHistories(items, batch.histories)), items, batch);
}

/**
 * The loss of formula 6 and of BPR: mean softplus(-x) over the score differences x. They are one and the same, since
 * the class is always 1.
 */
export const pairLoss = (differences: tf.Tensor1D): tf.Scalar => tf.mean(tf.softplus(tf.neg(differences)));

/** lambda / 2 times the squares of all kernels; biases are left out, as in the authors' implementation. */
export const l2Penalty = ({ item, user }: CuratorNet, lambda: number): tf.Scalar =>
  l2Of(
    [...item, ...user].map(({ kernel }) => kernel),
    lambda,
  );

/** lambda / 2 times the squares of kernels. */
export function l2Of(kernels: readonly tf.Variable[], lambda: number): tf.Scalar {
  const squares = kernels.map(sumOfSquares);
  return tf.mul(
    squares.reduce((a, b) => tf.add(a, b)),
    lambda / 2,
  );
}
