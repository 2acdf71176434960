// The vectors that clustering and map compare: the principal components of z-scored features. They are computed for some
// rows at a time, so that only a sample of a large catalogue is held.
import { type Directions, leadingDirections, project } from '../algebra/pca.ts';
import { chosenRows, featureStatistics, type RowSource, ranges, standardisedRows } from '../algebra/standardise.ts';
import { progress } from '../progress.ts';
import type { Random } from '../random.ts';

/** Items per part. */
const PART = 4092;

export interface ItemComponents {
  items: number;
  dimensions: number;
  /** Share of the variance that the components explain. */
  explainedVariance: number;
  /** The components of some rows, [rows.length, dimensions]; by default of all. */
  of(rows?: ArrayLike<number>): Float32Array;
  /** The components of all rows in parts, in order. */
  parts(): Generator<{ from: number; to: number; points: Float32Array }>;
}

/** Finds the components of features [items, size], on the tfjs backend in use. */
export function componentsOf(features: Float32Array, size: number, wanted: number, random: Random): ItemComponents {
  const items = features.length / size;
  const bar = progress('components', items, 'items');
  const scores: RowSource = standardisedRows(features, size, featureStatistics(features, size));
  const found: Directions = leadingDirections(scores, wanted, random, (share) => bar.update(share * items));
  // Rounding may bring the sum slightly above 1.
  const explainedVariance = Math.min(
    1,
    found.explained.reduce((a, b) => a + b, 0),
  );
  bar.end(`${found.dimensions} of ${size}, ${(100 * explainedVariance).toFixed(1)}% of the variance`);
  const of = (rows?: ArrayLike<number>) => project(rows ? chosenRows(scores, rows) : scores, found);
  return {
    items,
    dimensions: found.dimensions,
    explainedVariance,
    of,
    *parts() {
      for (const [from, to] of ranges(items, PART)) {
        const part: RowSource = { rows: to - from, size, part: (a, b) => scores.part(from + a, from + b) };
        yield { from, to, points: project(part, found) };
      }
    },
  };
}

/** Up to `most` of the rows 0..items-1, ascending; all of them in undefined, if they are no more. */
export function sampleOf(items: number, most: number, random: Random): Int32Array | undefined {
  if (items <= most) return undefined;
  const rows = random.shuffle(Int32Array.from({ length: items }, (_, row) => row));
  return rows.slice(0, most).sort();
}
