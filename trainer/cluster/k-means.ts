// k-means clustering by Lloyd's algorithm.

import { dot } from '../algebra/vectors.ts';
import type { PointSet } from './distances.ts';

export interface Clustering {
  /** [n]: the cluster of each point, 0..k-1; no cluster is empty. */
  labels: Int32Array;
  k: number;
  /** [k, dimensions]: the mean of each cluster. */
  centres: Float64Array;
  /** Sum of the squared distances of all points to their cluster's mean. */
  inertia: number;
  iterations: number;
  /** The inertia after each iteration, never rising. */
  inertias: number[];
}

const MOST_ITERATIONS = 300;
/** Stops when the squared movement of the centres is below this share of the mean variance per dimension, as scikit-learn. */
const TOLERANCE = 1e-4;

/**
 * Runs Lloyd's algorithm. A cluster that becomes empty gets the point farthest from its own centre.
 * Lloyd, Least squares quantization in PCM, IEEE Transactions on Information Theory 28 (1982).
 * @param starts rows of the points that are the initial centres; k is their number
 */
export function kMeans(points: PointSet, starts: readonly number[]): Clustering {
  const { n, dimensions, values } = points;
  const k = starts.length;
  const tolerance = TOLERANCE * meanVariance(points);
  const whole = points.squares.reduce((a, b) => a + b, 0);
  let centres = new Float64Array(k * dimensions);
  for (const [c, row] of starts.entries())
    centres.set(values.subarray(row * dimensions, (row + 1) * dimensions), c * dimensions);
  let labels = new Int32Array(n).fill(-1);
  const inertias: number[] = [];
  for (let iteration = 1; ; iteration++) {
    const next = assign(points, centres, k);
    const means = meansOf(points, next, k);
    // Computes the inertia from sums of squares, without another pass over the points.
    const inertia = Math.max(0, whole - means.explained);
    // The inertia cannot rise in exact arithmetic; if rounding makes it rise, the iteration has converged.
    if (iteration > 1 && !(inertia < inertias[inertias.length - 1])) break;
    const changed = next.some((label, i) => label !== labels[i]);
    const moved = means.centres.reduce((sum, value, i) => sum + (value - centres[i]) ** 2, 0);
    labels = next;
    centres = means.centres;
    inertias.push(inertia);
    if (!changed || moved <= tolerance || iteration === MOST_ITERATIONS) break;
  }
  return { labels, k, centres, inertia: inertias[inertias.length - 1], iterations: inertias.length, inertias };
}

/** Assigns each point to its nearest centre, the first of equals; then a point to each empty cluster. */
function assign(points: PointSet, centres: Float64Array, k: number): Int32Array<ArrayBuffer> {
  const { n, dimensions, squares } = points;
  const products = points.products(Float32Array.from(centres));
  const labels = new Int32Array(n);
  // |c|^2 - 2 x.c: the squared distance without |x|^2.
  const least = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  for (let c = 0; c < k; c++) {
    const square = dot(centres, c * dimensions, centres, c * dimensions, dimensions);
    for (let i = 0, at = c * n; i < n; i++, at++) {
      const value = square - 2 * products[at];
      if (value < least[i]) {
        least[i] = value;
        labels[i] = c;
      }
    }
  }
  const sizes = new Int32Array(k);
  for (const label of labels) sizes[label]++;
  if (sizes.every((size) => size > 0)) return labels;
  const farthestFirst = Array.from(labels.keys()).sort((a, b) => least[b] + squares[b] - least[a] - squares[a]);
  let place = 0;
  for (let c = 0; c < k; c++) {
    if (sizes[c] > 0) continue;
    while (sizes[labels[farthestFirst[place]]] === 1) place++;
    const row = farthestFirst[place++];
    sizes[labels[row]]--;
    labels[row] = c;
    sizes[c] = 1;
  }
  return labels;
}

/** The mean of each cluster, and the sum over all points of the squared length of their cluster's mean. */
function meansOf({ n, dimensions, values }: PointSet, labels: Int32Array, k: number) {
  const centres = new Float64Array(k * dimensions);
  const sizes = new Int32Array(k);
  for (let i = 0; i < n; i++) {
    sizes[labels[i]]++;
    const to = labels[i] * dimensions;
    const from = i * dimensions;
    for (let d = 0; d < dimensions; d++) centres[to + d] += values[from + d];
  }
  let explained = 0;
  for (let c = 0; c < k; c++) {
    for (let d = 0; d < dimensions; d++) centres[c * dimensions + d] /= sizes[c];
    explained += sizes[c] * dot(centres, c * dimensions, centres, c * dimensions, dimensions);
  }
  return { centres, explained };
}

/** The mean variance per dimension. */
function meanVariance({ n, dimensions, values, squares }: PointSet): number {
  const means = new Float64Array(dimensions);
  for (let i = 0; i < values.length; i++) means[i % dimensions] += values[i] / n;
  const square = squares.reduce((a, b) => a + b, 0) / n;
  return (square - dot(means, 0, means, 0, dimensions)) / dimensions;
}
