// `curatornet simulate`: a dataset folder of items and people that never were, to try everything with before there are
// real ones. The items are real pictures, and their features come from the pixels alone. Figures measured on it say that the
// program items, and nothing about any store.
import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';
import { chance } from '../chance.ts';
import { writeCsv } from '../dataset/csv.ts';
import { formatTime } from '../dataset/fields.ts';
import { ITEM_COLUMNS } from '../dataset/items.ts';
import { DATASET_MANIFEST, type DatasetManifest } from '../dataset/manifest.ts';
import { embed } from '../embed/embed.ts';
import { visualEmbedder } from '../embed/visual-embedder.ts';
import { makeFolderAtomically } from '../files.ts';
import { IMAGES } from '../pictures/find.ts';
import { makeCatalogue, type PaintedItem } from './catalogue.ts';
import { paintAll } from './painter/paint-all.ts';
import { makePurchases, type Purchase } from './people.ts';
import { chooseSizes, type Sizes } from './sizes.ts';

export interface SimulateOptions extends Partial<Sizes> {
  /** The folder to make. */
  out: string;
  /** What the dataset is called; by default as its folder. */
  name?: string;
  /** Replace a dataset that is there. */
  force?: boolean;
  /** Threads that paint and embed, all cores by default. */
  threads?: number;
}

function* itemRecords(painted: readonly PaintedItem[]): Generator<readonly string[]> {
  yield ITEM_COLUMNS;
  for (const { id, artist, title, image, price, currency, uploadedAt, unique } of painted)
    yield [id, artist, title, image, String(price), currency, formatTime(uploadedAt), String(unique)];
}

function* eventRecords(painted: readonly PaintedItem[], purchases: readonly Purchase[]): Generator<string[]> {
  yield ['user', 'item', 'at', 'basket', 'kind'];
  for (const { user, item, at, basket } of purchases)
    yield [user, painted[item].id, formatTime(at), basket, 'purchase'];
}

/**
 * Makes a simulated dataset folder with its pictures in `images`.
 * @returns what dataset.json says, `simulated: true` among it
 * @throws InputError `usage` for a size that is no size, `exists` when `out` is not empty
 */
export async function simulate(options: SimulateOptions): Promise<DatasetManifest> {
  const { users, items, artists, purchases, side, seed } = chooseSizes(options);
  const { out, force, threads } = options;
  return makeFolderAtomically(
    out,
    async (temp) => {
      const random = chance(seed);
      const painted = makeCatalogue(random, items, artists);
      const bought = makePurchases(random, painted, users, purchases);
      if (bought.length === 0)
        throw new InputError('usage', `${users} users and ${items} items are so few that nobody bought anything`, {
          how: 'ask for more of both',
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
      return (await embed({ data: temp, embedder: visualEmbedder(threads), about })).manifest;
    },
    { force, marker: DATASET_MANIFEST },
  );
}
