// Thumbnails for the map, embedded in the page.
import type { MappedClusters } from '../cluster/clusters-file.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { readPicture, square } from '../pictures/decode.ts';
import { pictureFiles } from '../pictures/describe.ts';
import { progress, say } from '../progress.ts';
import { place, spread } from './figures/map.ts';

/** Pixels per side: twice the size on the map. */
const SIDE = 76;
/** The most characters of base64 in all, which bounds the size of the page. */
const BUDGET = 800_000;

/**
 * Thumbnails of items spread over the map, by row, as data URLs. Reports and skips files that are not pictures.
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
      say(`pictures  skipped ${path}: ${(error as Error).message}`);
    }
    bar.update(done + 1);
  }
  bar.end();
  return found;
}
