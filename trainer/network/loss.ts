// The pairwise loss and the L2 penalty; CuratorNet and the rival VBPR share them.
import * as tf from '@curatornet/backend/tfjs.ts';
import { sumOfSquares } from './operations.ts';

/**
 * The loss of the paper's formula 6 and of BPR: mean softplus(-x) over the score differences x. The two are equal, since the
 * class in formula 6 is always 1.
 */
export const pairLoss = (differences: tf.Tensor1D): tf.Scalar => tf.mean(tf.softplus(tf.neg(differences)));

/** lambda / 2 times the sum of squares of the given kernels, without biases, as in the authors' implementation. */
export function l2Of(kernels: readonly tf.Variable[], lambda: number): tf.Scalar {
  const squares = kernels.map(sumOfSquares);
  return tf.mul(
    squares.reduce((a, b) => tf.add(a, b)),
    lambda / 2,
  );
}
