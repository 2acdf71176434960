// `curatornet import interactions`: converts CSV files of interactions and a feature matrix to a dataset folder. Input is
// validated and streamed, so files may exceed memory; only the ids are kept.
import { statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Encoder } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { makeFolderAtomically } from '../files.ts';
import { progress } from '../progress.ts';
import { loadClustersCsv, writeClustersCsv } from './clusters.ts';
import { Codes } from './columns.ts';
import { lineOf, writeCsv, writeText } from './csv.ts';
import { EVENT_COLUMNS, isLearned, type KnownItems, readEvents } from './events.ts';
import { type EventMapping, translateEvents } from './foreign-events.ts';
import { ITEM_COLUMNS, readItemsCsv } from './items.ts';
import { DATASET_MANIFEST, type DatasetManifest, writeManifest } from './manifest.ts';
import { type Npy, npyRows, openNpy, writeNpy } from './npy.ts';
import { checkSize, MOST_EVENTS } from './size.ts';

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
  /** The encoder of the features, if it is known. */
  encoder?: Encoder;
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
 * @param source the file that the user named: `from`, or what it was translated from
 * @returns the number of events that it learns from
 */
async function copyEvents(from: string, to: string, items: KnownItems, users: Codes, source = from): Promise<number> {
  let lines = 0;
  let count = 0;
  async function* blocks() {
    for await (const block of readEvents(from, items)) {
      let text = '';
      for (const event of block) {
        const { user, fields } = event;
        const columns = present(EVENT_COLUMNS, fields);
        if (lines++ === 0) text += lineOf(columns);
        text += lineOf(columns.map((column) => fields[column] ?? ''));
        if (!isLearned(event)) continue;
        if (++count > MOST_EVENTS) checkSize({ events: count }, source);
        users.of(user);
      }
      read += text.length;
      bar.update(Math.min(read, size));
      yield text;
    }
  }
  // A file that cannot be read is reported by its reader.
  const size = statSync(from, { throwIfNoEntry: false })?.size ?? 0;
  const bar = progress(`import ${basename(source)}`, size, 'bytes', { quiet: true });
  let read = 0;
  await writeText(to, blocks());
  bar.end();
  return count;
}

/** Passes rows on, with progress. */
async function* shown(chunks: AsyncIterable<Float32Array>, { rows, columns }: Npy): AsyncGenerator<Float32Array> {
  const bar = progress('import features', rows, 'items', { quiet: true });
  let done = 0;
  for await (const chunk of chunks) {
    yield chunk;
    done += chunk.length / columns;
    bar.update(done);
  }
  bar.end();
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
        checkSize({ items: npy.rows, featureSize: npy.columns }, features);
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
          const count = await copyEvents(translated, to(name), known, users, from);
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
        await writeNpy(to('features.npy'), npy.rows, npy.columns, shown(npyRows(npy), npy));
        const sources = [events, validation, items, features, clusters].flatMap((path) =>
          path ? [basename(path)] : [],
        );
        const leftOut = dropped > 0 ? ` Left out: ${dropped} events of unknown items.` : '';
        return await writeManifest(temp, {
          name: options.name ?? basename(resolve(out)),
          provenance: `Imported from ${sources.join(', ')}.${leftOut}`,
          simulated: false,
          encoder: options.encoder,
          counts,
        });
      } finally {
        await npy.close();
      }
    },
    { force, marker: DATASET_MANIFEST },
  );
}
