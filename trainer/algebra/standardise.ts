// Z-scores features, the input of the network, with statistics that are stored with the model.

/** Mean and standard deviation of each feature over all items. */
export interface Statistics {
  mean: Float32Array;
  deviation: Float32Array;
}

/**
 * Statistics of a table [rows, size]. A constant feature gets the deviation 1, so that its z-score is 0.
 */
export function featureStatistics(features: Float32Array, size: number): Statistics {
  const rows = features.length / size;
  const mean = new Float64Array(size);
  const squares = new Float64Array(size);
  for (let at = 0; at < features.length; at += size) for (let f = 0; f < size; f++) mean[f] += features[at + f] / rows;
  for (let at = 0; at < features.length; at += size)
    for (let f = 0; f < size; f++) squares[f] += (features[at + f] - mean[f]) ** 2 / rows;
  // A deviation within float32 rounding error counts as zero.
  const deviation = squares.map(
    (square, f) => (Math.sqrt(square) > 1e-6 * Math.abs(mean[f]) ? Math.sqrt(square) : 0) || 1,
  );
  return { mean: Float32Array.from(mean), deviation: Float32Array.from(deviation) };
}

/**
 * z-scores: (x - mean) / deviation, [rows, size].
 * @param out output; may be the features themselves if the table is too large for a copy
 */
export function standardise(
  features: Float32Array,
  { mean, deviation }: Statistics,
  out: Float32Array = new Float32Array(features.length),
): Float32Array {
  const size = mean.length;
  for (let at = 0; at < features.length; at += size)
    for (let f = 0; f < size; f++) out[at + f] = (features[at + f] - mean[f]) / deviation[f];
  return out;
}

/** A table that is read in parts, so that a table made from another need not be held as a whole. */
export interface RowSource {
  rows: number;
  size: number;
  /** The rows from..to, [to - from, size]; read-only. */
  part(from: number, to: number): Float32Array;
}

/** Reads parts of a table that is held, without a copy. */
export const rowsOfTable = (values: Float32Array, size: number): RowSource => ({
  rows: values.length / size,
  size,
  part: (from, to) => values.subarray(from * size, to * size),
});

/** The z-scores of features, computed for each part anew. */
export const standardisedRows = (features: Float32Array, size: number, statistics: Statistics): RowSource => ({
  rows: features.length / size,
  size,
  part: (from, to) => standardise(features.subarray(from * size, to * size), statistics),
});

/** Some rows of a table. */
export const chosenRows = ({ size, part }: RowSource, rows: ArrayLike<number>): RowSource => ({
  rows: rows.length,
  size,
  part(from, to) {
    const out = new Float32Array((to - from) * size);
    for (let i = from; i < to; i++) out.set(part(rows[i], rows[i] + 1), (i - from) * size);
    return out;
  },
});

/** Ranges [from, to) of `count` rows, each of at most `most`. */
export function* ranges(count: number, most: number): Generator<[from: number, to: number]> {
  for (let from = 0; from < count; from += most) yield [from, Math.min(count, from + most)];
}

/** z-scored features, each row scaled to length 1: [rows, size]. */
export const unitRows = (features: Float32Array, size: number): Float32Array =>
  scaled(standardise(features, featureStatistics(features, size)), size);

/** The same for parts of a table, computed for each part anew. */
export function unitRowsOf(features: Float32Array, size: number): RowSource {
  const scores = standardisedRows(features, size, featureStatistics(features, size));
  return { ...scores, part: (from, to) => scaled(scores.part(from, to), size) };
}

/** Scales each row to length 1, in place. */
function scaled(unit: Float32Array, size: number): Float32Array {
  for (let at = 0; at < unit.length; at += size) {
    const row = unit.subarray(at, at + size);
    const norm = Math.hypot(...row) || 1;
    for (let f = 0; f < size; f++) row[f] /= norm;
  }
  return unit;
}
