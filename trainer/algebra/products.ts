// Large matrix products on the tfjs backend in force. Matrices are Float32Arrays, row by row, on this side; the right
// factor stays on the backend, for the callers multiply many left ones by it.
import * as tf from '@curatornet/backend/tfjs.ts';

export interface RightFactor {
  /** left [rows, inner] x right [inner, columns] -> [rows, columns] */
  product(left: Float32Array): Float32Array;
  dispose(): void;
}

/** Holds `right` [inner, columns] on the backend. */
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

/** left [rows, inner] x right [inner, columns], once. */
export function product(left: Float32Array, right: Float32Array, inner: number): Float32Array {
  const factor = rightFactor(right, inner, right.length / inner);
  const values = factor.product(left);
  factor.dispose();
  return values;
}

/** Values of a square tile that lies in the cache whichever way it is read. */
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
