// Colour moments, globally and per grid cell: Stricker and Orengo, "Similarity of Color Images" (1995), on a grid as in
// Deng et al., "An efficient color representation for image retrieval".
import type { FeatureGroup } from './group.ts';
import { parts } from './picture.ts';

/** Mean, standard deviation and cube root of the third moment of L, a and b. */
export const moments: FeatureGroup = {
  name: 'moments',
  size: 9,
  compute({ colours: { l, a, b } }, out) {
    for (const [c, channel] of [l, a, b].entries()) {
      let sum = 0;
      for (let i = 0; i < channel.length; i++) sum += channel[i];
      const mean = sum / channel.length;
      let [second, third] = [0, 0];
      for (let i = 0; i < channel.length; i++) {
        const d = channel[i] - mean;
        second += d * d;
        third += d * d * d;
      }
      out.set([mean, Math.sqrt(second / channel.length), Math.cbrt(third / channel.length)], 3 * c);
    }
  },
};

const GRID = 4;
const CELLS = GRID * GRID;

/** On a 4 x 4 grid: the means of L, a and b, then the standard deviation of L. */
export const layout: FeatureGroup = {
  name: 'layout',
  size: 4 * CELLS,
  compute({ colours: { width, height, l, a, b } }, out) {
    const sums = new Float64Array(4 * CELLS);
    const counts = new Float64Array(CELLS);
    const [column, row] = [parts(width, GRID), parts(height, GRID)];
    for (let y = 0, i = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        const cell = row[y] * GRID + column[x];
        counts[cell]++;
        sums[cell] += l[i];
        sums[CELLS + cell] += a[i];
        sums[2 * CELLS + cell] += b[i];
        sums[3 * CELLS + cell] += l[i] * l[i];
      }
    for (let cell = 0; cell < CELLS; cell++) {
      for (let c = 0; c < 3; c++) out[c * CELLS + cell] = sums[c * CELLS + cell] / counts[cell];
      const mean = sums[cell] / counts[cell];
      out[3 * CELLS + cell] = Math.sqrt(Math.max(0, sums[3 * CELLS + cell] / counts[cell] - mean * mean));
    }
  },
};

/** Composition: left-right and top-bottom symmetry, centre against border in L, a and b, and aspect ratio. */
export const composition: FeatureGroup = {
  name: 'composition',
  size: 6,
  compute(picture, out) {
    const cells = new Float32Array(layout.size);
    layout.compute(picture, cells);
    let [sides, ends] = [0, 0];
    for (let y = 0; y < GRID; y++)
      for (let x = 0; x < GRID; x++) {
        sides += Math.abs(cells[y * GRID + x] - cells[y * GRID + GRID - 1 - x]) / CELLS;
        ends += Math.abs(cells[y * GRID + x] - cells[(GRID - 1 - y) * GRID + x]) / CELLS;
      }
    const inner = (cell: number) => [5, 6, 9, 10].includes(cell);
    const against = [0, 1, 2].map((c) => {
      let difference = 0;
      for (let cell = 0; cell < CELLS; cell++) difference += cells[c * CELLS + cell] / (inner(cell) ? 4 : -12);
      return difference;
    });
    out.set([sides, ends, ...against, Math.log(picture.width / picture.height)]);
  },
};
