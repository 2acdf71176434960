// Small pictures for the map, embedded so that the page needs nothing beside it.
import type { MappedClusters } from '../cluster/clusters-file.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { readPicture, square } from '../pictures/decode.ts';
import { pictureFiles } from '../pictures/describe.ts';
import { progress, say } from '../progress.ts';
import { place, spread } from './figures/map.ts';

/** Pixels of a side: what the map gives them, at twice its size. */
const SIDE = 76;
/** All of them together as base64, so that the page keeps its size whatever the catalogue's. */
const BUDGET = 800_000;

/**
 * Pictures of items that lie apart on the map, by row, as data addresses.
 * A file that is no picture is named and left out.
 */
export async function thumbnails(
  { folder, items }: Pick<Dataset, 'folder' | 'items'>,
  clusters: Pick<MappedClusters, 'map'>,
): Promise<Map<number, string>> {
  const files = await pictureFiles(folder, items);
  const paths = items.map(({ id }) => files.get(id)?.path);
  const wanted = spread(place(clusters).filter(({ row }) => paths[row] !== undefined));
  const found = new Map<number, string>();
  if (wanted.length === 0) return found;
  const bar = progress('pictures', wanted.length, 'pictures');
  let bytes = 0;
  for (const [done, { row }] of wanted.entries()) {
    const path = paths[row]!;
    try {
      const small = await square(await readPicture(path), SIDE);
      const address = `data:image/jpeg;base64,${small.toString('base64')}`;
      bytes += address.length;
      if (bytes > BUDGET) break;
      found.set(row, address);
    } catch (error) {
      say(`pictures  left out ${path}: ${(error as Error).message}`);
    }
    bar.update(done + 1);
  }
  bar.end();
  return found;
}
