// Opens a version: in this isolate if its items fit, else in shards.
import { LocalStock } from '../catalogue/local.ts';
import type { Asking, Stock } from '../catalogue/source.ts';
import { loadManifest } from '../model/manifest.ts';
import { layoutOf } from './layout.ts';
import { type OpenOptions, ShardedStock } from './sharded.ts';

/**
 * @throws InputError if an object in R2 is missing or does not match the manifest, or a probe fails
 * @throws Error if a shard cannot be reached
 */
export async function openStock(asking: Asking, version: string, options: OpenOptions): Promise<Stock> {
  const { env } = asking;
  const manifest = await loadManifest(env, version);
  const layout = layoutOf(manifest, env);
  if (!env.SHARD || layout.length === 1) return LocalStock.open(env, manifest, options);
  return ShardedStock.open(asking, manifest, layout, options);
}
