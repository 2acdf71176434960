// `curatornet pull`: converts the worker's export to a dataset folder, to train again. The export has no erased users.
// Lines are streamed; only items and features are held in memory.
//
// The worker has the features of uploaded items. Those of the bundle's items are in the dataset that the bundle was
// trained on, so the user must name it. Items without features are left out.
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { InputError } from '@curatornet/shared/errors.ts';
import { writeCsv } from '../dataset/csv.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { formatTags, formatTime, quote } from '../dataset/fields.ts';
import { importInteractions } from '../dataset/interactions.ts';
import { ITEM_COLUMNS } from '../dataset/items.ts';
import type { DatasetManifest } from '../dataset/manifest.ts';
import { writeNpy } from '../dataset/npy.ts';
import { type ExportCounts, type ExportedEvent, type ExportedItem, linesOf, Unusable } from './export.ts';

export interface PullOptions {
  export: ReadableStream<Uint8Array>;
  /** The previous dataset, for the features of items for which the worker has none. */
  before: Pick<Dataset, 'items' | 'features' | 'featureSize'> | undefined;
  out: string;
  name?: string;
  force?: boolean;
  /** Leave out any number of items, features and events. */
  partial?: boolean;
  /** The worker's URL, for messages. */
  where: string;
}

export interface Pulled {
  manifest: DatasetManifest;
  leftOut: LeftOut;
}

interface LeftOut {
  /** The number of items without features, and the ids of the first. */
  items: number;
  first: string[];
  /** The number of events of items that are not in the dataset. */
  events: number;
  /** Lines that violate the limits of the API, and features of unusual length; the first few by name. */
  unusable: ExportCounts & { first: string[] };
}

/** The share of items, of features and of events that may be left out without `partial`. */
const MOST_LEFT_OUT = 0.1;
/** The most items without features that are named. */
const NAMED = 5;

/**
 * @throws InputError `malformed` if the export is truncated or not an export; `missing` or `invalid` if more than a tenth
 * would be left out, without `partial`
 */
export async function pull({ before, out, name, force, partial, where, ...options }: PullOptions): Promise<Pulled> {
  const temp = await mkdtemp(join(tmpdir(), 'curatornet-pull-'));
  try {
    const to = (file: string) => join(temp, file);
    const items: ExportedItem[] = [];
    const live = new Map<string, Float32Array>();
    const events = createWriteStream(to('lines'));
    const counts: ExportCounts = { items: 0, features: 0, events: 0 };
    const unusable = new Unusable();
    let end: ExportCounts | undefined;
    /** Events of histories: purchases and likes. */
    let tastes = 0;
    let number = 0;
    for await (const text of linesOf(options.export as unknown as AsyncIterable<Uint8Array>)) {
      const line = unusable.read(text, `${where} line ${++number}`);
      if ('unusable' in line) counts[line.unusable]++;
      else if ('item' in line) {
        items.push(line.item);
        counts.items++;
      } else if ('features' in line) {
        live.set(line.features.id, Float32Array.from(line.features.values));
        counts.features++;
      } else if ('event' in line) {
        counts.events++;
        // Clicks do not enter histories.
        if (line.event.kind === 'click') continue;
        tastes++;
        if (!events.write(`${JSON.stringify(line.event)}\n`)) await once(events, 'drain');
      } else end = line.end;
    }
    events.end();
    await finished(events);
    if (!end || (Object.keys(counts) as (keyof ExportCounts)[]).some((what) => end![what] !== counts[what]))
      throw new InputError('malformed', `the export is truncated after line ${number}`, { where, how: 'pull again' });

    const rowBefore = new Map(before?.items.map(({ id }, row) => [id, row]));
    const featuresOf = (id: string): Float32Array | undefined => {
      const row = rowBefore.get(id);
      const size = before?.featureSize ?? 0;
      return live.get(id) ?? (row === undefined ? undefined : before!.features.subarray(row * size, (row + 1) * size));
    };
    const embedded = items.filter(({ id }) => featuresOf(id) !== undefined);
    if (embedded.length === 0)
      throw new InputError('missing', 'none of the items has features', {
        where,
        how: 'give the dataset that the champion was trained on: --data DIR',
      });
    const width = mostCommon(embedded.map(({ id }) => featuresOf(id)!.length));
    const known = embedded.filter(({ id }) => {
      const { length } = featuresOf(id)!;
      if (length !== width)
        unusable.add(
          'features',
          `the features of the item ${quote(id)}: ${length} values, but most items have ${width}`,
        );
      return length === width;
    });
    if (!partial) expectUsable(unusable, counts, where);
    const lost = items.filter(({ id }) => featuresOf(id) === undefined).map(({ id }) => id);
    const leftOut: LeftOut = {
      items: lost.length,
      first: lost.slice(0, NAMED),
      events: 0,
      unusable: { ...unusable.counts, first: unusable.first },
    };
    const refuse = (count: number, of: number, what: string) => {
      if (partial || count <= of * MOST_LEFT_OUT) return;
      throw new InputError('missing', `${count} of ${of} ${what}: ${named(leftOut)}`, {
        where,
        how: 'give the previous dataset with --data DIR, or leave them out with --partial',
      });
    };
    refuse(lost.length, items.length, 'items have no features');
    await writeCsv(to('items.csv'), itemRecords(known));
    await writeNpy(
      to('features.npy'),
      known.length,
      width,
      known.map(({ id }) => featuresOf(id)!),
    );
    const rows = new Set(known.map(({ id }) => id));
    await writeCsv(to('events.csv'), eventRecords(to('lines'), rows, leftOut));
    refuse(leftOut.events, tastes, 'events refer to items without features');
    const files = { events: to('events.csv'), items: to('items.csv'), features: to('features.npy') };
    return { manifest: await importInteractions({ ...files, out, name, force }), leftOut };
  } finally {
    await rm(temp, { recursive: true, force: true });
  }
}

/** @throws InputError if more than a tenth of the items, features or events is unusable */
function expectUsable({ counts, first }: Unusable, all: ExportCounts, where: string): void {
  for (const what of ['items', 'features', 'events'] as const)
    if (counts[what] > all[what] * MOST_LEFT_OUT)
      throw new InputError('invalid', `${counts[what]} of ${all[what]} ${what} cannot be used: ${first.join('; ')}`, {
        where,
        how: 'correct the data that the store sends, or leave them out with --partial',
      });
}

/** Names the first items that are left out, and the number of others. */
export function named({ items, first }: Pick<LeftOut, 'items' | 'first'>): string {
  const more = items - first.length;
  return `${first.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** The most frequent value; ties go to the first. */
function mostCommon(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most))[0];
}

function* itemRecords(items: readonly ExportedItem[]): Generator<string[]> {
  yield [...ITEM_COLUMNS];
  const text = (value: string | number | boolean | undefined) => (value === undefined ? '' : String(value));
  for (const { id, artist, title, image, price, currency, uploadedAt, unique, tags } of items) {
    const time = uploadedAt === undefined || Number.isInteger(uploadedAt) ? uploadedAt : formatTime(uploadedAt);
    yield [id, artist, title, image, price, currency, time, unique, tags && formatTags(tags)].map(text);
  }
}

async function* eventRecords(
  lines: string,
  rows: ReadonlySet<string>,
  leftOut: { events: number },
): AsyncGenerator<string[]> {
  yield ['user', 'item', 'at', 'kind'];
  for await (const text of linesOf(createReadStream(lines))) {
    const { user, item, at, kind } = JSON.parse(text) as ExportedEvent;
    if (rows.has(item)) yield [user, item, at === null ? '' : String(at), kind];
    else leftOut.events++;
  }
}
