// The inverse of a large symmetric positive definite matrix, by block Gauss-Jordan elimination with the products of the
// backend in use: 2 n^3 operations, nearly all of them in large products.
import { rightFactor } from './products.ts';

/** Rows that are eliminated in one step. */
const BLOCK = 256;
/** Rows that a product updates at a time, so that its result stays small beside the matrix. */
const PANEL = 512;

/**
 * Inverts a matrix [n, n] in place. It needs no pivots, because the matrix is positive definite; in float32, its largest
 * eigenvalue should be at most some 10^4 times its smallest.
 *
 * With K the rows of a block and D the inverse of A[K, K]: A[i, j] -= A[i, K] D A[K, j] outside the block, A[K, j] = D
 * A[K, j], A[i, K] = -A[i, K] D, A[K, K] = D. After all blocks A is the inverse. Golub and Van Loan, Matrix Computations.
 */
export function invertInPlace(a: Float32Array, n: number): void {
  for (let from = 0; from < n; from += BLOCK) {
    const width = Math.min(BLOCK, n - from);
    const pivot = invertSmall(columnsOf(a, n, from, width, { from, to: from + width }), width);
    const within = rightFactor(a.subarray(from * n, (from + width) * n), width, n);
    const rows = within.product(pivot);
    within.dispose();
    const byRows = rightFactor(rows, width, n);
    const byPivot = rightFactor(pivot, width, width);
    for (let top = 0; top < n; top += PANEL) {
      const to = Math.min(n, top + PANEL);
      const left = columnsOf(a, n, from, width, { from: top, to });
      subtract(a.subarray(top * n, to * n), byRows.product(left));
      const beside = byPivot.product(left);
      for (let row = top; row < to; row++)
        for (let k = 0; k < width; k++) a[row * n + from + k] = -beside[(row - top) * width + k];
    }
    byRows.dispose();
    byPivot.dispose();
    a.set(rows, from * n);
    for (let k = 0; k < width; k++) a.set(pivot.subarray(k * width, (k + 1) * width), (from + k) * n + from);
  }
}

/** A copy of `width` columns of some rows. */
function columnsOf(
  a: Float32Array,
  n: number,
  first: number,
  width: number,
  { from, to }: { from: number; to: number },
): Float32Array {
  const copy = new Float32Array((to - from) * width);
  for (let row = from; row < to; row++)
    copy.set(a.subarray(row * n + first, row * n + first + width), (row - from) * width);
  return copy;
}

function subtract(from: Float32Array, what: Float32Array): void {
  for (let i = 0; i < from.length; i++) from[i] -= what[i];
}

/** The inverse of a small matrix, by the same elimination row by row in float64. */
function invertSmall(matrix: Float32Array, n: number): Float32Array {
  const a = Float64Array.from(matrix);
  for (let k = 0; k < n; k++) {
    const pivot = 1 / a[k * n + k];
    for (let j = 0; j < n; j++) a[k * n + j] *= j === k ? 0 : pivot;
    for (let i = 0; i < n; i++) {
      const factor = a[i * n + k];
      if (i === k || factor === 0) continue;
      a[i * n + k] = -factor * pivot;
      for (let j = 0; j < n; j++) if (j !== k) a[i * n + j] -= factor * a[k * n + j];
    }
    a[k * n + k] = pivot;
  }
  return Float32Array.from(a);
}
