// Reads the manifest of a version that this worker may serve.
import type { R2Bucket } from '@cloudflare/workers-types';
import { MANIFEST, type Manifest } from '@curatornet/shared/bundle.ts';
import { readBundleManifest } from './read.ts';
import { checkTrust, type TrustSettings } from './trust.ts';

/** The bucket of the models, and which signatures are trusted. */
export type ModelSource = TrustSettings & { MODELS: R2Bucket };

/** @throws InputError if the manifest is missing, invalid, or not signed by a trusted key */
export async function loadManifest(source: ModelSource, version: string): Promise<Manifest> {
  const manifest = await readBundleManifest(source.MODELS, version);
  await checkTrust(manifest, source, `${version}/${MANIFEST}`);
  return manifest;
}
