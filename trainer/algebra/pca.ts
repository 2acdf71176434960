// Principal component analysis of features.
import type { Random } from '../random.ts';
import { type Eigen, symmetricEigen } from './eigen.ts';
import { basisWidth, leadingEigen } from './lanczos.ts';
import { product, type RightFactor, rightFactor, transpose } from './products.ts';
import { type RowSource, ranges } from './standardise.ts';

/** The directions of largest variance. */
export interface Directions {
  /** The number of components. */
  dimensions: number;
  /** The projection matrix, [size, dimensions]. */
  directions: Float32Array;
  /** The share of the total variance of each component, descending. */
  explained: Float64Array;
}

/** Up to this size the full decomposition is as fast as a partial one. */
const SMALL = 256;
/** Values of a table that may be held twice on the backend, 256 MB each. The squares of a larger one are summed in parts. */
const HELD = 2 ** 26;
/** Rows per part of the sums of squares. */
const PART = 4096;
/** Rows per projection: a multiple of the rows that the backend's product computes together. */
const PROJECTED = 4092;

/**
 * Principal components of centred features [rows, size]. Components without variance are dropped, so the result may have
 * fewer dimensions than `wanted`, but at least 1.
 * @param onProgress called with the finished share
 */
export function leadingDirections(
  centred: RowSource,
  wanted: number,
  random: Random,
  onProgress: (done: number) => void = () => {},
): Directions {
  const { rows, size } = centred;
  const most = Math.max(1, Math.min(wanted, size, rows - 1));
  let trace = 0;
  for (const [from, to] of ranges(rows, PART)) for (const value of centred.part(from, to)) trace += value * value;
  const { values, vectors } = eigenOfSquares(centred, trace, most, random, onProgress);
  // float32 rounding leaves components with almost no variance.
  const dimensions = Math.max(1, values.subarray(0, most).filter((value) => value > 1e-6 * trace).length);
  return {
    dimensions,
    directions: transpose(Float32Array.from(vectors.subarray(0, dimensions * size)), size),
    explained: values.slice(0, dimensions).map((value) => (trace > 0 ? value / trace : 0)),
  };
}

/** Projects rows onto directions, a part at a time: [rows, dimensions]. */
export function project({ rows, size, part }: RowSource, { directions, dimensions }: Directions): Float32Array {
  const points = new Float32Array(rows * dimensions);
  const factor = rightFactor(directions, size, dimensions);
  for (const [from, to] of ranges(rows, PROJECTED)) points.set(factor.product(part(from, to)), from * dimensions);
  factor.dispose();
  return points;
}

/** The leading eigenpairs of X^T X, [size, size], by the fastest method. */
function eigenOfSquares(
  x: RowSource,
  trace: number,
  wanted: number,
  random: Random,
  onProgress: (done: number) => void,
): Eigen {
  const { rows, size } = x;
  const least = Math.max(SMALL, basisWidth(wanted) + 12);
  if (size <= least) return symmetricEigen(Float64Array.from(squares(x, onProgress)), size);
  if (rows <= least) return fromOtherSide(x.part(0, rows), size);
  const factors: RightFactor[] = [];
  if (rows * size <= HELD) {
    const whole = x.part(0, rows);
    factors.push(rightFactor(transpose(whole, size), size, rows), rightFactor(whole, rows, size));
  } else factors.push(rightFactor(squares(x, onProgress), size, size));
  const times = (left: Float32Array) => factors.reduce((rows, factor) => factor.product(rows), left);
  const eigen = leadingEigen({ n: size, trace, times }, wanted, random);
  for (const factor of factors) factor.dispose();
  return eigen;
}

/** X X^T, [rows, rows], has the same nonzero eigenvalues; for its eigenvectors u, u X has the length sqrt(eigenvalue). */
function fromOtherSide(x: Float32Array, size: number): Eigen {
  const rows = x.length / size;
  const { values, vectors } = symmetricEigen(Float64Array.from(product(x, transpose(x, size), size)), rows);
  const turned = product(Float32Array.from(vectors), x, rows);
  const lengths = values.map((value) => (value > 0 ? Math.sqrt(value) : 1));
  return { values, vectors: Float64Array.from(turned, (v, i) => v / lengths[Math.floor(i / size)]) };
}

/** X^T X, [size, size]. */
function squares({ rows, size, part }: RowSource, onProgress: (done: number) => void): Float32Array {
  const sums = new Float32Array(size * size);
  for (const [from, to] of ranges(rows, PART)) {
    const values = part(from, to);
    const squared = product(transpose(values, size), values, to - from);
    for (let i = 0; i < sums.length; i++) sums[i] += squared[i];
    onProgress(to / rows);
  }
  return sums;
}
