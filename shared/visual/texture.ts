// Texture as local binary patterns: a pixel's pattern records which of its eight neighbours are lighter. Ojala, Pietikäinen
// and Mäenpää, "Multiresolution gray-scale and rotation invariant texture classification with local binary patterns"
// (2002), with square neighbourhoods, without interpolation.
import { type FeatureGroup, toRootShares } from './group.ts';
import { type Plane, parts } from './picture.ts';

const bits = (pattern: number) => pattern.toString(2).replaceAll('0', '').length;
/** Transitions of a pattern around the circle; with at most two it is uniform: an edge, a corner, a spot. */
const changes = (pattern: number) => bits(pattern ^ (((pattern << 1) | (pattern >> 7)) & 255));

/** A bin per uniform pattern (58), and one for all others. */
const UNIFORM_BINS = 59;
const uniform = new Uint8Array(256).fill(UNIFORM_BINS - 1);
/** A bin per number of lighter neighbours in a uniform pattern (rotation invariant), and one for all others. */
const TURNED_BINS = 10;
const turned = new Uint8Array(256).fill(TURNED_BINS - 1);
let found = 0;
for (let pattern = 0; pattern < 256; pattern++) {
  if (changes(pattern) > 2) continue;
  uniform[pattern] = found++;
  turned[pattern] = bits(pattern);
}

/** A neighbour counts as lighter above this difference, which ignores invisible noise. */
const SEEN = 0.004;

const GRID = 2;
const CELLS = GRID * GRID;

/** Counts patterns per grid cell: [GRID, GRID, 256] */
function patterns({ width, height, values }: Plane): Uint32Array {
  const counts = new Uint32Array(CELLS * 256);
  const [column, row] = [parts(width, GRID), parts(height, GRID)];
  for (let y = 1; y < height - 1; y++)
    for (let x = 1, i = y * width + 1; x < width - 1; x++, i++) {
      const lighter = values[i] + SEEN;
      const [up, down] = [i - width, i + width];
      const pattern =
        (values[up - 1] > lighter ? 1 : 0) |
        (values[up] > lighter ? 2 : 0) |
        (values[up + 1] > lighter ? 4 : 0) |
        (values[i + 1] > lighter ? 8 : 0) |
        (values[down + 1] > lighter ? 16 : 0) |
        (values[down] > lighter ? 32 : 0) |
        (values[down - 1] > lighter ? 64 : 0) |
        (values[i - 1] > lighter ? 128 : 0);
      counts[((row[y] * GRID + column[x]) << 8) | pattern]++;
    }
  return counts;
}

/** Adds the counts of all cells, or of one cell, to the bins of their patterns. */
function bin(counts: Uint32Array, binOf: Uint8Array, out: Float32Array): void {
  out.fill(0);
  for (let i = 0; i < counts.length; i++) out[binOf[i & 255]] += counts[i];
  toRootShares(out);
}

/**
 * A histogram of uniform patterns over the whole picture, 59 bins, then rotation-invariant histograms of 10 bins each: per
 * cell of a 2 x 2 grid, then over the whole picture at half and at quarter size.
 */
export const texture: FeatureGroup = {
  name: 'texture',
  size: UNIFORM_BINS + (CELLS + 2) * TURNED_BINS,
  compute({ scales }, out) {
    const [fine, ...coarser] = scales.slice(0, 3).map(patterns);
    bin(fine, uniform, out.subarray(0, UNIFORM_BINS));
    const cells = Array.from({ length: CELLS }, (_, cell) => fine.subarray(cell * 256, (cell + 1) * 256));
    for (const [i, counts] of [...cells, ...coarser].entries()) {
      const at = UNIFORM_BINS + i * TURNED_BINS;
      bin(counts, turned, out.subarray(at, at + TURNED_BINS));
    }
  },
};
