// `curatornet simulate`: a dataset folder of works and people that never were, to try everything with before there are
// real ones. Figures measured on it say that the program works, and nothing about any store.
import { basename, join, resolve } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';
import { writeCsv } from '../dataset/csv.ts';
import { formatTime } from '../dataset/fields.ts';
import { MANIFEST, type Manifest, writeManifest } from '../dataset/manifest.ts';
import { writeNpy } from '../dataset/npy.ts';
import { makeFolderAtomically } from '../files.ts';
import { type Catalogue, makeCatalogue } from './catalogue.ts';
import { makePurchases, type Purchase } from './people.ts';
import { chance } from './random.ts';

export interface SimulateOptions {
  users?: number;
  items?: number;
  /** Features of a work; a quarter of them carries style. */
  features?: number;
  /** Styles around which works lie and between which tastes differ. */
  styles?: number;
  /** The same seed and sizes give the same bytes. */
  seed?: number;
  /** The folder to make. */
  out: string;
  /** What the dataset is called; by default as its folder. */
  name?: string;
  /** Replace a dataset that is there. */
  force?: boolean;
}

/** Sized for a demonstration: trains in seconds on a CPU. */
export const SIMULATE_DEFAULTS = { users: 600, items: 1500, features: 64, styles: 24, seed: 1 };

const LIMITS: Record<keyof typeof SIMULATE_DEFAULTS, readonly [number, number]> = {
  users: [1, 1_000_000],
  items: [1, 1_000_000],
  features: [8, 65_536],
  styles: [1, 10_000],
  seed: [0, 2 ** 31 - 1],
};

function checked(options: SimulateOptions): typeof SIMULATE_DEFAULTS {
  const sizes = { ...SIMULATE_DEFAULTS };
  for (const name of Object.keys(LIMITS) as (keyof typeof LIMITS)[]) {
    const value = options[name] ?? sizes[name];
    const [least, most] = LIMITS[name];
    if (!Number.isInteger(value) || value < least || value > most)
      throw new InputError('usage', `${name} ${value} is not a whole number from ${least} to ${most}`, {
        how: `leave it out for ${SIMULATE_DEFAULTS[name]}`,
      });
    sizes[name] = value;
  }
  return sizes;
}

// All works are reproducible prints, which many can buy: there is no column `unique`. A store of originals sells each
// once, and then who bought a work says nothing about the next one but through its picture.
function* itemRecords({ items }: Catalogue): Generator<string[]> {
  yield ['id', 'artist', 'title', 'price', 'currency', 'uploaded_at'];
  for (const { id, artist = '', title = '', price = 0, currency = '', uploadedAt = 0 } of items)
    yield [id, artist, title, String(price), currency, formatTime(uploadedAt)];
}

function* eventRecords({ items }: Catalogue, purchases: Purchase[]): Generator<string[]> {
  yield ['user', 'item', 'at', 'basket', 'kind'];
  for (const { user, item, at, basket } of purchases) yield [user, items[item].id, formatTime(at), basket, 'purchase'];
}

/**
 * Makes a simulated dataset folder. The same options give the same files, byte for byte.
 * @returns what dataset.json says, `simulated: true` among it
 * @throws InputError `usage` for a size that is no size, `exists` when `out` is not empty
 */
export async function simulate(options: SimulateOptions): Promise<Manifest> {
  const { users, items, features, styles, seed } = checked(options);
  const { out, force } = options;
  return makeFolderAtomically(
    out,
    async (temp) => {
      const random = chance(seed);
      const catalogue = makeCatalogue(random, items, features, styles);
      const purchases = makePurchases(random, catalogue, users, styles);
      if (purchases.length === 0)
        throw new InputError('usage', `${users} users and ${items} items are so few that nobody bought anything`, {
          how: 'ask for more of both',
        });
      await writeCsv(join(temp, 'items.csv'), itemRecords(catalogue));
      await writeCsv(join(temp, 'events.csv'), eventRecords(catalogue, purchases));
      await writeNpy(join(temp, 'features.npy'), items, features, [catalogue.features]);
      return writeManifest(temp, {
        name: options.name ?? basename(resolve(out)),
        provenance:
          `Simulated with seed ${seed}: the works, the artists and the people are made up, and all works are ` +
          `reproducible prints. Figures measured on it say nothing about a real store.`,
        simulated: true,
        counts: {
          items,
          users: new Set(purchases.map(({ user }) => user)).size,
          events: purchases.length,
          validation: 0,
          featureSize: features,
        },
      });
    },
    { force, marker: MANIFEST },
  );
}
