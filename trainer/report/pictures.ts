// Small pictures for the map, out of the folder images/ of the dataset, embedded so that the page needs nothing beside it.
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { Clusters } from '../cluster/clusters-file.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { progress, say } from '../progress.ts';
import { place, spread } from './figures/map.ts';

/** Pixels of a side: what the map gives them, at twice its size. */
const SIDE = 76;
/** All of them together as base64, so that the page keeps its size whatever the catalogue's. */
const BUDGET = 800_000;
/** Formats that are pixels only: no SVG, which may name other files. */
const FORMATS = new Set(['.jpg', '.jpeg', '.png', '.webp', '.avif']);
/** A picture of more pixels is not decoded. */
const MOST_PIXELS = 100_000_000;

/** The file of each row. Only names that the folder has are matched, so that no path in items.csv leads out of it. */
async function filesOf({ folder, items }: Pick<Dataset, 'folder' | 'items'>): Promise<(string | undefined)[]> {
  const images = join(folder, 'images');
  if (!existsSync(images)) return [];
  const byName = new Map<string, string>();
  for (const entry of await readdir(images, { withFileTypes: true })) {
    const format = extname(entry.name);
    if (!entry.isFile() || !FORMATS.has(format.toLowerCase())) continue;
    byName.set(entry.name, join(images, entry.name));
    byName.set(basename(entry.name, format), join(images, entry.name));
  }
  return items.map(({ id, image }) => (image && byName.get(basename(image))) || byName.get(id));
}

/**
 * Pictures of items that lie apart on the map, by row, as data addresses.
 * A file that is no picture is named and left out.
 */
export async function thumbnails(
  dataset: Pick<Dataset, 'folder' | 'items'>,
  clusters: Clusters,
): Promise<Map<number, string>> {
  const files = await filesOf(dataset);
  const wanted = spread(place(clusters).filter(({ row }) => files[row] !== undefined));
  const found = new Map<number, string>();
  if (wanted.length === 0) return found;
  const { default: sharp } = await import('sharp');
  const bar = progress('pictures', wanted.length, 'pictures');
  let bytes = 0;
  for (const [done, { row }] of wanted.entries()) {
    try {
      const small = await sharp(files[row], { limitInputPixels: MOST_PIXELS })
        .rotate()
        .resize(SIDE, SIDE, { fit: 'cover' })
        .flatten({ background: '#ffffff' })
        .jpeg({ quality: 62 })
        .toBuffer();
      const address = `data:image/jpeg;base64,${small.toString('base64')}`;
      bytes += address.length;
      if (bytes > BUDGET) break;
      found.set(row, address);
    } catch (error) {
      say(`pictures  left out ${files[row]}: ${(error as Error).message.split('\n')[0]}`);
    }
    bar.update(done + 1);
  }
  bar.end();
  return found;
}
