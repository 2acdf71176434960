// The folder of static files beside the worker: what the pages of the storefront are styled and moved by, and the pictures
// of the items. Cloudflare serves it without asking the worker.
import { cp, link, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PUBLIC = fileURLToPath(new URL('../edge/storefront/public/', import.meta.url));
/** Pictures never change under their name; the rest is asked for each time, and mostly not sent again. */
const HEADERS = '/pictures/*\n  Cache-Control: public, max-age=86400\n  X-Content-Type-Options: nosniff\n';

/**
 * Makes the folder anew.
 * @param pictures `image` is the path under /pictures/, `path` the file
 */
export async function makeAssets(folder: string, pictures: Iterable<{ image: string; path: string }>): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await cp(PUBLIC, folder, { recursive: true });
  await writeFile(join(folder, '_headers'), HEADERS);
  const made = new Set<string>();
  for (const { image, path } of pictures) {
    const target = join(folder, 'pictures', image);
    if (!made.has(dirname(target))) await mkdir(dirname(target), { recursive: true });
    made.add(dirname(target));
    // A second name for the same bytes costs nothing; another disk has to have them copied.
    await link(path, target).catch(() => cp(path, target));
  }
}
