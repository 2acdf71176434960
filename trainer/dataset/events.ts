// events.csv and validation.csv: who got which item, one event a line. Read by import, which checks it, and by openDataset,
// which keeps it as columns of numbers.
import { InputError } from '@curatornet/shared/errors.ts';
import { Codes, GrowingArray } from './columns.ts';
import { type CsvRecord, readCsv } from './csv.ts';
import { onLine, parseId, parseKind, parseTime, quote, Refusal } from './fields.ts';

/** Events as columns of one length, in file order. A column that the file lacks is null. */
export interface Events {
  /** Places in the dataset's users. */
  user: Int32Array;
  /** Rows of the dataset's items. */
  item: Int32Array;
  /** Seconds since 1970, NaN where it is not known. */
  at: Float64Array | null;
  /** A code for each basket of each user, -1 for an event of no basket. */
  basket: Int32Array | null;
  /** 0 purchase, 1 like. */
  kind: Uint8Array | null;
}

/** All columns, in the order in which the tool writes them. */
export const EVENT_COLUMNS = ['user', 'item', 'at', 'basket', 'kind'] as const;
export type EventColumn = (typeof EVENT_COLUMNS)[number];

/** The ids that events may name. */
export interface KnownItems {
  rows: ReadonlyMap<string, number>;
  /** What an item must be, for the message about one that is none: `an id of items.csv`. */
  mustBe: string;
}

export interface EventLine {
  user: string;
  /** Row of the item. */
  item: number;
  at: number;
  /** Free text, empty for none. */
  basket: string;
  kind: number;
  /** The fields as they stand in the file: a column that the file lacks is absent. */
  fields: CsvRecord<EventColumn>['fields'];
}

function parseEvent(fields: CsvRecord<EventColumn>['fields'], items: KnownItems): EventLine {
  const user = parseId(fields.user ?? '', 'user');
  const id = parseId(fields.item ?? '', 'item');
  const item = items.rows.get(id);
  if (item === undefined) throw new Refusal(`there is no item ${quote(id)}`, `an item must be ${items.mustBe}`);
  const at = fields.at ? parseTime(fields.at, 'at') : Number.NaN;
  const kind = fields.kind ? parseKind(fields.kind) : 0;
  return { user, item, at, basket: fields.basket ?? '', kind, fields };
}

/**
 * Reads a file of events, in its order. An empty `at` or `basket` is not known, an empty `kind` is a purchase. The same
 * user may have the same item many times.
 * @throws InputError naming `FILE line N` for a field that cannot be right; `malformed` when the file has no event
 */
export async function* readEvents(path: string, items: KnownItems): AsyncGenerator<EventLine> {
  const [user, item, ...optional] = EVENT_COLUMNS;
  let count = 0;
  for await (const { line, fields } of readCsv<EventColumn>(path, { required: [user, item], optional })) {
    count++;
    yield onLine(path, line, () => parseEvent(fields, items));
  }
  if (count === 0)
    throw new InputError('malformed', 'has no events', { where: path, how: 'give it a line for each event' });
}

/** Reads a file of events into columns. @param users gets the users that it did not have yet */
export async function loadEvents(path: string, items: KnownItems, users: Codes): Promise<Events> {
  const baskets = new Codes();
  const int32 = () => new GrowingArray((n) => new Int32Array(n));
  const columns = {
    user: int32(),
    item: int32(),
    at: new GrowingArray((n) => new Float64Array(n)),
    basket: int32(),
    kind: new GrowingArray((n) => new Uint8Array(n)),
  };
  let has: EventLine['fields'] = {};
  for await (const { user, item, at, basket, kind, fields } of readEvents(path, items)) {
    has = fields; // the same columns on every line
    const code = users.of(user);
    columns.user.push(code);
    columns.item.push(item);
    if (fields.at !== undefined) columns.at.push(at);
    // Two users may both have a basket "1".
    if (fields.basket !== undefined) columns.basket.push(basket === '' ? -1 : baskets.of(`${code} ${basket}`));
    if (fields.kind !== undefined) columns.kind.push(kind);
  }
  return {
    user: columns.user.done(),
    item: columns.item.done(),
    at: has.at === undefined ? null : columns.at.done(),
    basket: has.basket === undefined ? null : columns.basket.done(),
    kind: has.kind === undefined ? null : columns.kind.done(),
  };
}
