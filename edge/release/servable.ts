// Checks that a version can serve before a switch deploys it: its files are in R2, a trusted key signed it, and its items
// are in D1.
import {
  BUNDLE_FILES,
  type BundleItem,
  type Encoder,
  MANIFEST,
  parseItems,
  verifyFile,
} from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import type { Environment } from '../environment.ts';
import { RequestError } from '../http/problems.ts';
import { readBundleManifest, readFile } from '../model/read.ts';
import { checkTrust } from '../model/trust.ts';
import { withStorage } from '../storage/available.ts';
import { isSeeded, seedBundle } from '../storage/bundle-items.ts';

/** How long reading and seeding a bundle's items may take. */
const SEED_MS = 30_000;

/**
 * @throws RequestError `version-conflict` if a file of the bundle is missing in R2, `bundle-refused` if the manifest is not
 *   signed by a trusted key or the items do not match it
 */
export async function expectServable(env: Environment, version: string): Promise<void> {
  const names = [MANIFEST, ...Object.values(BUNDLE_FILES)];
  const there = await withStorage(() => Promise.all(names.map((name) => env.MODELS.head(`${version}/${name}`))));
  const missing = names.filter((_, i) => !there[i]);
  if (missing.length > 0)
    throw new RequestError('version-conflict', `${version} lacks ${missing.join(', ')} in R2: deploy it again`);
  await withStorage(() => refusingBundle(() => checkAndSeed(env, version)), SEED_MS);
}

async function checkAndSeed(env: Environment, version: string): Promise<void> {
  const manifest = await readBundleManifest(env.MODELS, version);
  await checkTrust(manifest, env, `${version}/${MANIFEST}`);
  if (await isSeeded(env.DB, version)) return;
  const bytes = await readFile(env.MODELS, manifest, BUNDLE_FILES.items);
  await verifyFile(manifest, BUNDLE_FILES.items, bytes);
  const { items, features } = manifest.model;
  await seedBundleItems(env, { version, features, encoder: manifest.encoder }, parseItems(bytes, items));
}

/** Writes a bundle's items to D1. Repeating it is safe. */
export const seedBundleItems = (
  env: Environment,
  model: { version: string; features: number; encoder?: Encoder },
  items: readonly BundleItem[],
) => seedBundle(env.DB, { ...model, items: items.map(({ id, unique }) => ({ id, unique: unique === true })) });

/** Runs `work`. @throws RequestError `bundle-refused` in place of an InputError */
export async function refusingBundle<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new RequestError('bundle-refused', error.message, { cause: error });
  }
}
