// `curatornet import interactions`: converts CSV files of interactions and a feature matrix to a dataset folder. Input is
// validated and streamed, so files may exceed memory; only the ids are kept.
import { rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';
import { makeFolderAtomically } from '../files.ts';
import { loadClustersCsv, writeClustersCsv } from './clusters.ts';
import { Codes } from './columns.ts';
import { writeCsv } from './csv.ts';
import { EVENT_COLUMNS, type KnownItems, readEvents } from './events.ts';
import { type EventMapping, translateEvents } from './foreign-events.ts';
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
  /** CSV: id, and any of artist, title, image, price, currency, uploaded_at, unique, tags; one line per row of the features. */
  items?: string;
  /** CSV: id, cluster; one line per item. */
  clusters?: string;
  /** How `events` and `validation` differ from events.csv; by default they do not. */
  mapping?: EventMapping;
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

/** Validates and copies a file of events. @param users receives the users @returns the number of events */
async function copyEvents(from: string, to: string, items: KnownItems, users: Codes): Promise<number> {
  let count = 0;
  async function* records() {
    for await (const { user, fields } of readEvents(from, items)) {
      const columns = present(EVENT_COLUMNS, fields);
      if (count++ === 0) yield columns;
      users.of(user);
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
        let dropped = 0;
        /** Copies a file of events, after its translation if it needs one. */
        const copy = async (from: string, name: string) => {
          if (options.mapping === undefined) return copyEvents(from, to(name), known, users);
          const translated = to(`translated-${name}`);
          dropped += await translateEvents(from, translated, options.mapping, known);
          const count = await copyEvents(translated, to(name), known, users);
          await rm(translated);
          return count;
        };
        const counts: DatasetManifest['counts'] = {
          items: npy.rows,
          events: await copy(events, 'events.csv'),
          validation: validation ? await copy(validation, 'validation.csv') : 0,
          users: users.texts.length,
          featureSize: npy.columns,
        };
        if (clusters) await writeClustersCsv(to('clusters.csv'), rows.keys(), await loadClustersCsv(clusters, known));
        await writeNpy(to('features.npy'), npy.rows, npy.columns, npyRows(npy));
        const sources = [events, validation, items, features, clusters].flatMap((path) =>
          path ? [basename(path)] : [],
        );
        const leftOut = dropped > 0 ? ` Left out: ${dropped} events of unknown items.` : '';
        return await writeManifest(temp, {
          name: options.name ?? basename(resolve(out)),
          provenance: `Imported from ${sources.join(', ')}.${leftOut}`,
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
