// Whether a version that an act would put in force can serve: it is in R2 whole, signed by a key that counts now, and its
// items are in D1.
import { BUNDLE_FILES, type BundleItem, MANIFEST, parseItems, verifyFile } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import type { Environment } from '../environment.ts';
import { RequestError } from '../http/problems.ts';
import { readFile, readManifest } from '../model/read.ts';
import { checkTrust } from '../model/trust.ts';
import { written } from '../storage/available.ts';
import { seedBundle } from '../storage/bundle-items.ts';

/** How long reading and seeding a bundle's items may take. */
const SEED_MS = 30_000;

/**
 * @throws RequestError `version-conflict` where a file of the bundle is not in R2, `bundle-refused` where the manifest is
 *   not trusted or the items are not those of the manifest
 */
export async function expectServable(env: Environment, version: string): Promise<void> {
  const names = [MANIFEST, ...Object.values(BUNDLE_FILES)];
  const there = await written(() => Promise.all(names.map((name) => env.MODELS.head(`${version}/${name}`))));
  const missing = names.filter((_, i) => !there[i]);
  if (missing.length > 0)
    throw new RequestError('version-conflict', `of ${version} there is no ${missing.join(', no ')}: deploy it again`);
  await written(() => refusing(() => checkAndSeed(env, version)), SEED_MS);
}

async function checkAndSeed(env: Environment, version: string): Promise<void> {
  const manifest = await readManifest(env.MODELS, version);
  await checkTrust(manifest, env, `${version}/${MANIFEST}`);
  const seeded = env.DB.prepare('SELECT 1 FROM bundles WHERE version = ?1').bind(version);
  if (await seeded.first()) return;
  const bytes = await readFile(env.MODELS, manifest, BUNDLE_FILES.items);
  await verifyFile(manifest, BUNDLE_FILES.items, bytes);
  const { items, features } = manifest.model;
  await seed(env, version, features, parseItems(bytes, items));
}

/** Writes a bundle's items to D1. Doing it again is safe. */
export const seed = (env: Environment, version: string, features: number, items: readonly BundleItem[]) =>
  seedBundle(env.DB, { version, features, items: items.map(({ id, unique }) => ({ id, unique: unique === true })) });

/** @throws RequestError `bundle-refused` in place of an InputError */
export async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new RequestError('bundle-refused', error.message, { cause: error });
  }
}
