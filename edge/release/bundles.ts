// The bundles that lie in R2, and which of them may go.
import type { R2Bucket } from '@cloudflare/workers-types';
import type { LifeResponse } from '@curatornet/shared/deployments.ts';
import type { Environment } from '../environment.ts';
import { forgetBundles } from '../storage/bundle-items.ts';

export type Bundle = LifeResponse['versions'][number];

/** Bundles that are kept besides those in use: the latest ones, among them whatever is being uploaded. */
export const KEPT = 5;

/** All of them, the latest first. */
export async function listBundles(bucket: R2Bucket): Promise<Bundle[]> {
  const bundles = new Map<string, Bundle>();
  for (let cursor: string | undefined; ; ) {
    const page = await bucket.list({ cursor });
    for (const { key, size, uploaded } of page.objects) {
      const [version, ...name] = key.split('/');
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

/** Those that may go: not in use, and none of the KEPT latest of the others. */
export const expendable = (bundles: readonly Bundle[], inUse: readonly (string | undefined)[]): Bundle[] =>
  bundles.filter(({ version }) => !inUse.includes(version)).slice(KEPT);

/** Removes what may go, from R2 and then from D1. @returns how many bundles went */
export async function prune(env: Environment, inUse: readonly (string | undefined)[]): Promise<number> {
  const bundles = await listBundles(env.MODELS);
  const gone = expendable(bundles, inUse);
  for (const { version, files } of gone) await env.MODELS.delete(files.map((name) => `${version}/${name}`));
  const kept = bundles.filter((bundle) => !gone.includes(bundle)).map(({ version }) => version);
  await forgetBundles(env.DB, kept);
  return gone.length;
}
