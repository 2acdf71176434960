// Items as points: the squared distances between many of them at once, as one matrix product, |x|^2 - 2 x.c + |c|^2.
import { rightFactor, transpose } from '../algebra/products.ts';
import { dot } from '../algebra/vectors.ts';

/** Below this share of |x|^2 + |c|^2, float32 leaves the sum too few digits: the distance is computed for itself. */
const NEAR = 1e-3;

export interface PointSet {
  n: number;
  dimensions: number;
  /** [n, dimensions] */
  values: Float32Array;
  /** [n]: |x|^2 */
  squares: Float64Array;
  /** x.c for each of the rows c: [rows, n]. */
  products(rows: Float32Array): Float32Array;
  /** Squared distances between the points of some rows and all points: [rows, n]. Of two that are the same, 0. */
  squaredDistances(rows: ArrayLike<number>): Float32Array;
  dispose(): void;
}

/** Holds points [n, dimensions] on the backend in force. */
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
