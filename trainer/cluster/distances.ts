// Squared distances between many items at once as one matrix product: |x|^2 - 2 x.c + |c|^2.
import { rightFactor, transpose } from '../algebra/products.ts';
import { dot } from '../algebra/vectors.ts';

/** If a distance is below this share of |x|^2 + |c|^2, float32 cancellation is too large, so it is computed directly. */
const NEAR = 1e-3;

export interface PointSet {
  n: number;
  dimensions: number;
  /** [n, dimensions] */
  values: Float32Array;
  /** [n]: |x|^2 */
  squares: Float64Array;
  /** Dot products with each of the rows c: [rows, n]. */
  products(rows: Float32Array): Float32Array;
  /** Squared distances between the points of some rows and all points: [rows, n]. 0 for equal points. */
  squaredDistances(rows: ArrayLike<number>): Float32Array;
  dispose(): void;
}

/** Copies points [n, dimensions] to the backend in use. */
export function holdPoints(values: Float32Array, dimensions: number): PointSet {
  const n = values.length / dimensions;
  const squares = Float64Array.from({ length: n }, (_, i) =>
    dot(values, i * dimensions, values, i * dimensions, dimensions),
  );
  const factor = rightFactor(transpose(values, dimensions), dimensions, n);
  const point = (row: number) => values.subarray(row * dimensions, (row + 1) * dimensions);

  function squaredDistances(rows: ArrayLike<number>): Float32Array {
    const chosen = new Float32Array(rows.length * dimensions);
    for (let r = 0; r < rows.length; r++) chosen.set(point(rows[r]), r * dimensions);
    const out = factor.product(chosen);
    for (let r = 0; r < rows.length; r++) {
      const own = squares[rows[r]];
      const at = r * n;
      for (let i = 0; i < n; i++) {
        const both = own + squares[i];
        const squared = both - 2 * out[at + i];
        out[at + i] = squared > NEAR * both ? squared : squaredDistance(point(rows[r]), values, i * dimensions);
      }
    }
    return out;
  }

  return { n, dimensions, values, squares, products: factor.product, squaredDistances, dispose: factor.dispose };
}

function squaredDistance(x: Float32Array, values: Float32Array, at: number): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] - values[at + i]) ** 2;
  return sum;
}
