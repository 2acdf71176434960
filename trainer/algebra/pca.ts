// Principal component analysis of features.
import type { Random } from '../random.ts';
import { type Eigen, symmetricEigen } from './eigen.ts';
import { basisWidth, leadingEigen } from './lanczos.ts';
import { product, rightFactor, transpose } from './products.ts';

export interface Components {
  /** [rows, dimensions]: the rows projected onto the components, largest variance first. */
  points: Float32Array;
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
/** Rows per part. */
const PART = 4096;

/**
 * Principal components of centred features [rows, size]. Components without variance are dropped, so the result may have
 * fewer dimensions than `wanted`, but at least 1.
 */
export function principalComponents(centred: Float32Array, size: number, wanted: number, random: Random): Components {
  const rows = centred.length / size;
  const most = Math.max(1, Math.min(wanted, size, rows - 1));
  let trace = 0;
  for (let i = 0; i < centred.length; i++) trace += centred[i] * centred[i];
  const { values, vectors } = eigenOfSquares(centred, size, trace, most, random);
  // float32 rounding leaves components with almost no variance.
  const dimensions = Math.max(1, values.subarray(0, most).filter((value) => value > 1e-6 * trace).length);
  const directions = transpose(Float32Array.from(vectors.subarray(0, dimensions * size)), size);
  return {
    points: product(centred, directions, size),
    dimensions,
    directions,
    explained: values.slice(0, dimensions).map((value) => (trace > 0 ? value / trace : 0)),
  };
}

/** The leading eigenpairs of X^T X, [size, size], by the fastest method. */
function eigenOfSquares(x: Float32Array, size: number, trace: number, wanted: number, random: Random): Eigen {
  const rows = x.length / size;
  const least = Math.max(SMALL, basisWidth(wanted) + 12);
  if (size <= least) return symmetricEigen(Float64Array.from(squares(x, size)), size);
  if (rows <= least) return fromOtherSide(x, size);
  const factors =
    x.length <= HELD
      ? [rightFactor(transpose(x, size), size, rows), rightFactor(x, rows, size)]
      : [rightFactor(squares(x, size), size, size)];
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
function squares(x: Float32Array, size: number): Float32Array {
  const sums = new Float32Array(size * size);
  for (let at = 0; at < x.length; at += PART * size) {
    const part = x.subarray(at, at + PART * size);
    const squared = product(transpose(part, size), part, part.length / size);
    for (let i = 0; i < sums.length; i++) sums[i] += squared[i];
  }
  return sums;
}
