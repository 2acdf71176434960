// The settings of `curatornet cluster`: defaults from the paper's published code, bounds, and the reading of --set.
import { InputError } from '@curatornet/shared/errors.ts';
import { z } from 'zod';
import { allowed } from '../allowed.ts';
import { parseChange } from '../changes.ts';

const count = z.number().int().positive();

const settingsSchema = z.strictObject({
  /** Visual clusters. Never more than there are items that look different. */
  clusters: count.max(10_000).default(100),
  /** Principal components that k-means sees. Never more than features, or items less one. */
  dimensions: count.max(2_000).default(200),
  /** Runs of k-means, of which the one with the highest silhouette is kept. */
  runs: count.max(200).default(20),
});
export type ClusterSettings = z.output<typeof settingsSchema>;

/** @param changes `key=value` each */
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
