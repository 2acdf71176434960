// `curatornet pull`: converts the worker's export to a dataset folder, to train again. The export has no erased users.
// download.ts brings the export to disk; its lines are streamed, and features stay on disk: memory holds the items.
//
// The worker has the features of uploaded items. Those of the bundle's items are in the dataset that the bundle was
// trained on, so the user must name it. Items without features are left out.
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { InputError } from '@curatornet/shared/errors.ts';
import { writeCsv } from '../dataset/csv.ts';
import { formatTags, formatTime, quote } from '../dataset/fields.ts';
import { importInteractions } from '../dataset/interactions.ts';
import { ITEM_COLUMNS } from '../dataset/items.ts';
import { DATASET_MANIFEST, type DatasetManifest } from '../dataset/manifest.ts';
import { writeNpy } from '../dataset/npy.ts';
import { checkFree } from '../files.ts';
import { downloadExport, type Exporter, FURTHER } from './download.ts';
import {
  type ExportCounts,
  type ExportedEvent,
  type ExportedItem,
  type LineCounts,
  linesOf,
  Unusable,
} from './export.ts';
import { FeatureStore } from './feature-store.ts';

export interface PullOptions {
  from: Exporter;
  /** The folder of the previous dataset, for the features of items for which the worker has none. */
  before: string | undefined;
  out: string;
  name?: string;
  force?: boolean;
  /** Leave out any number of items, features and events. */
  partial?: boolean;
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
export async function pull({ from, before, out, name, force, partial }: PullOptions): Promise<Pulled> {
  checkFree(resolve(out), { force, marker: DATASET_MANIFEST });
  const folder = `${resolve(out)}.pull`;
  const where = from.url;
  // It stays if the download breaks off, so that the next pull goes on.
  const file = await downloadExport(from, folder);
  const to = (name: string) => join(folder, name);
  const features = await FeatureStore.open(to('features.f32'), before).catch(async (error) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  try {
    const items: ExportedItem[] = [];
    const events = createWriteStream(to('lines'));
    const counts: LineCounts = { items: 0, features: 0, events: 0, impressions: 0 };
    /** The counts before the last answer of the worker. */
    let earlier = { ...counts };
    const unusable = new Unusable();
    let end: LineCounts | undefined;
    let usable = 0;
    let number = 0;
    for await (const text of linesOf(createReadStream(file))) {
      number++;
      if (text === FURTHER) {
        earlier = { ...counts };
        continue;
      }
      const line = unusable.read(text, `${where} line ${number}`);
      if ('unusable' in line) counts[line.unusable]++;
      else if ('cursor' in line) continue;
      else if ('item' in line) {
        items.push(line.item);
        counts.items++;
      } else if ('features' in line) {
        await features.add(line.features.id, line.features.values);
        counts.features++;
      } else if ('event' in line) {
        counts.events++;
        usable++;
        if (!events.write(`${JSON.stringify(line.event)}\n`)) await once(events, 'drain');
      } else if ('impression' in line) counts.impressions++;
      else end = line.end;
    }
    events.end();
    await finished(events);
    const kinds = Object.keys(counts) as (keyof LineCounts)[];
    if (!end || kinds.some((what) => end![what] !== counts[what] - earlier[what]))
      throw new InputError('malformed', `the export is truncated after line ${number}`, { where, how: 'pull again' });

    const embedded = items.filter(({ id }) => features.lengthOf(id) !== undefined);
    if (embedded.length === 0)
      throw new InputError('missing', 'none of the items has features', {
        where,
        how: 'give the dataset that the champion was trained on: --data DIR',
      });
    const width = mostCommon(embedded.map(({ id }) => features.lengthOf(id)!));
    const known = embedded.filter(({ id }) => {
      const length = features.lengthOf(id)!;
      if (length !== width)
        unusable.add(
          'features',
          `the features of the item ${quote(id)}: ${length} values, but most items have ${width}`,
        );
      return length === width;
    });
    if (!partial) expectUsable(unusable, counts, where);
    const lost = items.filter(({ id }) => features.lengthOf(id) === undefined).map(({ id }) => id);
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
    await writeNpy(to('features.npy'), known.length, width, features.read(known.map(({ id }) => id)));
    const rows = new Set(known.map(({ id }) => id));
    await writeCsv(to('events.csv'), eventRecords(to('lines'), rows, leftOut));
    refuse(leftOut.events, usable, 'events refer to items without features');
    const files = { events: to('events.csv'), items: to('items.csv'), features: to('features.npy') };
    const encoder = features.encoderOf(width);
    return { manifest: await importInteractions({ ...files, out, name, force, encoder }), leftOut };
  } finally {
    await features.close();
    await rm(folder, { recursive: true, force: true });
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
