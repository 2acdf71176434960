// Events in a table of another program: its columns, delimiter, times, kinds and users become those of events.csv. events.ts
// checks the result as it checks a dataset's own file.
import { createHmac } from 'node:crypto';
import { InputError } from '@curatornet/shared/errors.ts';
import { type CsvRecord, readCsvBlocks } from './csv.ts';
import { EVENT_TABLE, type EventBlocks, type EventColumn, type KnownItems } from './events.ts';
import { formatTime, onLine, parseId, parseKind, quote, Refusal } from './fields.ts';
import type { CsvColumns, ForeignColumns } from './header.ts';
import { type TimeParser, type TimeSettings, timeParser } from './times.ts';

export interface EventMapping extends TimeSettings {
  /** The file's name of each column; a column that is not named has our name. */
  columns?: Partial<Record<EventColumn, string>>;
  /** One character; by default a comma. */
  delimiter?: string;
  /** Our kind for each of theirs, where they differ. */
  kinds?: Record<string, string>;
  /** Leave out events of unknown items and events without a user, in place of refusing them. */
  dropUnknown?: boolean;
  /** The key that users are hashed with. */
  userKey?: string;
}

/** How many events were left out. */
export interface EventsLeftOut {
  ofUnknownItems: number;
  withoutUser: number;
}

type Fields = CsvRecord<EventColumn>['fields'];

/** The columns of events in a foreign table. @param ignored receives those that are not read, if none is mapped */
export const foreignEventTable = (
  { columns, delimiter }: Pick<EventMapping, 'columns' | 'delimiter'>,
  ignored?: ForeignColumns<EventColumn>['ignored'],
): CsvColumns<EventColumn> => ({
  ...EVENT_TABLE,
  delimiter,
  foreign: { option: (column, name) => `--columns '${column}=${name}'`, names: columns, ignored },
});

/** The ids of the items of a table's events. */
export async function itemsOf(from: string, mapping: EventMapping): Promise<Set<string>> {
  const ids = new Set<string>();
  for await (const block of readCsvBlocks(from, foreignEventTable(mapping)))
    for (const { fields } of block) ids.add((fields.item ?? '').trim());
  return ids;
}

/**
 * Reads a table of another program as records of events.csv.
 * @param leftOut counts the events that are left out
 * @throws InputError with file and line for what is invalid; `malformed` if the file has no events
 */
export async function* foreignEvents(
  from: string,
  mapping: EventMapping,
  items: KnownItems,
  leftOut: EventsLeftOut,
): EventBlocks & AsyncGenerator {
  const time = timeParser(mapping);
  let kept = 0;
  for await (const block of readCsvBlocks(from, foreignEventTable(mapping))) {
    const events = block.flatMap(({ line, fields }) => {
      const trimmed = Object.fromEntries(Object.entries(fields).map(([column, text]) => [column, text.trim()]));
      const translated = onLine(from, line, () => translate(trimmed, mapping, time, items));
      if (typeof translated === 'object') return { line, fields: translated };
      leftOut[translated]++;
      return [];
    });
    kept += events.length;
    yield events;
  }
  if (kept > 0) return;
  const { ofUnknownItems, withoutUser } = leftOut;
  const what = ofUnknownItems + withoutUser > 0 ? 'has no event of a known item by a user' : 'has no events';
  throw new InputError('malformed', what, { where: from, how: 'write one line per event' });
}

/** An event in our terms, or why it is left out. */
function translate(
  fields: Fields,
  { kinds = {}, dropUnknown = false, userKey }: EventMapping,
  time: TimeParser,
  items: KnownItems,
): Fields | keyof EventsLeftOut {
  const { user = '', item = '' } = fields;
  if (dropUnknown && !items.rows.has(item)) return 'ofUnknownItems';
  if (dropUnknown && user === '') return 'withoutUser';
  parseId(user, 'user');
  parseId(item, 'item');
  if (!items.rows.has(item))
    throw new Refusal(
      `unknown item ${quote(item)}`,
      `an item must be ${items.mustBe}; --drop-unknown leaves out events of others`,
    );
  const kind = fields.kind === undefined ? undefined : (kinds[fields.kind] ?? fields.kind);
  if (kind) parseKind(kind);
  return {
    ...fields,
    user: userKey === undefined ? user : hashedUser(userKey, user),
    ...(fields.kind !== undefined && { kind }),
    ...(fields.at && { at: formatTime(time(fields.at, 'at')) }),
  };
}

/** HMAC-SHA256 in hex. An e-mail address is the same one in capital letters. */
const hashedUser = (key: string, user: string) =>
  createHmac('sha256', key)
    .update(user.includes('@') ? user.toLowerCase() : user)
    .digest('hex');
