// Reads the files of a bundle from R2, with a limit on their size.
import type { R2Bucket } from '@cloudflare/workers-types';
import { hexOf, MANIFEST, type Manifest, parseManifest, verifyFile } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';

/** The largest manifest, in bytes; typical ones have about ten kilobytes. */
export const MAX_MANIFEST = 1 << 20;

/** @throws InputError if the object is missing or too large */
export async function readObject(bucket: R2Bucket, key: string, mostBytes: number): Promise<Uint8Array> {
  const object = await bucket.get(key);
  if (!object) throw new InputError('missing', 'not found in R2', { where: key });
  if (object.size > mostBytes) {
    await object.body.cancel();
    throw new InputError('mismatch', `has ${object.size} bytes, more than ${mostBytes}`, { where: key });
  }
  return new Uint8Array(await object.arrayBuffer());
}

/**
 * Reads the manifest of a version.
 * @throws InputError if it is missing, invalid, or that of another version
 */
export async function readBundleManifest(bucket: R2Bucket, version: string): Promise<Manifest> {
  const where = `${version}/${MANIFEST}`;
  const manifest = await parseManifest(new TextDecoder().decode(await readObject(bucket, where, MAX_MANIFEST)), where);
  if (manifest.version !== version)
    throw new InputError('mismatch', `it is the manifest of version ${manifest.version}`, { where });
  return manifest;
}

/** Reads a file without verifying its digest. @throws InputError if it is missing or larger than the manifest says */
export const readFile = (bucket: R2Bucket, manifest: Manifest, name: string): Promise<Uint8Array> =>
  readObject(bucket, `${manifest.version}/${name}`, manifest.files[name].bytes);

/**
 * Verifies a file without using it: by the digest that R2 stored at the upload, or by reading it if there is none.
 * @throws InputError if it does not match the manifest
 */
export async function expectVerified(bucket: R2Bucket, manifest: Manifest, name: string): Promise<void> {
  const { bytes, sha256 } = manifest.files[name];
  const object = await bucket.head(`${manifest.version}/${name}`);
  const digest = object?.checksums.sha256;
  if (object?.size === bytes && digest && hexOf(new Uint8Array(digest)) === sha256) return;
  await verifyFile(manifest, name, await readFile(bucket, manifest, name));
}
