// Operations of the parts beyond the paper's network, with their gradients. operations.ts explains the constraints on their
// form, curatornet.ts their purpose.
import * as tf from '@curatornet/backend/tfjs.ts';
import { UNIT_EPSILON } from './towers.ts';

/** Divides each row by its length, sqrt(sum of squares + UNIT_EPSILON): [n, d] -> [n, d]. */
export function unit(x: tf.Tensor2D): tf.Tensor2D {
  return tf.customGrad((x, save) => {
    const length = tf.sqrt(tf.add(tf.sum(tf.square(x as tf.Tensor), 1, true), UNIT_EPSILON));
    const y = tf.div(x as tf.Tensor, length);
    (save as tf.GradSaveFunc)([y, length]);
    const gradFunc = (dy: tf.Tensor, [y, length]: tf.Tensor[]) =>
      tf.div(tf.sub(dy, tf.mul(y, tf.sum(tf.mul(dy, y), 1, true))), length);
    return { value: y, gradFunc };
  })(x) as tf.Tensor2D;
}

/** The columns from..to of x. */
export const columns = (x: tf.Tensor2D, from: number, to: number): tf.Tensor2D =>
  tf.slice(x, [0, from], [-1, to - from]);

/**
 * log-sum-exp of each user's scores over candidates, where score = user . item + shift: [n].
 * @param users [n, d]
 * @param items vectors of the candidates, [m, d]
 * @param shift [n, m]: 0, or a large negative number for candidates that do not compete for a user
 */
export function logPartition(users: tf.Tensor2D, items: tf.Tensor2D, shift: tf.Tensor2D): tf.Tensor1D {
  return tf.customGrad((users, items, save) => {
    const [u, v] = [users as tf.Tensor2D, items as tf.Tensor2D];
    const scores = tf.add(tf.matMul(u, tf.transpose(v)), shift);
    const most = tf.max(scores, 1, true);
    const weights = tf.exp(tf.sub(scores, most));
    const sums = tf.sum(weights, 1, true);
    (save as tf.GradSaveFunc)([u, v, weights, sums]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [u, v, weights, sums] = saved as tf.Tensor2D[];
      const d = tf.mul(weights, tf.div(tf.expandDims(dy, 1), sums)) as tf.Tensor2D;
      // Written so that the large matrix [n, m] is never transposed.
      return [tf.matMul(d, v), tf.transpose(tf.matMul(tf.transpose(u), d))];
    };
    return { value: tf.squeeze(tf.add(tf.log(sums), most), [1]), gradFunc };
  })(users, items) as tf.Tensor1D;
}
