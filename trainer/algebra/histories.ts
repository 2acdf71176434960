// Products with the square of the matrix of histories: which items occur together, and how often. That matrix is sparse, so a
// product with a few vectors costs as much as reading the histories.

/** Histories of at least two items, with a weight each. */
export interface WeightedHistories {
  /** The rows that occur in them, ascending; `items` are places in this list. */
  rows: Int32Array;
  start: Int32Array;
  items: Int32Array;
  weight: Float64Array;
}

/** @param weightOf from the length of a history */
export function weightedHistories(
  histories: readonly (readonly number[])[],
  weightOf: (length: number) => number,
): WeightedHistories {
  const longer = histories.filter(({ length }) => length > 1);
  const start = new Int32Array(longer.length + 1);
  for (const [i, { length }] of longer.entries()) start[i + 1] = start[i] + length;
  const rows = Int32Array.from(new Set(longer.flat())).sort();
  const placeOf = new Map(Array.from(rows, (row, place) => [row, place]));
  return {
    rows,
    start,
    items: Int32Array.from(longer.flat(), (row) => placeOf.get(row)!),
    weight: Float64Array.from(longer, ({ length }) => weightOf(length)),
  };
}

/**
 * vectors [n, rows] x G, where G[i, j] is the sum of the weights of the histories that contain both i and j, and 0 for
 * i = j.
 */
export function timesTogether(
  { rows: { length }, start, items, weight }: WeightedHistories,
  vectors: Float32Array,
): Float32Array {
  const n = vectors.length / length;
  // Item by item, so that a history reads whole cache lines.
  const x = new Float64Array(vectors.length);
  for (let v = 0; v < n; v++) for (let i = 0; i < length; i++) x[i * n + v] = vectors[v * length + i];
  const y = new Float64Array(vectors.length);
  const sum = new Float64Array(n);
  for (const [h, w] of weight.entries()) {
    sum.fill(0);
    for (let at = start[h]; at < start[h + 1]; at++) {
      const from = items[at] * n;
      for (let v = 0; v < n; v++) sum[v] += x[from + v];
    }
    for (let at = start[h]; at < start[h + 1]; at++) {
      const from = items[at] * n;
      for (let v = 0; v < n; v++) y[from + v] += w * (sum[v] - x[from + v]);
    }
  }
  const out = new Float32Array(vectors.length);
  for (let v = 0; v < n; v++) for (let i = 0; i < length; i++) out[v * length + i] = y[i * n + v];
  return out;
}
