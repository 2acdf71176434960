// The leading eigenpairs of a large symmetric matrix, by randomised block Lanczos with thick restarts.
//
// Multiplies the newest rows of an orthonormal basis by the matrix to extend it; projected onto the basis, the matrix is
// small enough for a full decomposition. Plain subspace iteration (Halko, Martinsson and Tropp, SIAM Review 53, 2011,
// algorithm 4.4) discards earlier rows: on features of pictures it needs ten times the products for the same variance.
// Musco and Musco, Randomized block Krylov methods, NeurIPS 2015; Wu and Simon, Thick-restart Lanczos method, SIAM
// Journal on Matrix Analysis 22 (2000).
import type { Random } from '../random.ts';
import { type Eigen, symmetricEigen } from './eigen.ts';
import { product } from './products.ts';
import { dot, subtractAlong } from './vectors.ts';

/** Rows added to the basis per step. Smaller blocks need fewer rows in total but make the products less efficient. */
const BLOCK = 12;
/** Stops when another block would capture less than this additional share of the trace. */
const SETTLED = 1e-5;
const MOST_RESTARTS = 40;

interface Basis {
  n: number;
  /** [width + BLOCK, n], orthonormal: `count` rows whose images are known, then the next block. */
  rows: Float32Array;
  count: number;
  width: number;
  /** [width, width]: the matrix projected onto the first `count` rows. */
  within: Float64Array;
  /** [BLOCK, BLOCK]: coefficients of the last block's images along the next block. */
  beyond: Float64Array;
}

/** A symmetric positive semidefinite matrix M [n, n], given by its products. */
export interface Operator {
  n: number;
  trace: number;
  /** rows [any, n] x M */
  times(rows: Float32Array): Float32Array;
}

/** Rows of the basis for a number of eigenpairs. For a matrix that is hardly larger, a full decomposition is faster. */
export const basisWidth = (wanted: number): number => 2 * wanted + 2 * BLOCK;

/** The `wanted` largest eigenpairs of a matrix with more than `basisWidth(wanted) + 12` rows. */
export function leadingEigen({ n, trace, times }: Operator, wanted: number, random: Random): Eigen {
  const width = basisWidth(wanted);
  const basis: Basis = {
    n,
    rows: new Float32Array((width + BLOCK) * n),
    count: 0,
    width,
    within: new Float64Array(width * width),
    beyond: new Float64Array(BLOCK * BLOCK),
  };
  for (let b = 0; b < BLOCK; b++) addRow(basis, b, fresh(n, random), random);
  for (let restart = 0; ; restart++) {
    while (basis.count + BLOCK <= width) grow(basis, times, random);
    const eigen = symmetricEigen(compact(basis), basis.count);
    const left = promise(basis, eigen, wanted, trace);
    turn(basis, eigen, wanted + 2 * BLOCK);
    if (left > SETTLED * trace && restart < MOST_RESTARTS) continue;
    return { values: eigen.values.slice(0, wanted), vectors: Float64Array.from(basis.rows.subarray(0, wanted * n)) };
  }
}

/** Multiplies the next block; the parts of its images outside the basis become the block after it. */
function grow(basis: Basis, times: (rows: Float32Array) => Float32Array, random: Random): void {
  const { n, rows, count, width, within, beyond } = basis;
  const known = count + BLOCK;
  const images = times(rows.subarray(count * n, known * n));
  for (let b = 0; b < BLOCK; b++) {
    const shares = addRow(basis, known + b, Float64Array.from(images.subarray(b * n, (b + 1) * n)), random);
    for (let i = 0; i < known; i++) within[i * width + count + b] = within[(count + b) * width + i] = shares[i];
    for (let c = 0; c < BLOCK; c++) beyond[c * BLOCK + b] = c <= b ? shares[known + c] : 0;
  }
  basis.count = known;
}

/**
 * Makes `v` orthogonal to the first `place` rows, normalises it, and stores it there. An image is mostly along the newest
 * rows, so these are subtracted first; then all rows again, because rounding errors would grow with every block. If nothing
 * remains of v, a random direction takes its place.
 * @returns coefficients of v along each row, and along the new one
 */
function addRow({ n, rows }: Basis, place: number, v: Float64Array, random: Random): Float64Array {
  const shares = new Float64Array(place + 1);
  const before = dot(v, 0, v, 0, n);
  subtractAlong(v, rows, Math.max(0, place - 3 * BLOCK), place, shares);
  subtractAlong(v, rows, 0, place, shares);
  let left = dot(v, 0, v, 0, n);
  shares[place] = Math.sqrt(left);
  if (left <= 1e-10 * before) {
    shares[place] = 0;
    v.set(fresh(n, random));
    const unused = new Float64Array(place);
    for (let pass = 0; pass < 2; pass++) subtractAlong(v, rows, 0, place, unused);
    left = dot(v, 0, v, 0, n);
  }
  const scale = 1 / Math.sqrt(left);
  for (let i = 0; i < n; i++) rows[place * n + i] = v[i] * scale;
  return shares;
}

/** The gain in the `wanted` eigenvalues from another block, by second-order perturbation theory. */
function promise(basis: Basis, { values, vectors }: Eigen, wanted: number, trace: number): number {
  const { n, count, beyond } = basis;
  const rest = (trace - values.reduce((a, b) => a + b, 0)) / (n - count);
  let sum = 0;
  for (let i = 0; i < wanted; i++) {
    let coupling = 0;
    for (let c = 0; c < BLOCK; c++) coupling += dot(beyond, c * BLOCK, vectors, (i + 1) * count - BLOCK, BLOCK) ** 2;
    if (coupling > 0) sum += coupling / Math.max(values[i] - rest, 1e-3 * values[i], Number.MIN_VALUE);
  }
  return sum;
}

/** Thick restart: replaces the basis by its `keep` leading eigenvectors, followed by the next block. */
function turn(basis: Basis, { values, vectors }: Eigen, keep: number): void {
  const { n, rows, count, width, within } = basis;
  const turned = product(Float32Array.from(vectors.subarray(0, keep * count)), rows.subarray(0, count * n), count);
  rows.copyWithin(keep * n, count * n, (count + BLOCK) * n);
  rows.set(turned);
  within.fill(0);
  for (let i = 0; i < keep; i++) within[i * width + i] = values[i];
  basis.count = keep;
}

/** The used part of `within`. */
function compact({ within, width, count }: Basis): Float64Array {
  const out = new Float64Array(count * count);
  for (let i = 0; i < count; i++) out.set(within.subarray(i * width, i * width + count), i * count);
  return out;
}

/** Normal draws (Box-Muller; 1 - uniform is never 0), so that all directions are equally likely. */
const fresh = (n: number, random: Random): Float64Array =>
  Float64Array.from(
    { length: n },
    () => Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform()),
  );
