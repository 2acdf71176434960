// The tables of a dataset, items.csv and events.csv, out of CSV files. Input is validated and streamed, so files may exceed
// memory; only the ids are kept. interactions.ts adds features; without them, `curatornet embed` completes the folder.
import { existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';
import { makeFolderAtomically, replaceFiles } from '../files.ts';
import { progress, say } from '../progress.ts';
import { loadClustersCsv, writeClustersCsv } from './clusters.ts';
import { Codes } from './columns.ts';
import { lineOf, readCsv, readCsvBlocks, writeCsv, writeText } from './csv.ts';
import { EVENT_COLUMNS, type EventBlocks, isLearned, type KnownItems, readEvents } from './events.ts';
import { type EventMapping, type EventsLeftOut, foreignEvents, foreignEventTable, itemsOf } from './foreign-events.ts';
import { foreignItems, type ItemMapping, itemTable } from './foreign-items.ts';
import { ITEM_COLUMNS, readItemsCsv } from './items.ts';
import { DATASET_FILES, DATASET_MANIFEST, type DatasetManifest, writeSummary } from './manifest.ts';
import { checkSize, MOST_EVENTS } from './size.ts';

export interface TableOptions {
  /** CSV: user, item, and any of at, basket, kind. */
  events: string;
  /** The same columns: interactions held out for evaluation. */
  validation?: string;
  /** CSV: id, and any of artist, title, image, price, currency, uploaded_at, unique, tags. */
  items?: string;
  /** CSV: id, cluster; one line per item. */
  clusters?: string;
  /** How `events` and `validation` differ from events.csv; by default in further columns alone. */
  mapping?: EventMapping;
  /** How `items` differs from items.csv; by default in further columns alone. */
  itemMapping?: ItemMapping;
  /** The folder to create. */
  out: string;
  /** Name of the dataset; default: the name of the folder. */
  name?: string;
  /** Replace an existing dataset. */
  force?: boolean;
}

/** The summary of tables. */
export interface Tables {
  counts: Omit<DatasetManifest['counts'], 'featureSize'>;
  name: string;
  provenance: string;
  simulated: boolean;
}

/** The matrix of features beside the tables. */
export interface Matrix {
  file: string;
  rows: number;
}

/** The columns that a record has, in the order of `all`. */
const present = <C extends string>(all: readonly C[], fields: Partial<Record<C, string>>) =>
  all.filter((column) => fields[column] !== undefined);

/** Validates and copies a file of items. @returns rows by id */
async function copyItems(from: string, to: string, records: Parameters<typeof readItemsCsv>[1]) {
  const rows = new Map<string, number>();
  async function* lines() {
    for await (const { item, fields } of readItemsCsv(from, records)) {
      const columns = present(ITEM_COLUMNS, fields);
      if (rows.size === 0) yield columns;
      rows.set(item.id, rows.size);
      yield columns.map((column) => fields[column] ?? '');
    }
  }
  await writeCsv(to, lines());
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
async function copyEvents(
  from: string,
  to: string,
  items: KnownItems,
  users: Codes,
  records: EventBlocks,
): Promise<number> {
  let lines = 0;
  let count = 0;
  async function* blocks() {
    for await (const block of readEvents(from, items, records)) {
      let text = '';
      for (const event of block) {
        const { user, fields } = event;
        const columns = present(EVENT_COLUMNS, fields);
        if (lines++ === 0) text += lineOf(columns);
        text += lineOf(columns.map((column) => fields[column] ?? ''));
        if (!isLearned(event)) continue;
        if (++count > MOST_EVENTS) checkSize({ events: count }, from);
        users.of(user);
      }
      read += text.length;
      bar.update(Math.min(read, size));
      yield text;
    }
  }
  // A file that cannot be read is reported by its reader.
  const size = statSync(from, { throwIfNoEntry: false })?.size ?? 0;
  const bar = progress(`import ${basename(from)}`, size, 'bytes', { quiet: true });
  let read = 0;
  await writeText(to, blocks());
  bar.end();
  return count;
}

/** The events of a file, as records of events.csv. @param leftOut counts those that are left out */
function eventsOf(path: string, mapping: EventMapping | undefined, items: KnownItems, leftOut: EventsLeftOut) {
  if (mapping) return foreignEvents(path, mapping, items, leftOut);
  return readCsvBlocks(path, foreignEventTable({}, ignoring(path)));
}

/** Names the columns of a file that are not read: one of them may have been meant. */
const ignoring = (path: string) => (names: string[]) =>
  say(`import ${basename(path)}  ignores the columns ${names.map((name) => JSON.stringify(name)).join(', ')}`);

/** `2 events of unknown items, 1 line without an id`; empty if nothing was left out. */
const sum = (counts: [number, string, string][]) =>
  counts
    .flatMap(([count, one, rest]) => (count === 0 ? [] : [`${count} ${count === 1 ? one : `${one}s`} ${rest}`]))
    .join(', ');

/**
 * Writes the tables into a folder.
 * @param features without them, ids of items cannot be row numbers
 * @throws InputError with file and line of invalid data; `mismatch` if `items` does not have one line per row of the features
 */
export async function writeTables(temp: string, options: TableOptions, features?: Matrix): Promise<Tables> {
  const { events, validation, items, clusters, mapping, itemMapping } = options;
  const to = (name: string) => join(temp, name);
  const lines = { notOnSale: 0, withoutId: 0 };
  const records = async (path: string) =>
    itemMapping
      ? foreignItems(path, itemMapping, await boughtItems(options), lines)
      : readCsv(path, itemTable(ignoring(path)));
  const rows = items
    ? await copyItems(items, to('items.csv'), await records(items))
    : await numberItems(features?.rows ?? 0, to('items.csv'));
  if (features && rows.size !== features.rows)
    throw new InputError('mismatch', `has ${rows.size} items, but ${features.file} has ${features.rows} rows`, {
      where: items,
      how: 'write one line per row of the features, in the same order',
    });
  const mustBe = items ? `an id of ${items}` : `a row number of ${features?.file}, 0 to ${rows.size - 1}`;
  const users = new Codes();
  const known = { rows, mustBe };
  const left = { ofUnknownItems: 0, withoutUser: 0 };
  const copy = (from: string, name: string) =>
    copyEvents(from, to(name), known, users, eventsOf(from, mapping, known, left));
  const counts = {
    items: rows.size,
    events: await copy(events, 'events.csv'),
    validation: validation ? await copy(validation, 'validation.csv') : 0,
    users: users.texts.length,
  };
  if (clusters) await writeClustersCsv(to('clusters.csv'), rows.keys(), await loadClustersCsv(clusters, known));
  const sources = [events, validation, items, features?.file, clusters].flatMap((path) =>
    path ? [basename(path)] : [],
  );
  const leftOut = sum([
    [lines.withoutId, 'line', 'of items without an id'],
    [lines.notOnSale, 'item', 'not on sale that nobody bought'],
    [left.ofUnknownItems, 'event', 'of unknown items'],
    [left.withoutUser, 'event', 'without a user'],
  ]);
  return {
    counts,
    name: options.name ?? basename(resolve(options.out)),
    provenance: `Imported from ${sources.join(', ')}.${leftOut && ` Left out: ${leftOut}.`}`,
    simulated: false,
  };
}

/** The items with events, if it matters which have some. */
async function boughtItems({ events, validation, mapping = {}, itemMapping }: TableOptions): Promise<Set<string>> {
  if (itemMapping?.onSale === undefined) return new Set();
  const found = await Promise.all([events, validation].map((path) => (path ? itemsOf(path, mapping) : [])));
  return new Set(found.flatMap((ids) => [...ids]));
}

/**
 * Creates a folder that `curatornet embed` makes a dataset when it has pictures. With `force` it replaces the tables of an
 * existing dataset, whose pictures stay. A failed or interrupted import leaves no files.
 * @throws InputError as writeTables; `missing` without items; `exists` if `out` is not empty
 */
export async function importTables(options: TableOptions): Promise<Tables> {
  const { out, items, force = false } = options;
  if (items === undefined)
    throw new InputError('usage', 'neither --features nor --items is given', {
      how: 'name the features, or the items whose pictures they are to be computed from',
    });
  const fill = async (temp: string) => {
    const tables = await writeTables(temp, options);
    checkSize(tables.counts, items);
    await writeSummary(temp, tables);
    return tables;
  };
  if (force && existsSync(join(out, DATASET_MANIFEST))) return replaceFiles(out, DATASET_FILES, fill);
  return makeFolderAtomically(out, fill, { force, marker: DATASET_MANIFEST });
}
