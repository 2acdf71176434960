// events.csv and validation.csv: interactions of users with items, one per line. Import validates them; openDataset loads
// them into columns.
import { InputError } from '@curatornet/shared/errors.ts';
import { LEARNED } from '@curatornet/shared/kinds.ts';
import { Codes, GrowingArray } from './columns.ts';
import { type CsvRecord, readCsvBlocks } from './csv.ts';
import { onLine, parseId, parseKind, parseTime, quote, Refusal } from './fields.ts';
import type { CsvColumns } from './header.ts';

/** Purchases and likes as columns of equal length, in file order. A column that the file lacks is null. */
export interface Events {
  /** Index of the user in the dataset's users. */
  user: Int32Array;
  /** Row of the item. */
  item: Int32Array;
  /** Seconds since 1970, NaN if unknown. */
  at: Float64Array | null;
  /** A code per basket of a user, -1 for events without a basket. */
  basket: Int32Array | null;
  /** An index of LEARNED: 0 purchase, 1 like. */
  kind: Uint8Array | null;
}

/** All columns, in the order in which they are written. */
export const EVENT_COLUMNS = ['user', 'item', 'at', 'basket', 'kind'] as const;
export type EventColumn = (typeof EVENT_COLUMNS)[number];
const [USER, ITEM, ...OPTIONAL] = EVENT_COLUMNS;
export const EVENT_TABLE: CsvColumns<EventColumn> = { required: [USER, ITEM], optional: OPTIONAL };

/** Records of events, in blocks. */
export type EventBlocks = AsyncIterable<CsvRecord<EventColumn>[]>;

/** The items that events may refer to. */
export interface KnownItems {
  rows: ReadonlyMap<string, number>;
  /** What an id must be, for the error message: `an id of items.csv`. */
  mustBe: string;
}

export interface EventLine {
  user: string;
  /** Row of the item. */
  item: number;
  at: number;
  /** Any text; empty for no basket. */
  basket: string;
  /** An index of KINDS. */
  kind: number;
  /** The raw fields; absent for columns that the file lacks. */
  fields: CsvRecord<EventColumn>['fields'];
}

/** @param users those whose ids are known to be valid */
function parseEvent(fields: CsvRecord<EventColumn>['fields'], items: KnownItems, users: Set<string>): EventLine {
  const user = fields.user ?? '';
  if (!users.has(user)) users.add(parseId(user, 'user'));
  // The ids of items are valid.
  const item = items.rows.get(fields.item ?? '');
  if (item === undefined) {
    const id = parseId(fields.item ?? '', 'item');
    throw new Refusal(`unknown item ${quote(id)}`, `an item must be ${items.mustBe}`);
  }
  const at = fields.at ? parseTime(fields.at, 'at') : Number.NaN;
  const kind = fields.kind ? parseKind(fields.kind) : 0;
  return { user, item, at, basket: fields.basket ?? '', kind, fields };
}

/**
 * Reads a file of events in file order, in blocks. An empty `at` or `basket` means unknown, an empty `kind` means purchase.
 * A user may have the same item several times.
 * @param blocks its records; by default those of a dataset's own file
 * @throws InputError with `FILE line N` for an invalid field; `malformed` if the file has no purchases or likes
 */
export async function* readEvents(
  path: string,
  items: KnownItems,
  blocks: EventBlocks = readCsvBlocks(path, EVENT_TABLE),
): AsyncGenerator<EventLine[]> {
  const users = new Set<string>();
  let lines = 0;
  let learned = 0;
  for await (const block of blocks) {
    const events = block.map(({ line, fields }) => onLine(path, line, () => parseEvent(fields, items, users)));
    lines += events.length;
    for (const event of events) if (isLearned(event)) learned++;
    yield events;
  }
  const lacks = lines === 0 ? 'events' : LEARNED.map((kind) => `${kind}s`).join(' or ');
  if (learned === 0)
    throw new InputError('malformed', `has no ${lacks}`, { where: path, how: 'write one line per event' });
}

/** Whether training learns from an event. The others stay in the file. */
export const isLearned = ({ kind }: Pick<EventLine, 'kind'>): boolean => kind < LEARNED.length;

/** Reads the events of a file that training learns from into columns. @param users receives new users */
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
  for await (const block of readEvents(path, items))
    for (const event of block) {
      const { user, item, at, basket, kind, fields } = event;
      if (!isLearned(event)) continue;
      has = fields; // every line has the same columns
      const code = users.of(user);
      columns.user.push(code);
      columns.item.push(item);
      if (fields.at !== undefined) columns.at.push(at);
      // Basket names are per user.
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
