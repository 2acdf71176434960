// Finds the picture file of each item. Names in items.csv are untrusted, so they must not leave the picture folder.
import { readdir, realpath } from 'node:fs/promises';
import { extname, isAbsolute, join, sep } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';
import type { DatasetItem } from '../dataset/dataset.ts';
import { quote } from '../dataset/fields.ts';

/** The picture folder of a dataset folder. */
export const IMAGES = 'images';

/** The order of the search if items.csv names no file. */
export const EXTENSIONS = ['.webp', '.jpg', '.jpeg', '.png', '.gif', '.tif', '.tiff', '.avif'];

/** A file, or the reason why it is missing. */
export type Found = { path: string } | { missing: string };

/** Elsewhere: an address, or the path at which the worker serves an uploaded picture. */
const isAddress = (image: string) => /^(https?:\/|\/v1\/items)\//i.test(image);

/** The name of the picture file of an item, without its extension: an id may have a /. */
export const fileNameOf = (id: string) => id.replaceAll('%', '%25').replaceAll('/', '%2F');

/** The name of a file with its extension in lower case. */
const lowerExtension = (file: string) =>
  file.slice(0, file.length - extname(file).length) + extname(file).toLowerCase();

/** Rejects names that leave the folder, before opening a file. */
function checkName({ id, image }: DatasetItem, itemsFile: string): void {
  if (image === undefined || isAddress(image)) return;
  if (!isAbsolute(image) && !/^[a-z]:/i.test(image) && !/[\\\0]/.test(image) && !image.split('/').includes('..'))
    return;
  throw new InputError('invalid', `the image ${quote(image)} of the item ${quote(id)} leaves the picture folder`, {
    where: itemsFile,
    how: 'give its path within that folder, with / and without ..',
  });
}

/**
 * Finds the picture of each item: the file in `folder` that its `image` names; if `image` is absent or a URL, the file
 * named by its id (fileNameOf, else the id itself) with one of EXTENSIONS, in lower or upper case.
 * @throws InputError `missing` if the folder cannot be read, `invalid` for an `image` that leaves it
 */
export async function findPictures(folder: string, items: readonly DatasetItem[], itemsFile: string): Promise<Found[]> {
  for (const item of items) checkName(item, itemsFile);
  const root = await realpath(folder).catch((cause) => {
    throw new InputError('missing', 'the picture folder was not found', {
      where: folder,
      how: 'give it with --images DIR',
      cause,
    });
  });
  // Cameras write .JPG.
  const here = new Map<string, string>();
  for (const file of (await readdir(root)).sort().reverse()) here.set(lowerExtension(file), file);
  return Promise.all(
    items.map(async ({ id, image }): Promise<Found> => {
      const named = image !== undefined && !isAddress(image);
      const name = named
        ? image
        : [fileNameOf(id), id]
            .flatMap((start) => EXTENSIONS.map((extension) => here.get(start + extension)))
            .find((file) => file !== undefined);
      if (name === undefined) return { missing: `${id}${EXTENSIONS[0]}, ${EXTENSIONS[1]} etc. not found` };
      const path = await realpath(join(root, name)).catch(() => undefined);
      if (path === undefined) return { missing: `${name} not found` };
      if (!path.startsWith(root + sep)) return { missing: `${name} is a link to outside the folder` };
      if (!EXTENSIONS.includes(extname(name).toLowerCase()))
        return { missing: `${name} does not have the extension of a picture` };
      return { path };
    }),
  );
}
