// `curatornet import ugallery`: the files of UGallery's published purchases in, a dataset folder out. The hashes become
// the ids; a row of purchases.csv is a basket; a work that was bought exactly once in the whole set is one of a kind.
import { basename, join, resolve } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';
import { makeFolderAtomically } from '../files.ts';
import { writeClustersCsv } from './clusters.ts';
import { writeCsv } from './csv.ts';
import { type Embeddings, openEmbeddings } from './embeddings.ts';
import { formatTime } from './fields.ts';
import { DATASET_MANIFEST, type DatasetManifest, writeManifest } from './manifest.ts';
import { writeNpy } from './npy.ts';
import {
  type InventoryLine,
  type LeftOut,
  readInventory,
  readPurchases,
  readUGalleryClusters,
} from './ugallery-files.ts';

export interface UGalleryOptions {
  /** CSV: user_id_hash, purchased_artwork_ids_hash, purchase_timestamp. */
  purchases: string;
  /** CSV: artwork_id_hash, artist_id_hash, upload_timestamp. */
  inventory: string;
  /** .npy, pickled pairs of an artwork's hash and its floats. */
  features: string;
  /** JSON, artwork hash to cluster number. */
  clusters?: string;
  /** Leave out what names an artwork that the other files do not know, and say how much; otherwise it is refused. */
  dropUnknown?: boolean;
  /** The folder to make. */
  out: string;
  /** What the dataset is called; by default as its folder. */
  name?: string;
  /** Replace a dataset that is there. */
  force?: boolean;
}

/** Writes events.csv. @returns how often each artwork was bought, and by whom */
async function writeEvents(from: string, to: string, known: ReadonlySet<string>, drop: boolean, leftOut: LeftOut) {
  const bought = new Map<string, number>();
  const users = new Set<string>();
  let events = 0;
  async function* records() {
    yield ['user', 'item', 'at', 'basket'];
    for await (const { basket, user, artworks, at } of readPurchases(from, known, drop, leftOut)) {
      for (const artwork of artworks) {
        bought.set(artwork, (bought.get(artwork) ?? 0) + 1);
        users.add(user);
        events++;
        yield [user, artwork, formatTime(at), String(basket)];
      }
    }
  }
  await writeCsv(to, records());
  if (events === 0)
    throw new InputError('malformed', 'has no purchases of known artworks', {
      where: from,
      how: 'give it a line for each basket',
    });
  return { bought, users: users.size, events };
}

/** Writes items.csv. Of a work that nobody bought it is not known whether there is only one. */
async function writeItems(
  to: string,
  ids: string[],
  inventory: Map<string, InventoryLine>,
  bought: Map<string, number>,
) {
  function* records() {
    yield ['id', 'artist', 'uploaded_at', 'unique'];
    for (const id of ids) {
      const { artist = '', uploadedAt } = inventory.get(id) ?? {};
      const times = bought.get(id);
      const unique = times === undefined ? '' : String(times === 1);
      yield [id, artist, uploadedAt === undefined ? '' : formatTime(uploadedAt), unique];
    }
  }
  await writeCsv(to, records());
}

/** The sentence about what was left out. */
function sentence({ features, inventory, purchases, empty }: LeftOut & { features: number }): string {
  const some = (count: number, one: string, many: string, what: string) =>
    count === 0 ? [] : [`${count} ${count === 1 ? one : many} ${what}`];
  const parts = [
    ...some(features, 'embedding', 'embeddings', 'without an inventory row'),
    ...some(inventory, 'inventory row', 'inventory rows', 'without an embedding'),
    ...some(purchases, 'purchase', 'purchases', 'of unknown artworks'),
    ...some(empty, 'basket', 'baskets', 'without artworks'),
  ];
  return parts.length === 0 ? '' : ` Left out: ${parts.join(', ')}.`;
}

/**
 * Makes a dataset folder out of UGallery's files. Its items are the artworks with an inventory row and an embedding, in
 * the order of the embeddings; embeddings of other artworks, of which the published file has many, are left out. A
 * failed or interrupted import leaves nothing behind.
 * @returns what dataset.json says, its provenance with what was left out
 * @throws InputError naming file and line, row or byte, of whatever cannot be right; without `dropUnknown`, also the first
 * inventory row without an embedding and the first purchase of an artwork that is no item
 */
export async function importUGallery(options: UGalleryOptions): Promise<DatasetManifest> {
  const { purchases, inventory, features, clusters, dropUnknown = false, out, force } = options;
  return makeFolderAtomically(
    out,
    async (temp) => {
      const embeddings = openEmbeddings(features);
      try {
        const to = (name: string) => join(temp, name);
        const leftOut: LeftOut = { inventory: 0, purchases: 0, empty: 0 };
        const lines = await readInventory(inventory, new Set(embeddings.ids), dropUnknown, leftOut);
        const rows = [...embeddings.ids.keys()].filter((row) => lines.has(embeddings.ids[row]));
        const ids = rows.map((row) => embeddings.ids[row]);
        if (ids.length === 0)
          throw new InputError('mismatch', `has no artwork of ${features}`, {
            where: inventory,
            how: 'name files of one data set',
          });
        const { bought, ...counts } = await writeEvents(
          purchases,
          to('events.csv'),
          new Set(ids),
          dropUnknown,
          leftOut,
        );
        await writeItems(to('items.csv'), ids, lines, bought);
        if (clusters) await writeClustersCsv(to('clusters.csv'), ids, await readUGalleryClusters(clusters, ids));
        await writeNpy(to('features.npy'), ids.length, embeddings.columns, vectors(embeddings, rows));
        const sources = [purchases, inventory, features, clusters].flatMap((path) => (path ? [basename(path)] : []));
        const omitted = sentence({ ...leftOut, features: embeddings.ids.length - ids.length });
        return await writeManifest(temp, {
          name: options.name ?? basename(resolve(out)),
          provenance: `Imported from ${sources.join(', ')}.${omitted}`,
          simulated: false,
          counts: { items: ids.length, ...counts, validation: 0, featureSize: embeddings.columns },
        });
      } finally {
        embeddings.close();
      }
    },
    { force, marker: DATASET_MANIFEST },
  );
}

function* vectors(embeddings: Embeddings, rows: number[]): Generator<Float32Array> {
  for (const row of rows) yield embeddings.read(row);
}
