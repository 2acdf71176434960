// Paths and sizes of the items' pictures, for pages: with the size, a page can reserve space before a picture loads.
import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { DatasetItem } from '../dataset/dataset.ts';
import { pictureSize } from './decode.ts';
import { findPictures, IMAGES } from './find.ts';

export interface ItemPicture {
  /** Its path within the picture folder, with /. */
  image: string;
  path: string;
}

/** The picture files of a dataset folder by item id; empty without a picture folder. */
export async function pictureFiles(data: string, items: readonly DatasetItem[]): Promise<Map<string, ItemPicture>> {
  const folder = join(data, IMAGES);
  if (!existsSync(folder)) return new Map();
  const root = await realpath(folder);
  const found = await findPictures(folder, items, join(data, 'items.csv'));
  return new Map(
    found.flatMap((one, row) =>
      'path' in one
        ? [[items[row].id, { image: relative(root, one.path).replaceAll(sep, '/'), path: one.path }] as const]
        : [],
    ),
  );
}

/**
 * What pages need to show the pictures: the address that items.csv gives, or the path of the file, and the size in pixels as
 * displayed. Skips files that are not pictures.
 */
export async function describePictures(
  data: string,
  items: readonly DatasetItem[],
): Promise<Map<string, { image: string; width: number; height: number }>> {
  const described = new Map<string, { image: string; width: number; height: number }>();
  const files = await pictureFiles(data, items);
  for (const { id, image: given } of items) {
    const file = files.get(id);
    const size = file && (await pictureSize(file.path).catch(() => undefined));
    if (size) described.set(id, { image: given?.startsWith('https://') ? given : file.image, ...size });
  }
  return described;
}
