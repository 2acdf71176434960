// Checks that a version can serve before a switch deploys it: its files are in R2, a trusted key signed it, and its items
// are in D1.
import {
  BUNDLE_FILES,
  MANIFEST,
  type Manifest,
  parseItems,
  partFile,
  partSizes,
  verifyFile,
} from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import type { Environment } from '../environment.ts';
import { RequestError } from '../http/problems.ts';
import { loadManifest } from '../model/manifest.ts';
import { readFile } from '../model/read.ts';
import { withStorage } from '../storage/available.ts';
import { seedBundle } from '../storage/bundle-items.ts';

/** How long reading and seeding a bundle's items may take, and how much longer for each further part. */
const SEED_MS = 30_000;
const SEED_PART_MS = 3_000;

/**
 * @throws RequestError `version-conflict` if a file of the bundle is missing in R2, `bundle-refused` if the manifest is not
 *   signed by a trusted key or the items do not match it
 */
export async function expectServable(env: Environment, version: string): Promise<void> {
  const single = [MANIFEST, ...Object.values(BUNDLE_FILES)];
  await expectThere(env, version, single);
  const manifest = await withStorage(() => refusingBundle(() => loadManifest(env, version)));
  const further = Object.keys(manifest.files).filter((name) => !single.includes(name));
  await expectThere(env, version, further);
  await seedItems(env, manifest);
}

async function expectThere(env: Environment, version: string, names: readonly string[]): Promise<void> {
  const there = await withStorage(() => Promise.all(names.map((name) => env.MODELS.head(`${version}/${name}`))));
  const missing = names.filter((_, i) => !there[i]);
  if (missing.length > 0)
    throw new RequestError('version-conflict', `${version} lacks ${missing.join(', ')} in R2: deploy it again`);
}

/**
 * Writes a bundle's items to D1, part by part, unless they are there. Repeating it is safe.
 * @throws RequestError `bundle-refused` if the items do not match the manifest
 */
export async function seedItems(env: Environment, manifest: Manifest): Promise<void> {
  const { version, encoder } = manifest;
  const sizes = partSizes(manifest);
  const { features, items } = manifest.model;
  async function* parts() {
    for (const [nth, size] of sizes.entries()) {
      const name = partFile(BUNDLE_FILES.items, nth);
      const bytes = await readFile(env.MODELS, manifest, name);
      await verifyFile(manifest, name, bytes);
      yield parseItems(bytes, size, { nth, of: sizes.length });
    }
  }
  const seed = () => refusingBundle(() => seedBundle(env.DB, { version, features, encoder, items }, parts()));
  await withStorage(seed, SEED_MS + SEED_PART_MS * (sizes.length - 1));
}

/** Runs `work`. @throws RequestError `bundle-refused` in place of an InputError */
export async function refusingBundle<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new RequestError('bundle-refused', error.message, { cause: error });
  }
}
