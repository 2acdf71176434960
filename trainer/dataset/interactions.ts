// `curatornet import interactions`: converts CSV files of interactions and a feature matrix to a dataset folder. Input is
// validated and streamed, so files may exceed memory; only the ids are kept.
import { basename, join, resolve } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';
import { makeFolderAtomically } from '../files.ts';
import { loadClustersCsv, writeClustersCsv } from './clusters.ts';
import { Codes } from './columns.ts';
import { writeCsv } from './csv.ts';
import { EVENT_COLUMNS, isLearned, type KnownItems, readEvents } from './events.ts';
import { ITEM_COLUMNS, readItemsCsv } from './items.ts';
import { DATASET_MANIFEST, type DatasetManifest, writeManifest } from './manifest.ts';
import { npyRows, openNpy, writeNpy } from './npy.ts';

export interface ImportOptions {
  /** CSV: user, item, and any of at, basket, kind. */
  events: string;
  /** The same columns: interactions held out for evaluation. */
  validation?: string;
  /** .npy, float [items, d]. */
  features: string;
  /** CSV: id, and any of artist, title, image, price, currency, uploaded_at, unique; one line per row of the features. */
  items?: string;
  /** CSV: id, cluster; one line per item. */
  clusters?: string;
  /** The folder to create. */
  out: string;
  /** Name of the dataset; default: the name of the folder. */
  name?: string;
  /** Replace an existing dataset. */
  force?: boolean;
}

/** The columns that a record has, in the order of `all`. */
const present = <C extends string>(all: readonly C[], fields: Partial<Record<C, string>>) =>
  all.filter((column) => fields[column] !== undefined);

/** Validates and copies a file of items. @returns rows by id */
async function copyItems(from: string, to: string): Promise<Map<string, number>> {
  const rows = new Map<string, number>();
  async function* records() {
    for await (const { item, fields } of readItemsCsv(from)) {
      const columns = present(ITEM_COLUMNS, fields);
      if (rows.size === 0) yield columns;
      rows.set(item.id, rows.size);
      yield columns.map((column) => fields[column] ?? '');
    }
  }
  await writeCsv(to, records());
  return rows;
}

/** Writes items that are identified by their row number. */
async function numberItems(count: number, to: string): Promise<Map<string, number>> {
  const rows = new Map<string, number>();
  for (let row = 0; row < count; row++) rows.set(String(row), row);
  function* records() {
    yield ['id'];
    for (const id of rows.keys()) yield [id];
  }
  await writeCsv(to, records());
  return rows;
}

/**
 * Validates and copies a file of events.
 * @param users receives the users whom training learns from
 * @returns the number of events that it learns from
 */
async function copyEvents(from: string, to: string, items: KnownItems, users: Codes): Promise<number> {
  let lines = 0;
  let count = 0;
  async function* records() {
    for await (const event of readEvents(from, items)) {
      const { user, fields } = event;
      const columns = present(EVENT_COLUMNS, fields);
      if (lines++ === 0) yield columns;
      if (isLearned(event)) {
        users.of(user);
        count++;
      }
      yield columns.map((column) => fields[column] ?? '');
    }
  }
  await writeCsv(to, records());
  return count;
}

/**
 * Creates a dataset folder from CSV files of interactions. Without `items`, the row of the features is the item's id.
 * A failed or interrupted import leaves no files.
 * @returns the content of dataset.json
 * @throws InputError with file and line, or row and column, of invalid data; `mismatch` if `items` does not have one line
 * per row of the features; `exists` if `out` is not empty
 */
export async function importInteractions(options: ImportOptions): Promise<DatasetManifest> {
  const { events, validation, features, items, clusters, out, force } = options;
  return makeFolderAtomically(
    out,
    async (temp) => {
      const npy = await openNpy(features);
      try {
        const to = (name: string) => join(temp, name);
        const rows = await (items ? copyItems(items, to('items.csv')) : numberItems(npy.rows, to('items.csv')));
        if (items !== undefined && rows.size !== npy.rows)
          throw new InputError('mismatch', `has ${rows.size} items, but ${features} has ${npy.rows} rows`, {
            where: items,
            how: 'write one line per row of the features, in the same order',
          });
        const mustBe = items ? `an id of ${items}` : `a row number of ${features}, 0 to ${npy.rows - 1}`;
        const users = new Codes();
        const known = { rows, mustBe };
        const counts: DatasetManifest['counts'] = {
          items: npy.rows,
          events: await copyEvents(events, to('events.csv'), known, users),
          validation: validation ? await copyEvents(validation, to('validation.csv'), known, users) : 0,
          users: users.texts.length,
          featureSize: npy.columns,
        };
        if (clusters) await writeClustersCsv(to('clusters.csv'), rows.keys(), await loadClustersCsv(clusters, known));
        await writeNpy(to('features.npy'), npy.rows, npy.columns, npyRows(npy));
        const sources = [events, validation, items, features, clusters].flatMap((path) =>
          path ? [basename(path)] : [],
        );
        return await writeManifest(temp, {
          name: options.name ?? basename(resolve(out)),
          provenance: `Imported from ${sources.join(', ')}.`,
          simulated: false,
          counts,
        });
      } finally {
        await npy.close();
      }
    },
    { force, marker: DATASET_MANIFEST },
  );
}
