// The settings of `curatornet cluster`: defaults from the paper's published code, limits, and parsing of --set.
import { InputError } from '@curatornet/shared/errors.ts';
import { z } from 'zod';

const count = z.number().int().positive();

const settingsSchema = z.strictObject({
  /** Number of visual clusters; at most the number of distinct items. */
  clusters: count.max(10_000).default(100),
  /** Principal components for k-means; at most the number of features, and of items minus one. */
  dimensions: count.max(2_000).default(200),
  /** Runs of k-means; the one with the highest silhouette is kept. */
  runs: count.max(200).default(20),
});
export type ClusterSettings = z.output<typeof settingsSchema>;

/** @param changes each `key=value` */
export function clusterSettings(changes: readonly string[]): ClusterSettings {
  const chosen: Record<string, number> = {};
  for (const change of changes) {
    const [, key, value] = /^([^=]+)=(.+)$/.exec(change) ?? [];
    if (!key) throw new InputError('usage', `--set ${change} must have the form key=value`);
    if (!Object.hasOwn(settingsSchema.shape, key))
      throw new InputError('usage', `unknown setting '${key}'`, {
        how: `the settings are: ${Object.keys(settingsSchema.shape).join(', ')}`,
      });
    chosen[key] = Number(value);
  }
  const parsed = settingsSchema.safeParse(chosen);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0];
  throw new InputError('usage', `the setting ${path.join('.')} is out of bounds: ${message}`);
}
