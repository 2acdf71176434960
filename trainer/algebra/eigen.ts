// Eigenvalues and eigenvectors of a small symmetric matrix: Householder tridiagonalisation, then implicit QL.
import { dot } from './vectors.ts';

export interface Eigen {
  /** Descending. */
  values: Float64Array;
  /** [n, n]: row i is the unit eigenvector of value i. */
  vectors: Float64Array;
}

/** The most QL steps per eigenvalue; two are usual. */
const MOST_STEPS = 60;
/** After so many, rounding errors of the whole matrix count as zero: eigenvalues of 0 may consist of nothing else. */
const PATIENCE = 20;
/** A column this small, absolutely or relative to the matrix, counts as zero: its squares would underflow. */
const NOTHING = 1e-140;

/**
 * All eigenpairs of a symmetric matrix [n, n], in about 5 n^3 operations.
 * Golub and Van Loan, Matrix Computations (4th ed.), algorithm 8.3.1; Dubrulle, Martin and Wilkinson, The implicit QL
 * algorithm, Numerische Mathematik 12 (1968).
 */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  const { diagonal, beside, rows } = tridiagonalise(Float64Array.from(matrix), n);
  implicitQl(diagonal, beside, rows);
  const order = Array.from(diagonal.keys()).sort((a, b) => diagonal[b] - diagonal[a]);
  const vectors = new Float64Array(n * n);
  for (const [place, i] of order.entries()) vectors.set(rows[i], place * n);
  return { values: Float64Array.from(order, (i) => diagonal[i]), vectors };
}

/**
 * Householder reflections: R A R^T is tridiagonal. Overwrites `a`.
 * @returns the diagonal, the n - 1 off-diagonal values (and a zero), and the rows of R
 */
function tridiagonalise(a: Float64Array, n: number) {
  const beside = new Float64Array(n);
  const reflections: Float64Array[] = [];
  const w = new Float64Array(n);
  const scale = a.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  for (let k = 0; k < n - 1; k++) {
    const v = new Float64Array(n);
    reflections.push(v);
    const from = k + 1;
    v.set(a.subarray(k * n + from, (k + 1) * n), from);
    const norm = Math.sqrt(dot(v, from, v, from, n - from));
    if (norm <= NOTHING * scale) {
      v.fill(0);
      continue;
    }
    // The sign opposite to the first element avoids cancellation.
    beside[k] = v[from] > 0 ? -norm : norm;
    v[from] -= beside[k];
    const length = Math.sqrt(dot(v, from, v, from, n - from));
    for (let i = from; i < n; i++) v[i] /= length;
    // With p = 2 A v and w = p - (v.p) v, the reflection makes A into A - v w^T - w v^T.
    for (let i = from; i < n; i++) w[i] = 2 * dot(a, i * n + from, v, from, n - from);
    const along = dot(v, from, w, from, n - from);
    for (let i = from; i < n; i++) w[i] -= along * v[i];
    for (let i = from; i < n; i++) {
      const vi = v[i];
      const wi = w[i];
      for (let j = from; j < n; j++) a[i * n + j] -= vi * w[j] + wi * v[j];
    }
  }
  return { diagonal: Float64Array.from({ length: n }, (_, i) => a[i * n + i]), beside, rows: multiply(reflections, n) };
}

/** Rows of H(n-2) ... H1 H0, each H = I - 2 v v^T. Multiplying from the left touches only the part that is not yet I. */
function multiply(reflections: Float64Array[], n: number): Float64Array[] {
  const rows = Array.from({ length: n }, (_, i) => {
    const row = new Float64Array(n);
    row[i] = 1;
    return row;
  });
  for (let k = n - 2; k >= 0; k--) {
    const v = reflections[k];
    for (let i = k + 1; i < n; i++) {
      const row = rows[i];
      const twice = 2 * dot(row, k + 1, v, k + 1, n - k - 1);
      for (let j = k + 1; j < n; j++) row[j] -= twice * v[j];
    }
  }
  return rows;
}

/** Diagonalises the tridiagonal matrix in place; the same rotations turn the rows into eigenvectors. */
function implicitQl(d: Float64Array, e: Float64Array, rows: Float64Array[]): void {
  const n = d.length;
  const size = d.reduce((most, value, i) => Math.max(most, Math.abs(value), Math.abs(e[i])), 0);
  for (let first = 0; first < n; first++) {
    for (let step = 0; ; step++) {
      let last = first;
      const least = step < PATIENCE ? 0 : size;
      while (
        last < n - 1 &&
        Math.abs(e[last]) > Number.EPSILON * Math.max(least, Math.abs(d[last]) + Math.abs(d[last + 1]))
      )
        last++;
      if (last === first) break;
      if (step === MOST_STEPS) throw new Error('the eigenvalues of a symmetric matrix did not converge');
      qlStep(d, e, rows, first, last);
    }
  }
}

/** One sweep of rotations over first..last, with Wilkinson's shift: the eigenvalue of the leading 2 x 2 nearest to d[first]. */
function qlStep(d: Float64Array, e: Float64Array, rows: Float64Array[], first: number, last: number): void {
  const half = (d[first + 1] - d[first]) / (2 * e[first]);
  const root = Math.hypot(half, 1);
  let g = d[last] - d[first] + e[first] / (half + (half < 0 ? -root : root));
  let sine = 1;
  let cosine = 1;
  let carried = 0;
  for (let i = last - 1; i >= first; i--) {
    const f = sine * e[i];
    const b = cosine * e[i];
    const r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      // The matrix splits into two here.
      d[i + 1] -= carried;
      e[last] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    g = d[i + 1] - carried;
    const t = (d[i] - g) * sine + 2 * cosine * b;
    carried = sine * t;
    d[i + 1] = g + carried;
    g = cosine * t - b;
    rotate(rows[i], rows[i + 1], cosine, sine);
  }
  d[first] -= carried;
  e[first] = g;
  e[last] = 0;
}

function rotate(x: Float64Array, y: Float64Array, cosine: number, sine: number): void {
  for (let j = 0; j < x.length; j++) {
    const below = y[j];
    y[j] = sine * x[j] + cosine * below;
    x[j] = cosine * x[j] - sine * below;
  }
}
