// Vector operations on parts of arrays, for the small steps between the large products.

type Numbers = Float32Array | Float64Array;

/** The dot product of n values at two offsets, in float64. Four independent sums, so that additions overlap. */
export function dot(x: Numbers, atX: number, y: Numbers, atY: number, n: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i + 3 < n; i += 4) {
    a += x[atX + i] * y[atY + i];
    b += x[atX + i + 1] * y[atY + i + 1];
    c += x[atX + i + 2] * y[atY + i + 2];
    d += x[atX + i + 3] * y[atY + i + 3];
  }
  for (; i < n; i++) a += x[atX + i] * y[atY + i];
  return a + b + (c + d);
}

/**
 * Subtracts from v [n] its projections onto the orthonormal rows `from` to `to`, and adds the coefficients to `shares`.
 * Processes four rows at a time, so that v is read once for the four.
 */
export function subtractAlong(
  v: Float64Array,
  rows: Float32Array,
  from: number,
  to: number,
  shares: Float64Array,
): void {
  const n = v.length;
  let row = from;
  for (; row + 3 < to; row += 4) {
    const at = row * n;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let i = 0; i < n; i++) {
      const value = v[i];
      a += value * rows[at + i];
      b += value * rows[at + n + i];
      c += value * rows[at + 2 * n + i];
      d += value * rows[at + 3 * n + i];
    }
    for (let i = 0; i < n; i++)
      v[i] -= a * rows[at + i] + b * rows[at + n + i] + (c * rows[at + 2 * n + i] + d * rows[at + 3 * n + i]);
    shares[row] += a;
    shares[row + 1] += b;
    shares[row + 2] += c;
    shares[row + 3] += d;
  }
  for (; row < to; row++) {
    const at = row * n;
    let share = 0;
    for (let i = 0; i < n; i++) share += v[i] * rows[at + i];
    for (let i = 0; i < n; i++) v[i] -= share * rows[at + i];
    shares[row] += share;
  }
}
