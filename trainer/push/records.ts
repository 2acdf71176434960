// Reads the files of `curatornet push`: items.csv with features.npy, and events.csv, as the lines that the worker's bulk routes
// take. Lines are read as they are sent.
import type { Event, ItemLine } from '@curatornet/shared/api.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { KINDS, kind as kindSchema } from '@curatornet/shared/kinds.ts';
import { readCsv } from '../dataset/csv.ts';
import { onLine, parseId, parseTime, quote, Refusal } from '../dataset/fields.ts';
import { readItemsCsv } from '../dataset/items.ts';
import { openNpy } from '../dataset/npy.ts';
import { EventIds } from './event-ids.ts';

/** A record of a file; `line` is its line there, counted from 1. */
export interface PushRecord<T> {
  line: number;
  body: T;
}

/** Columns of a file of events; `basket` is for training and not sent. */
const EVENT_COLUMNS = { required: ['user', 'item'], optional: ['id', 'at', 'kind', 'basket'] } as const;

/**
 * The events of a CSV file. One without an id gets the digest of its contents.
 * @throws InputError with `FILE line N`
 */
export async function* readPushedEvents(path: string): AsyncGenerator<PushRecord<Event>> {
  const ids = new EventIds();
  for await (const { line, fields } of readCsv(path, EVENT_COLUMNS))
    yield onLine(path, line, () => {
      const user = parseId(fields.user ?? '', 'user');
      const item = parseId(fields.item ?? '', 'item');
      const { success, data: kind } = kindSchema.safeParse(fields.kind || 'purchase');
      if (!success) throw new Refusal(`kind ${quote(fields.kind!)} is unknown`, `write ${KINDS.join(', ')}`);
      const at = fields.at ? Math.floor(parseTime(fields.at, 'at')) : undefined;
      const id = fields.id ? parseId(fields.id, 'id') : ids.next({ user, item, kind, at });
      return { line, body: { id, user, item, kind, at } };
    });
}

/**
 * The items of a CSV file, each with its row of the features, if there are any.
 * @param from the number of items to leave out at the beginning
 * @throws InputError with `FILE line N`; `mismatch` if the features do not have a row per item
 */
export async function* readPushedItems(
  path: string,
  features: string | undefined,
  from: number,
): AsyncGenerator<PushRecord<ItemLine>> {
  const npy = features === undefined ? undefined : await openNpy(features);
  try {
    const values = new Float32Array(npy?.columns ?? 0);
    const mismatch = (items: string) =>
      new InputError('mismatch', `has ${npy!.rows} rows, but ${path} has ${items} items`, {
        where: features,
        how: 'write one row per line of the items, in the same order',
      });
    let row = 0;
    for await (const { item, line } of readItemsCsv(path)) {
      if (npy && row >= npy.rows) throw mismatch('more');
      if (row++ < from) continue;
      if (npy) await npy.read(values, row - 1);
      const { uploadedAt, unique = true, ...about } = item;
      const time = uploadedAt === undefined ? undefined : Math.floor(uploadedAt);
      yield {
        line,
        body: { ...about, unique, uploadedAt: time, features: npy ? [...values] : undefined },
      };
    }
    if (npy && row !== npy.rows) throw mismatch(String(row));
  } finally {
    await npy?.close();
  }
}
