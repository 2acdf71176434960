// The map of the catalogue: each work a point in the colour of its cluster, and of some of them the picture.
import type { Clusters } from '../../cluster/clusters-file.ts';
import { type Markup, markup } from '../markup.ts';
import { drawing, type Figure } from './figure.ts';

export const SIZE = 720;
const MARGIN = 14;
/** The side of the part of the map that a picture stands for. */
export const PICTURE = 40;

/** Between pictures the points show. */
const INSET = 3;

export interface Placed {
  row: number;
  x: number;
  y: number;
}

/** Places on the map [SIZE, SIZE]; both axes have one scale, for only distances mean something. */
export function place({ map }: Pick<Clusters, 'map'>): Placed[] {
  const range = (axis: 0 | 1) => {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const point of map) {
      low = Math.min(low, point[axis]);
      high = Math.max(high, point[axis]);
    }
    return { middle: (low + high) / 2, span: high - low };
  };
  const [across, down] = [range(0), range(1)];
  const zoom = (SIZE - 2 * MARGIN) / (Math.max(across.span, down.span) || 1);
  const on = (value: number, { middle }: { middle: number }) => Math.round(SIZE / 2 + (value - middle) * zoom);
  return map.map(([x, y], row) => ({ row, x: on(x, across), y: on(y, down) }));
}

/** One work in each cell of a grid, the nearest to its middle, so that no two pictures overlap. */
export function spread(placed: readonly Placed[]): Placed[] {
  const best = new Map<string, { work: Placed; distance: number }>();
  for (const work of placed) {
    const [column, line] = [Math.floor(work.x / PICTURE), Math.floor(work.y / PICTURE)];
    const distance = Math.hypot(work.x - (column + 0.5) * PICTURE, work.y - (line + 0.5) * PICTURE);
    const key = `${column} ${line}`;
    const before = best.get(key);
    if (before === undefined || distance < before.distance) best.set(key, { work, distance });
  }
  return [...best.values()].map(({ work }) => work);
}

/** Neighbouring numbers get hues far apart, by the golden angle; all can be told from white and from black. */
function colour(cluster: number): string {
  const hue = (cluster * 137.508 + 190) % 360;
  return `hsl(${hue.toFixed(0)} ${[62, 45, 75][cluster % 3]}% ${[52, 46, 60][Math.floor(cluster / 3) % 3]}%)`;
}

/** @param pictures by row, addresses of pictures; titles by row */
export function mapFigure(
  clusters: Clusters,
  pictures: ReadonlyMap<number, string>,
  titles: readonly string[],
): Figure {
  const placed = place(clusters);
  const byCluster = new Map<number, string[]>();
  for (const { row, x, y } of placed) {
    const label = clusters.labels[row];
    const paths = byCluster.get(label) ?? [];
    // A line of no length with round ends is a dot, and a tenth of the bytes of a circle.
    paths.push(`M${x} ${y}h0`);
    byCluster.set(label, paths);
  }
  const points = [...byCluster].map(
    ([label, paths]) => markup`<path stroke="${colour(label)}" d="${paths.join('')}"/>`,
  );
  const shown: Markup[] = placed.flatMap(({ row, x, y }) => {
    const address = pictures.get(row);
    if (address === undefined) return [];
    const [left, top] = [Math.floor(x / PICTURE) * PICTURE + INSET, Math.floor(y / PICTURE) * PICTURE + INSET];
    const side = PICTURE - 2 * INSET;
    return markup`<g><title>${titles[row]}</title><image href="${address}" x="${left}" y="${top}" width="${side}" height="${side}"/><rect x="${left}" y="${top}" width="${side}" height="${side}" fill="none" stroke="${colour(clusters.labels[row])}" stroke-width="2"/></g>`;
  });
  const title = `${placed.length} works in ${clusters.k} clusters`;
  return { name: 'map', svg: drawing(SIZE, SIZE, title, markup`<g class="works">${points}</g>${shown}`) };
}
