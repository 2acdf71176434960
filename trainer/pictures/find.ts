// Which file is the picture of which item. items.csv may name anything, so a name is only followed within the folder.
import { readdir, realpath } from 'node:fs/promises';
import { extname, isAbsolute, join, sep } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';
import type { DatasetItem } from '../dataset/dataset.ts';
import { quote } from '../dataset/fields.ts';

/** The folder of pictures within a dataset folder. */
export const IMAGES = 'images';

/** In the order in which they are looked for where items.csv names no file. */
const EXTENSIONS = ['.webp', '.jpg', '.jpeg', '.png', '.gif', '.tif', '.tiff', '.avif'];

/** A file, or why there is none. */
export type Found = { path: string } | { missing: string };

const isAddress = (image: string) => /^https?:\/\//i.test(image);

/** Refuses a name that leaves the folder, before anything is opened. */
function checkName({ id, image }: DatasetItem, itemsFile: string): void {
  if (image === undefined || isAddress(image)) return;
  if (!isAbsolute(image) && !/^[a-z]:/i.test(image) && !/[\\\0]/.test(image) && !image.split('/').includes('..'))
    return;
  throw new InputError('invalid', `the image ${quote(image)} of the item ${quote(id)} leaves the folder of pictures`, {
    where: itemsFile,
    how: 'name a file by its path within that folder, with /, and no ..',
  });
}

/**
 * Finds the picture of each item: the file that its `image` names, within `folder`; where it names none, or a web
 * address, the file called as its id with one of EXTENSIONS.
 * @throws InputError `missing` for a folder that cannot be read, `invalid` for an `image` that leaves it
 */
export async function findPictures(folder: string, items: readonly DatasetItem[], itemsFile: string): Promise<Found[]> {
  for (const item of items) checkName(item, itemsFile);
  const root = await realpath(folder).catch((cause) => {
    throw new InputError('missing', 'there is no such folder of pictures', {
      where: folder,
      how: 'name it: --images DIR',
      cause,
    });
  });
  const here = new Set(await readdir(root));
  return Promise.all(
    items.map(async ({ id, image }): Promise<Found> => {
      const named = image !== undefined && !isAddress(image);
      // An id with a / in it is no file name, so none of the folder's.
      const name = named ? image : EXTENSIONS.map((extension) => id + extension).find((file) => here.has(file));
      if (name === undefined) return { missing: `there is no ${id}${EXTENSIONS[0]}, ${EXTENSIONS[1]} or the like` };
      const path = await realpath(join(root, name)).catch(() => undefined);
      if (path === undefined) return { missing: `there is no ${name}` };
      if (!path.startsWith(root + sep)) return { missing: `${name} is a link out of the folder` };
      if (!EXTENSIONS.includes(extname(name).toLowerCase())) return { missing: `${name} has no ending of a picture` };
      return { path };
    }),
  );
}
