// Builds the folder of static files: the client's scripts, the guides, the storefront's style and scripts, and the pictures
// of the items. Cloudflare serves it without running the worker.
import { cp, link, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildScripts } from '../edge/client/build.ts';
import { writeGuides } from './guides.ts';

const PUBLIC = fileURLToPath(new URL('../edge/storefront/public/', import.meta.url));
/** The scripts that are bundled, because they share code with the trainer. */
const SCRIPTS = fileURLToPath(new URL('../edge/storefront/browser/', import.meta.url));
/**
 * Pictures never change under their name and are cached for a day. Pages of all origins may load the client's scripts, which
 * hold no secret. Browsers revalidate the other files.
 */
const HEADERS = `/pictures/*
  Cache-Control: public, max-age=86400
  X-Content-Type-Options: nosniff
/client/*
  Access-Control-Allow-Origin: *
  Cross-Origin-Resource-Policy: cross-origin
  Cache-Control: public, max-age=300, stale-while-revalidate=86400
  X-Content-Type-Options: nosniff
/docs/*
  Content-Security-Policy: default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
  X-Content-Type-Options: nosniff
`;

/**
 * Replaces the folder.
 * @param pictures `image` is the path under /pictures/, `path` is the file
 * @returns the folder
 */
export async function makeAssets(
  folder: string,
  pictures: Iterable<{ image: string; path: string }> = [],
): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await cp(PUBLIC, folder, { recursive: true });
  await build({
    entryPoints: [join(SCRIPTS, 'find.ts')],
    outdir: join(folder, 'storefront'),
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
  });
  await writeFile(join(folder, '_headers'), HEADERS);
  await Promise.all([buildScripts(join(folder, 'client')), writeGuides(join(folder, 'docs'))]);
  const created = new Set<string>();
  for (const { image, path } of pictures) {
    const target = join(folder, 'pictures', image);
    if (!created.has(dirname(target))) await mkdir(dirname(target), { recursive: true });
    created.add(dirname(target));
    // A hard link takes no space; on another disk the file has to be copied.
    await link(path, target).catch(() => cp(path, target));
  }
  return folder;
}
