// The map of the catalogue: each item is a point in the colour of its cluster; some items show their picture.
import type { MappedClusters } from '../../cluster/clusters-file.ts';
import { type Markup, markup } from '../text/markup.ts';
import { drawing, type Figure } from './figure.ts';

const SIZE = 720;
const MARGIN = 14;
/** The side of the grid cell of a picture. */
const PICTURE = 40;

/** Leaves points visible between pictures. */
const INSET = 3;

export interface Placed {
  row: number;
  x: number;
  y: number;
}

/**
 * Positions on the map [SIZE, SIZE]. UMAP leaves a few islands far apart, so each axis is stretched in dense regions: a
 * position mixes distance and rank, and the order on each axis is preserved.
 */
export function place({ map }: Pick<MappedClusters, 'map'>): Placed[] {
  const [across, down] = [0, 1].map((axis) => stretch(map.map((point) => point[axis])));
  const on = (share: number) => Math.round(MARGIN + share * (SIZE - 2 * MARGIN));
  return map.map((_, row) => ({ row, x: on(across[row]), y: on(down[row]) }));
}

/** The share of the rank in a position. */
const RANK = 0.7;

/** Maps values to [0, 1], equal values to the same position. */
function stretch(values: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  const [low, high] = [sorted[0], sorted[sorted.length - 1]];
  const rank = new Map<number, number>();
  for (const [place, value] of sorted.entries()) if (!rank.has(value)) rank.set(value, place);
  const last = rank.get(high) || 1;
  return values.map((value) => RANK * (rank.get(value)! / last) + (1 - RANK) * ((value - low) / (high - low || 1)));
}

/** Picks one item per grid cell, the nearest to its centre, so that pictures do not overlap. */
export function spread(placed: readonly Placed[]): Placed[] {
  const best = new Map<string, { item: Placed; distance: number }>();
  for (const item of placed) {
    const [column, line] = [Math.floor(item.x / PICTURE), Math.floor(item.y / PICTURE)];
    const distance = Math.hypot(item.x - (column + 0.5) * PICTURE, item.y - (line + 0.5) * PICTURE);
    const key = `${column} ${line}`;
    const before = best.get(key);
    if (before === undefined || distance < before.distance) best.set(key, { item, distance });
  }
  return [...best.values()].map(({ item }) => item);
}

/** Hues by the golden angle, so that successive clusters differ; all are visible on white and on black. */
function colour(cluster: number): string {
  const hue = (cluster * 137.508 + 190) % 360;
  return `hsl(${hue.toFixed(0)} ${[62, 45, 75][cluster % 3]}% ${[52, 46, 60][Math.floor(cluster / 3) % 3]}%)`;
}

/** @param pictures URLs of pictures by row */
export function mapFigure(
  clusters: MappedClusters,
  pictures: ReadonlyMap<number, string>,
  titles: readonly string[],
): Figure {
  const placed = place(clusters);
  const byCluster = new Map<number, string[]>();
  for (const { row, x, y } of placed) {
    const label = clusters.labels[row];
    const paths = byCluster.get(label) ?? [];
    // A line of length 0 with round caps is a dot, in a tenth of the bytes of a circle.
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
  const title = `${placed.length} items in ${clusters.k} clusters`;
  return { name: 'map', svg: drawing(SIZE, SIZE, title, markup`<g class="items">${points}</g>${shown}`) };
}
