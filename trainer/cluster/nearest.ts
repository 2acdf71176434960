// For each point its nearest of some targets: the clusters of items outside the sample, and their places on the map.
import { rightFactor, transpose } from '../algebra/products.ts';
import { dot } from '../algebra/vectors.ts';

/** Points per product: bounds its memory. */
const BLOCK = 1024;

/** Finds the nearest targets of points; `dispose` frees the targets on the backend. */
export interface Nearest {
  /**
   * Calls `found` for each point [n, dimensions] with the indices of its `count` nearest targets, nearest first.
   * The list is valid until the next call.
   */
  find(points: Float32Array, count: number, found: (point: number, nearest: Int32Array) => void): void;
  dispose(): void;
}

/** @param targets [n, dimensions] */
export function nearestOf(targets: Float32Array, dimensions: number): Nearest {
  const n = targets.length / dimensions;
  const factor = rightFactor(transpose(targets, dimensions), dimensions, n);
  const squares = Float64Array.from({ length: n }, (_, i) =>
    dot(targets, i * dimensions, targets, i * dimensions, dimensions),
  );
  return {
    find(points, count, found) {
      const nearest = new Int32Array(Math.min(count, n));
      const least = new Float64Array(nearest.length);
      for (let from = 0; from * dimensions < points.length; from += BLOCK) {
        const block = points.subarray(from * dimensions, (from + BLOCK) * dimensions);
        const products = factor.product(block);
        for (let i = 0; i < block.length / dimensions; i++) {
          least.fill(Number.POSITIVE_INFINITY);
          for (let t = 0, at = i * n; t < n; t++, at++) {
            // The squared distance without |x|^2.
            const distance = squares[t] - 2 * products[at];
            if (!(distance < least[least.length - 1])) continue;
            let place = least.length - 1;
            for (; place > 0 && least[place - 1] > distance; place--) {
              least[place] = least[place - 1];
              nearest[place] = nearest[place - 1];
            }
            least[place] = distance;
            nearest[place] = t;
          }
          found(from + i, nearest);
        }
      }
    },
    dispose: factor.dispose,
  };
}
