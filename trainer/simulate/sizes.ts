// The sizes of a simulated store: defaults, limits and derived values.
import { InputError } from '@curatornet/shared/errors.ts';

export interface Sizes {
  users: number;
  /** Number of items. */
  items: number;
  artists: number;
  /** Approximate number; by default as many per user as in the paper. */
  purchases: number;
  /** Pictures have about side x side pixels. */
  side: number;
  /** The same seed and sizes give the same pictures and CSV files. */
  seed: number;
}

/** The numbers of the paper's store. */
export const DEFAULTS: Sizes = { users: 2378, items: 6040, artists: 573, purchases: 5336, side: 400, seed: 1 };

const LIMITS: Record<keyof Sizes, readonly [number, number]> = {
  users: [1, 1_000_000],
  items: [1, 100_000],
  artists: [1, 100_000],
  purchases: [1, 10_000_000],
  side: [32, 2000],
  seed: [0, 2 ** 31 - 1],
};

/**
 * Completes missing sizes: artists and purchases in the paper's proportions.
 * @throws InputError `usage` for an invalid size
 */
export function chooseSizes(options: Partial<Sizes>): Sizes {
  const { users = DEFAULTS.users, items = DEFAULTS.items, side = DEFAULTS.side, seed = DEFAULTS.seed } = options;
  const artists = options.artists ?? Math.max(1, Math.round((items * DEFAULTS.artists) / DEFAULTS.items));
  const purchases = options.purchases ?? Math.max(1, Math.round((users * DEFAULTS.purchases) / DEFAULTS.users));
  const sizes: Sizes = { users, items, artists, purchases, side, seed };
  for (const name of Object.keys(LIMITS) as (keyof Sizes)[]) {
    const [least, most] = LIMITS[name];
    if (!Number.isInteger(sizes[name]) || sizes[name] < least || sizes[name] > most)
      throw new InputError('usage', `${name} ${sizes[name]} must be an integer between ${least} and ${most}`, {
        how: `omit it to use ${DEFAULTS[name]}`,
      });
  }
  return sizes;
}
