// The settings of `curatornet cluster`: defaults from the paper's published code, limits, and parsing of --set.
import { InputError } from '@curatornet/shared/errors.ts';
import { z } from 'zod';
import { allowed } from '../allowed.ts';
import { parseChange } from '../changes.ts';

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
  const names = Object.keys(settingsSchema.shape);
  const chosen = Object.fromEntries(
    changes.map((change) => parseChange(change, names)).map(({ key, value }) => [key, value]),
  );
  const parsed = settingsSchema.safeParse(chosen);
  if (parsed.success) return parsed.data;
  const key = parsed.error.issues[0].path[0] as keyof ClusterSettings;
  const may = allowed(settingsSchema.shape[key]);
  throw new InputError('usage', `the setting ${key} must be ${may}, not '${chosen[key]}'`);
}
