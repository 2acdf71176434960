// Finds rows with the same picture: repeated uploads or placeholders. Computed once for the whole table, so that a draw only
// compares two integers.
import { Random } from '../../random.ts';

/** Two rows have the same picture if their cosine is within this of 1. */
const SAME_PICTURE = 1e-7;
/** The distance of two unit vectors with that cosine: |a - b|² = 2 (1 - cos). */
const REACH = Math.sqrt(2 * SAME_PICTURE);
/** Number of projections; each passes about one in fifty of the remaining pairs. */
const PROJECTIONS = 6;

/** The cosine of two rows, given the lengths of all rows; 1 for two rows of zeros, 0 for one. */
export function cosine(table: Float32Array, size: number, norms: Float64Array, a: number, b: number): number {
  if (norms[a] === 0 || norms[b] === 0) return norms[a] === norms[b] ? 1 : 0;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = a * size;
  let j = b * size;
  const end = i + size;
  // Four independent sums, so that the processor can overlap them.
  for (; i + 3 < end; i += 4, j += 4) {
    s0 += table[i] * table[j];
    s1 += table[i + 1] * table[j + 1];
    s2 += table[i + 2] * table[j + 2];
    s3 += table[i + 3] * table[j + 3];
  }
  for (; i < end; i++, j++) s0 += table[i] * table[j];
  return (s0 + s1 + s2 + s3) / (norms[a] * norms[b]);
}

/** The length of each row of a table. */
export function rowNorms(table: Float32Array, size: number): Float64Array {
  const norms = new Float64Array(table.length / size);
  for (let at = 0; at < table.length; at++) norms[Math.floor(at / size)] += table[at] ** 2;
  return norms.map(Math.sqrt);
}

/**
 * Assigns a code per picture: rows with equal codes have the same picture, directly or transitively.
 *
 * Such rows have close projections onto every direction. So the rows are sorted by a random projection, and the cosine is
 * computed only for pairs that are close on it and on five more.
 */
export function samePictures(table: Float32Array, size: number, norms: Float64Array): Int32Array {
  const rows = norms.length;
  const directions = projections(table, size, norms);
  const [first] = directions;
  const order = Int32Array.from({ length: rows }, (_, row) => row).sort((a, b) => first[a] - first[b] || a - b);
  const group = Int32Array.from({ length: rows }, (_, row) => row);
  const root = (row: number): number => {
    let at = row;
    while (group[at] !== at) {
      group[at] = group[group[at]];
      at = group[at];
    }
    return at;
  };
  const same = (a: number, b: number) => 1 - cosine(table, size, norms, a, b) <= SAME_PICTURE;
  const join = (a: number, b: number) => {
    const [low, high] = [root(a), root(b)].sort((x, y) => x - y);
    group[high] = low;
  };
  // Exact copies first: each joins the previous one, so that n equal placeholders need n steps instead of n².
  const distinct: number[] = [];
  for (const row of order) {
    const before = distinct.at(-1);
    if (before !== undefined && directions.every((d) => d[before] === d[row]) && same(before, row)) join(before, row);
    else distinct.push(row);
  }
  // In sorted order, so that the many comparisons read memory in sequence.
  const [along, across, ...more] = directions.map((d) => Float64Array.from(distinct, (row) => d[row]));
  for (let i = 0; i < distinct.length; i++) {
    const last = along[i] + REACH;
    for (let j = i + 1; j < distinct.length && along[j] <= last; j++) {
      if (Math.abs(across[j] - across[i]) > REACH) continue;
      const [a, b] = [distinct[i], distinct[j]];
      if (more.every((d) => Math.abs(d[i] - d[j]) <= REACH) && root(a) !== root(b) && same(a, b)) join(a, b);
    }
  }
  return group.map((_, row) => root(row));
}

/** Projections of the normalised rows onto random unit vectors. */
function projections(table: Float32Array, size: number, norms: Float64Array): Float64Array[] {
  const random = new Random(0);
  return Array.from({ length: PROJECTIONS }, () => {
    const direction = Float64Array.from({ length: size }, () => (random.below(2) ? 1 : -1) / Math.sqrt(size));
    return norms.map((norm, row) => {
      let sum = 0;
      for (let f = 0; f < size; f++) sum += direction[f] * table[row * size + f];
      return norm === 0 ? 0 : sum / norm;
    });
  });
}
