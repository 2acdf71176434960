// `curatornet pull`: the worker's export -> a dataset folder to train on again. Erased people are in no export. Lines are
// taken as they come; only items and features are held.
//
// The worker keeps the features of items that were uploaded to it; those of the bundle's items are in the dataset that
// the bundle was made of, which therefore has to be named. An item of which nobody has features is left out.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { itemSchema } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { z } from 'zod';
import { writeCsv } from '../dataset/csv.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { importInteractions } from '../dataset/interactions.ts';
import { ITEM_COLUMNS } from '../dataset/items.ts';
import type { Manifest } from '../dataset/manifest.ts';
import { writeNpy } from '../dataset/npy.ts';

const count = z.int().nonnegative();
const lineSchema = z.union([
  z.object({ item: itemSchema.extend({ forSale: z.boolean() }) }),
  z.object({ features: z.object({ id: z.string(), values: z.array(z.number()).min(1) }) }),
  z.object({
    event: z.object({ user: z.string(), item: z.string(), kind: z.string(), at: z.number().nullable() }),
  }),
  z.object({ end: z.object({ items: count, features: count, events: count }) }),
]);
type Item = z.infer<typeof itemSchema>;

export interface PullOptions {
  export: ReadableStream<Uint8Array>;
  /** The dataset of before, for the features of items that the worker has none of. */
  before: Pick<Dataset, 'items' | 'features' | 'featureSize'> | undefined;
  out: string;
  name?: string;
  force?: boolean;
  /** Leave out however much. */
  partial?: boolean;
  /** The worker's address, for messages. */
  where: string;
}

export interface Pulled {
  manifest: Manifest;
  leftOut: LeftOut;
}

/** Items without features, the first of them by id, and events of items that are not in the dataset. */
interface LeftOut {
  items: number;
  first: string[];
  events: number;
}

/** The share of items, and of events, that may be left out unasked. */
const MOST_LEFT_OUT = 0.1;
const NAMED = 5;

/**
 * @throws InputError `malformed` where the export is cut off or is none, `mismatch` where features differ in length,
 * `missing` where more than a tenth of the items or events would be left out, without `partial`
 */
export async function pull({ before, out, name, force, partial, where, ...options }: PullOptions): Promise<Pulled> {
  const temp = await mkdtemp(join(tmpdir(), 'curatornet-pull-'));
  try {
    const to = (file: string) => join(temp, file);
    const items: Item[] = [];
    const live = new Map<string, Float32Array>();
    const events = createWriteStream(to('lines'));
    const counts = { items: 0, features: 0, events: 0 };
    let tastes = 0;
    let end: typeof counts | undefined;
    let number = 0;
    for await (const text of createInterface(
      Readable.fromWeb(options.export as Parameters<typeof Readable.fromWeb>[0]),
    )) {
      number++;
      const line = parseLine(text, `${where} line ${number}`);
      if ('item' in line) {
        items.push(line.item);
        counts.items++;
      } else if ('features' in line) {
        live.set(line.features.id, Float32Array.from(line.features.values));
        counts.features++;
      } else if ('event' in line) {
        counts.events++;
        // A click is no taste.
        if (line.event.kind === 'click') continue;
        tastes++;
        if (!events.write(`${JSON.stringify(line.event)}\n`)) await once(events, 'drain');
      } else end = line.end;
    }
    events.end();
    await finished(events);
    if (!end || (Object.keys(counts) as (keyof typeof counts)[]).some((what) => end![what] !== counts[what]))
      throw new InputError('malformed', `the export is cut off after line ${number}`, { where, how: 'pull again' });

    const rowBefore = new Map(before?.items.map(({ id }, row) => [id, row]));
    const featuresOf = (id: string): Float32Array | undefined => {
      const row = rowBefore.get(id);
      const size = before?.featureSize ?? 0;
      return live.get(id) ?? (row === undefined ? undefined : before!.features.subarray(row * size, (row + 1) * size));
    };
    const known = items.filter(({ id }) => featuresOf(id) !== undefined);
    if (known.length === 0)
      throw new InputError('missing', 'none of its items has features here', {
        where,
        how: 'name the dataset that the model in force was made of: --data DIR',
      });
    const lost = items.filter(({ id }) => featuresOf(id) === undefined).map(({ id }) => id);
    const leftOut: LeftOut = { items: lost.length, first: lost.slice(0, NAMED), events: 0 };
    const refuse = (count: number, of: number, what: string) => {
      if (partial || count <= of * MOST_LEFT_OUT) return;
      throw new InputError('missing', `${count} of ${of} ${what}: ${named(leftOut)}`, {
        where,
        how: 'name the dataset of before with --data DIR, or leave them out with --partial',
      });
    };
    refuse(lost.length, items.length, 'items have no features');
    const width = featuresOf(known[0].id)!.length;
    await writeCsv(to('items.csv'), itemRecords(known));
    await writeNpy(
      to('features.npy'),
      known.length,
      width,
      known.map(({ id }) => {
        const features = featuresOf(id)!;
        if (features.length !== width)
          throw new InputError('mismatch', `the item ${id} has ${features.length} features, others have ${width}`, {
            where,
          });
        return features;
      }),
    );
    const rows = new Set(known.map(({ id }) => id));
    await writeCsv(to('events.csv'), eventRecords(to('lines'), rows, leftOut));
    refuse(leftOut.events, tastes, 'events are of items without features');
    const files = { events: to('events.csv'), items: to('items.csv'), features: to('features.npy') };
    return { manifest: await importInteractions({ ...files, out, name, force }), leftOut };
  } finally {
    await rm(temp, { recursive: true, force: true });
  }
}

/** The first items that are left out, and how many more. */
export function named({ items, first }: LeftOut): string {
  const more = items - first.length;
  return `${first.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function parseLine(text: string, where: string): z.infer<typeof lineSchema> {
  try {
    return lineSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new InputError('malformed', 'it is no line of an export', { where, how: 'pull again', cause });
  }
}

function* itemRecords(items: readonly Item[]): Generator<string[]> {
  yield [...ITEM_COLUMNS];
  const text = (value: string | number | boolean | undefined) => (value === undefined ? '' : String(value));
  for (const { id, artist, title, image, price, currency, uploadedAt, unique } of items)
    yield [id, artist, title, image, price, currency, uploadedAt, unique].map(text);
}

async function* eventRecords(
  lines: string,
  rows: ReadonlySet<string>,
  leftOut: { events: number },
): AsyncGenerator<string[]> {
  yield ['user', 'item', 'at', 'kind'];
  const { createReadStream } = await import('node:fs');
  for await (const text of createInterface(createReadStream(lines))) {
    const { user, item, at, kind } = JSON.parse(text);
    if (rows.has(item)) yield [user, item, at === null ? '' : String(at), kind];
    else leftOut.events++;
  }
}
