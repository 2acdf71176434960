// Lists the bundles in R2, and removes old ones.
import type { R2Bucket } from '@cloudflare/workers-types';
import type { ModelsResponse } from '@curatornet/shared/deployments.ts';
import { SNAPSHOTS } from '../catalogue/compact.ts';
import type { Environment } from '../environment.ts';
import { forgetBundles } from '../storage/bundle-items.ts';

export type StoredBundle = ModelsResponse['versions'][number];

/** The number of latest bundles that are kept besides those in use; they include bundles that are being uploaded. */
export const KEPT_BUNDLES = 5;

/** All bundles, latest first. */
export async function listBundles(bucket: R2Bucket): Promise<StoredBundle[]> {
  const bundles = new Map<string, StoredBundle>();
  for (let cursor: string | undefined; ; ) {
    const page = await bucket.list({ cursor });
    for (const { key, size, uploaded } of page.objects) {
      const [version, ...name] = key.split('/');
      if (name[0] === SNAPSHOTS) continue;
      const bundle = bundles.get(version) ?? { version, bytes: 0, files: [], uploadedAt: 0 };
      bundles.set(version, bundle);
      bundle.bytes += size;
      bundle.files.push(name.join('/'));
      bundle.uploadedAt = Math.max(bundle.uploadedAt, uploaded.getTime() / 1000);
    }
    if (!page.truncated) break;
    cursor = page.cursor;
  }
  const latest = [...bundles.values()].sort((a, b) => b.uploadedAt - a.uploadedAt);
  return latest.map((bundle) => ({ ...bundle, uploadedAt: Math.floor(bundle.uploadedAt) }));
}

/** The bundles that can be removed: not in use, and not among the KEPT_BUNDLES latest others. */
export const prunable = (bundles: readonly StoredBundle[], inUse: readonly (string | undefined)[]): StoredBundle[] =>
  bundles.filter(({ version }) => !inUse.includes(version)).slice(KEPT_BUNDLES);

/** Removes old bundles from R2, then their items from D1. @returns the number of removed bundles */
export async function prune(env: Environment, inUse: readonly (string | undefined)[]): Promise<number> {
  const bundles = await listBundles(env.MODELS);
  const gone = prunable(bundles, inUse);
  for (const { version, files } of gone) {
    await env.MODELS.delete(files.map((name) => `${version}/${name}`));
    const { objects } = await env.MODELS.list({ prefix: `${version}/${SNAPSHOTS}/` });
    await env.MODELS.delete(objects.map(({ key }) => key));
  }
  const kept = bundles.filter((bundle) => !gone.includes(bundle)).map(({ version }) => version);
  await forgetBundles(env.DB, kept);
  return gone.length;
}
