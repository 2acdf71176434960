// Products of large matrices on the tfjs backend in use. Arguments and results are row-major Float32Arrays; the right
// factor stays on the backend, because callers multiply many left factors by it.
import * as tf from '@curatornet/backend/tfjs.ts';

export interface RightFactor {
  /** left [rows, inner] x right [inner, columns] -> [rows, columns] */
  product(left: Float32Array): Float32Array;
  dispose(): void;
}

/** Copies `right` [inner, columns] to the backend. */
export function rightFactor(right: Float32Array, inner: number, columns: number): RightFactor {
  const held = tf.tensor2d(right, [inner, columns]);
  return {
    product(left) {
      const result = tf.tidy(() => tf.matMul(tf.tensor2d(left, [left.length / inner, inner]), held));
      const values = result.dataSync() as Float32Array;
      result.dispose();
      return values;
    },
    dispose: () => held.dispose(),
  };
}

/** left [rows, inner] x right [inner, columns], for a single product. */
export function product(left: Float32Array, right: Float32Array, inner: number): Float32Array {
  const factor = rightFactor(right, inner, right.length / inner);
  const values = factor.product(left);
  factor.dispose();
  return values;
}

/** Side of a square tile that fits into the cache. */
const TILE = 32;

/** [rows, columns] -> [columns, rows] */
export function transpose(matrix: Float32Array, columns: number): Float32Array {
  const rows = matrix.length / columns;
  const out = new Float32Array(matrix.length);
  for (let top = 0; top < rows; top += TILE)
    for (let left = 0; left < columns; left += TILE) {
      const bottom = Math.min(top + TILE, rows);
      const right = Math.min(left + TILE, columns);
      for (let column = left; column < right; column++)
        for (let row = top; row < bottom; row++) out[column * rows + row] = matrix[row * columns + column];
    }
  return out;
}
