// `curatornet pictures`: loads the pictures of items that have addresses into the picture folder, some at a time. Each file
// appears when it is complete, so a later run loads those that are still missing.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';
import { readItemsCsv } from '../dataset/items.ts';
import { writeFileAtomically } from '../files.ts';
import { progress } from '../progress.ts';
import { loadPicture } from './address.ts';
import { BrokenPicture } from './decode.ts';
import { fileNameOf, findPictures, IMAGES } from './find.ts';

/** Pictures under way at the same time: what a browser asks one server for. */
const AT_ONCE = 6;

export interface Download {
  loaded: number;
  bytes: number;
  /** Items whose picture was in the folder before. */
  present: number;
  /** Items without a picture and without an address of one. */
  without: number;
  failed: { id: string; why: string }[];
}

interface Wanted {
  id: string;
  address: string;
}

/**
 * Loads pictures into `images` of a folder with items.csv.
 * @throws InputError of items.csv; `missing` if a file cannot be written
 */
export async function downloadPictures(data: string): Promise<Download> {
  const itemsFile = join(data, 'items.csv');
  const items = [];
  for await (const { item } of readItemsCsv(itemsFile)) items.push(item);
  const folder = join(data, IMAGES);
  await mkdir(folder, { recursive: true });
  const found = await findPictures(folder, items, itemsFile);
  const missing = items.filter((_, row) => 'missing' in found[row]);
  const wanted = missing.flatMap(({ id, image }) =>
    image !== undefined && /^https?:\/\//i.test(image) ? [{ id, address: image }] : [],
  );
  const done: Download = {
    loaded: 0,
    bytes: 0,
    present: items.length - missing.length,
    without: missing.length - wanted.length,
    failed: [],
  };
  if (wanted.length === 0) return done;
  const bar = progress('pictures', wanted.length, 'pictures');
  const note = () => (done.failed.length > 0 ? `${done.failed.length} failed` : '');
  const queue = wanted.values();
  const load = async () => {
    for (const one of queue) {
      const bytes = await save(folder, one).catch((error) => {
        if (!(error instanceof BrokenPicture)) throw error;
        done.failed.push({ id: one.id, why: `${one.address} ${error.message}` });
      });
      if (bytes !== undefined) {
        done.loaded++;
        done.bytes += bytes;
      }
      bar.update(done.loaded + done.failed.length, note());
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, load));
  bar.end(note());
  return done;
}

/** @returns the number of bytes @throws BrokenPicture if the picture cannot be loaded or its name is too long */
async function save(folder: string, { id, address }: Wanted): Promise<number> {
  const { bytes, extension } = await loadPicture(address);
  const path = join(folder, fileNameOf(id) + extension);
  await writeFileAtomically(path, bytes).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENAMETOOLONG') throw new BrokenPicture('has no file, because the id is too long for its name');
    throw new InputError('missing', `cannot be written (${cause.code})`, {
      where: path,
      how: 'make room or get the right to write, then run the command again: it resumes',
      cause,
    });
  });
  return bytes.length;
}
