// Directions of edges and their positions: histograms of oriented gradients. Dalal and Triggs, "Histograms of oriented
// gradients for human detection" (2005), with coarser cells.
import { type FeatureGroup, toRootShares } from './group.ts';
import { type Plane, parts } from './picture.ts';

const BINS = 8;
const [TAN1, TAN3] = [Math.tan(Math.PI / 8), Math.tan((3 * Math.PI) / 8)];

/** The bin of a gradient's direction modulo 180 degrees, in eighths: 0 is just above horizontal. Polarity is ignored. */
function bin(x: number, y: number): number {
  // Rotate by 180 degrees if it points down.
  const across = y < 0 ? -x : x;
  const up = Math.abs(y);
  if (across > 0) return up < across * TAN1 ? 0 : up < across ? 1 : up < across * TAN3 ? 2 : 3;
  if (up === 0) return 0;
  return up > -across * TAN3 ? 4 : up > -across ? 5 : up > -across * TAN1 ? 6 : 7;
}

/** Sums gradient magnitudes by cell and bin. @returns [grid, grid, BINS] */
function gradients({ width, height, values }: Plane, grid: number): Float32Array {
  const sums = new Float32Array(grid * grid * BINS);
  const [column, row] = [parts(width, grid), parts(height, grid)];
  for (let y = 1; y < height - 1; y++)
    for (let x = 1, i = y * width + 1; x < width - 1; x++, i++) {
      const gx = values[i + 1] - values[i - 1];
      const gy = values[i + width] - values[i - width];
      const length = Math.sqrt(gx * gx + gy * gy);
      if (length > 0) sums[(row[y] * grid + column[x]) * BINS + bin(gx, gy)] += length;
    }
  return sums;
}

const GRID = 4;
const CELLS = GRID * GRID;

/** On a 4 x 4 grid: edge strength (log of the mean gradient), then directions, 8 bins per cell. */
export const edges: FeatureGroup = {
  name: 'edges',
  size: CELLS * (1 + BINS),
  compute({ scales: [plane] }, out) {
    const sums = gradients(plane, GRID);
    const pixels = (plane.width * plane.height) / CELLS;
    for (let cell = 0; cell < CELLS; cell++) {
      const bins = sums.subarray(cell * BINS, (cell + 1) * BINS);
      out[cell] = Math.log(1e-4 + bins.reduce((sum, value) => sum + value, 0) / pixels);
      toRootShares(bins);
    }
    out.set(sums, CELLS);
  },
};

/** Directions over the whole picture at quarter size, which removes brush strokes and keeps shapes. */
export const shapes: FeatureGroup = {
  name: 'shapes',
  size: BINS,
  compute({ scales }, out) {
    out.set(gradients(scales[2], 1));
    toRootShares(out);
  },
};
