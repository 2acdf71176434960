// What the surface of a picture is like: local binary patterns. A pixel's pattern is which of its eight neighbours are lighter
// than it. Ojala, Pietikäinen and Mäenpää, "Multiresolution gray-scale and rotation invariant texture classification with
// local binary patterns" (2002), on the square of neighbours, without interpolation.
import { type Group, toRootShares } from './group.ts';
import { type Plane, parts } from './picture.ts';

const bits = (pattern: number) => pattern.toString(2).replaceAll('0', '').length;
/** How often a pattern changes around the circle; with two changes or none it is uniform: an edge, a corner, a spot. */
const changes = (pattern: number) => bits(pattern ^ (((pattern << 1) | (pattern >> 7)) & 255));

/** A bin for each of the 58 uniform patterns, and one for all others. */
const UNIFORM_BINS = 59;
const uniform = new Uint8Array(256).fill(UNIFORM_BINS - 1);
/** A bin for each number of lighter neighbours in a uniform pattern, whichever way it is turned, and one for all others. */
const TURNED_BINS = 10;
const turned = new Uint8Array(256).fill(TURNED_BINS - 1);
let found = 0;
for (let pattern = 0; pattern < 256; pattern++) {
  if (changes(pattern) > 2) continue;
  uniform[pattern] = found++;
  turned[pattern] = bits(pattern);
}

/** A neighbour counts as lighter from this much on: noise that nobody sees is no pattern. */
const SEEN = 0.004;

/** Counts patterns by cell of a grid. @param binOf pattern -> bin @returns [grid, grid, bins] */
function patterns({ width, height, values }: Plane, binOf: Uint8Array, bins: number, grid: number): Float32Array {
  const counts = new Float32Array(grid * grid * bins);
  const [column, row] = [parts(width, grid), parts(height, grid)];
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
      counts[(row[y] * grid + column[x]) * bins + binOf[pattern]]++;
    }
  return counts;
}

/** All uniform patterns, over the whole picture. */
export const grain: Group = {
  name: 'grain',
  size: UNIFORM_BINS,
  compute({ scales: [plane] }, out) {
    out.set(patterns(plane, uniform, UNIFORM_BINS, 1));
    toRootShares(out);
  },
};

/** Patterns whichever way they are turned: at half and quarter size over the whole picture, then on a grid of 2 x 2. */
export const surface: Group = {
  name: 'surface',
  size: (2 + 4) * TURNED_BINS,
  compute({ scales }, out) {
    out.set(patterns(scales[1], turned, TURNED_BINS, 1));
    out.set(patterns(scales[2], turned, TURNED_BINS, 1), TURNED_BINS);
    out.set(patterns(scales[0], turned, TURNED_BINS, 2), 2 * TURNED_BINS);
    for (let at = 0; at < out.length; at += TURNED_BINS) toRootShares(out.subarray(at, at + TURNED_BINS));
  },
};
