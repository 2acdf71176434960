// A bundle's files out of R2: no more bytes than they may have.
import type { R2Bucket } from '@cloudflare/workers-types';
import {
  hexOf,
  MANIFEST,
  type Manifest,
  parseManifest,
  type ServedFile,
  verifyFile,
} from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';

/** No manifest is larger: probes and settings are some ten kilobytes. */
export const MAX_MANIFEST = 1 << 20;

/** @throws InputError where there is no such object, or it is larger */
export async function read(bucket: R2Bucket, key: string, mostBytes: number): Promise<Uint8Array> {
  const object = await bucket.get(key);
  if (!object) throw new InputError('missing', 'there is no such object in R2', { where: key });
  if (object.size > mostBytes) {
    await object.body.cancel();
    throw new InputError('mismatch', `${object.size} bytes, more than ${mostBytes}`, { where: key });
  }
  return new Uint8Array(await object.arrayBuffer());
}

/**
 * The manifest of a version.
 * @throws InputError where there is none, or it is that of another version
 */
export async function readManifest(bucket: R2Bucket, version: string): Promise<Manifest> {
  const where = `${version}/${MANIFEST}`;
  const manifest = await parseManifest(new TextDecoder().decode(await read(bucket, where, MAX_MANIFEST)), where);
  if (manifest.version !== version)
    throw new InputError('mismatch', `it is the manifest of version ${manifest.version}`, { where });
  return manifest;
}

/** A file of a bundle, not verified: no more bytes than the manifest says. @throws InputError where it is missing or larger */
export const readFile = (bucket: R2Bucket, manifest: Manifest, name: ServedFile): Promise<Uint8Array> =>
  read(bucket, `${manifest.version}/${name}`, manifest.files[name].bytes);

/**
 * Checks a file that is not needed yet: by the digest that R2 took when the file came in, or where it took none by reading.
 * @throws InputError where it is not what the manifest says
 */
export async function expectVerified(bucket: R2Bucket, manifest: Manifest, name: ServedFile): Promise<void> {
  const { bytes, sha256 } = manifest.files[name];
  const object = await bucket.head(`${manifest.version}/${name}`);
  const digest = object?.checksums.sha256;
  if (object?.size === bytes && digest && hexOf(new Uint8Array(digest)) === sha256) return;
  await verifyFile(manifest, name, await readFile(bucket, manifest, name));
}
