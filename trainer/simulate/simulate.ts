// `curatornet simulate`: creates a dataset of simulated users and painted items, to try all commands without real data. The
// items are real picture files, and features are computed from their pixels alone. Metrics measured on this dataset say
// nothing about any store.
import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';
import { chance } from '../chance.ts';
import { writeCsv } from '../dataset/csv.ts';
import { formatTime } from '../dataset/fields.ts';
import { DATASET_MANIFEST, type DatasetManifest } from '../dataset/manifest.ts';
import { embed } from '../embed/embed.ts';
import { visualEmbedder } from '../embed/visual-embedder.ts';
import { makeFolderAtomically } from '../files.ts';
import { IMAGES } from '../pictures/find.ts';
import { makeCatalogue, type PaintedItem } from './catalogue.ts';
import { type MarketFigures, marketFigures } from './market.ts';
import { paintAll } from './painter/paint-all.ts';
import { makePurchases, type Purchase } from './people.ts';
import { chooseSizes, type Sizes } from './sizes.ts';

export interface SimulateOptions extends Partial<Sizes> {
  /** The folder to create. */
  out: string;
  /** Name of the dataset; default: the name of the folder. */
  name?: string;
  /** Replace an existing dataset. */
  force?: boolean;
  /** Threads for painting and embedding; default: one per core. */
  threads?: number;
}

/** The content of dataset.json, and the figures of the simulated market. */
export interface Simulated extends DatasetManifest {
  market: MarketFigures;
}

function* itemRecords(painted: readonly PaintedItem[]): Generator<readonly string[]> {
  yield ['id', 'artist', 'title', 'image', 'price', 'currency', 'uploaded_at', 'unique'];
  for (const { id, artist, title, image, price, currency, uploadedAt, unique } of painted)
    yield [id, artist, title, image, String(price), currency, formatTime(uploadedAt), String(unique)];
}

function* eventRecords(painted: readonly PaintedItem[], purchases: readonly Purchase[]): Generator<string[]> {
  yield ['user', 'item', 'at', 'basket', 'kind'];
  for (const { user, item, at, basket } of purchases)
    yield [user, painted[item].id, formatTime(at), basket, 'purchase'];
}

/**
 * Creates a simulated dataset folder, with pictures in `images`.
 * @returns the content of dataset.json, with `simulated: true`, and figures to compare with a real market
 * @throws InputError `usage` for an invalid size, `exists` if `out` is not empty
 */
export async function simulate(options: SimulateOptions): Promise<Simulated> {
  const { users, items, artists, purchases, side, seed } = chooseSizes(options);
  const { out, force, threads } = options;
  return makeFolderAtomically(
    out,
    async (temp) => {
      const random = chance(seed);
      const painted = makeCatalogue(random, items, artists);
      const bought = makePurchases(random, painted, users, purchases);
      if (bought.length === 0)
        throw new InputError('usage', `${users} users and ${items} items are too few: no purchases were made`, {
          how: 'increase both',
        });
      await writeCsv(join(temp, 'items.csv'), itemRecords(painted));
      await writeCsv(join(temp, 'events.csv'), eventRecords(painted, bought));
      const images = join(temp, IMAGES);
      await mkdir(images);
      await paintAll(
        painted.map(({ brief, image }) => ({ brief, side, path: join(images, image) })),
        threads,
      );
      const about = {
        name: options.name ?? basename(resolve(out)),
        provenance:
          `Simulated with seed ${seed}: the items, the artists and the people are made up, and a program painted the ` +
          `pictures. Figures measured on it say nothing about a real store.`,
        simulated: true,
      };
      const { manifest } = await embed({ data: temp, embedder: await visualEmbedder(threads), about });
      return { ...manifest!, market: marketFigures(painted, bought) };
    },
    { force, marker: DATASET_MANIFEST },
  );
}
