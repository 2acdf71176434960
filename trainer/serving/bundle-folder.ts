// A bundle's folder, read and verified: what is deployed is what the trainer wrote.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MANIFEST, type Manifest, parseManifest, verifyFile } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';

export interface BundleFolder {
  manifest: Manifest;
  /** The files of the manifest by name, and the manifest as it is. */
  files: Map<string, Uint8Array>;
}

/** @throws InputError where a file is missing or is not what the manifest says */
export async function readBundle(folder: string): Promise<BundleFolder> {
  const manifestBytes = await readMember(folder, MANIFEST);
  const manifest = await parseManifest(manifestBytes.toString('utf8'), join(folder, MANIFEST));
  const files = new Map<string, Uint8Array>();
  for (const name of Object.keys(manifest.files) as (keyof Manifest['files'])[]) {
    const bytes = await readMember(folder, name);
    await verifyFile(manifest, name, bytes);
    files.set(name, bytes);
  }
  // Last, so that whoever finds it in R2 finds the others too.
  return { manifest, files: files.set(MANIFEST, manifestBytes) };
}

async function readMember(folder: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, name));
  } catch (cause) {
    if (!['ENOENT', 'ENOTDIR', 'EISDIR'].includes((cause as NodeJS.ErrnoException).code ?? '')) throw cause;
    const how = 'name the bundle folder of a run; `curatornet export` makes it';
    throw new InputError('missing', 'a bundle has this file', { where: join(folder, name), how, cause });
  }
}
