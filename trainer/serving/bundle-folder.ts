// Reads and verifies the folder of a bundle.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MANIFEST, type Manifest, parseManifest, verifyFile } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';

export interface BundleFolder {
  manifest: Manifest;
  /** The files of the manifest by name, and the manifest itself. */
  files: Map<string, Uint8Array>;
}

/** @throws InputError if a file is missing or does not match the manifest */
export async function readBundle(folder: string): Promise<BundleFolder> {
  const manifestBytes = await readMember(folder, MANIFEST);
  const manifest = await parseManifest(manifestBytes.toString('utf8'), join(folder, MANIFEST));
  const files = new Map<string, Uint8Array>();
  for (const name of Object.keys(manifest.files)) {
    const bytes = await readMember(folder, name);
    await verifyFile(manifest, name, bytes);
    files.set(name, bytes);
  }
  // The manifest is last, so that it is in R2 only once all other files are.
  return { manifest, files: files.set(MANIFEST, manifestBytes) };
}

async function readMember(folder: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, name));
  } catch (cause) {
    if (!['ENOENT', 'ENOTDIR', 'EISDIR'].includes((cause as NodeJS.ErrnoException).code ?? '')) throw cause;
    const how = 'give the bundle folder of a run; `curatornet export` creates it';
    throw new InputError('missing', 'not found; a bundle must contain it', { where: join(folder, name), how, cause });
  }
}
