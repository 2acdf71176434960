// Events in a table of another program: its columns, delimiter, times and kinds are mapped to those of events.csv, which
// import reads from then on.
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { InputError } from '@curatornet/shared/errors.ts';
import { CsvError, parse } from 'csv-parse';
import { atLine, writeCsv } from './csv.ts';
import { EVENT_COLUMNS, type EventColumn, type KnownItems } from './events.ts';
import { formatTime, onLine, parseId, parseKind, quote, Refusal } from './fields.ts';
import { type TimeParser, type TimeSettings, timeParser } from './times.ts';

export interface EventMapping extends TimeSettings {
  /** The file's name of each column; a column that is not named has our name. */
  columns?: Partial<Record<EventColumn, string>>;
  /** One character; by default a comma. */
  delimiter?: string;
  /** Our kind for each of theirs, where they differ. */
  kinds?: Record<string, string>;
  /** Leave out events of unknown items, in place of refusing them. */
  dropUnknown?: boolean;
}

interface Table {
  line: number;
  record: string[];
}

const MAX_RECORD = 65_536;

/**
 * Writes events.csv out of a table of another program.
 * @returns the number of events of unknown items that were left out
 * @throws InputError with file and line for what is invalid; `malformed` if the file has no events
 */
export async function translateEvents(
  from: string,
  to: string,
  mapping: EventMapping,
  items: KnownItems,
): Promise<number> {
  const time = timeParser(mapping);
  let dropped = 0;
  let kept = 0;
  async function* records() {
    let places: Partial<Record<EventColumn, number>> | undefined;
    let width = 0;
    for await (const { line, record } of tableOf(from, mapping.delimiter)) {
      if (places === undefined) {
        places = placesOf(record, mapping, atLine(from, line));
        width = record.length;
        yield Object.keys(places);
        continue;
      }
      if (record.length !== width)
        throw new InputError('malformed', `has ${record.length} fields, the header ${width}`, {
          where: atLine(from, line),
          how: 'quote fields that contain the delimiter',
        });
      const fields = Object.entries(places).map(([column, place]) => [column, record[place].trim()] as const);
      const event = onLine(from, line, () => translate(Object.fromEntries(fields), mapping, time, items));
      if (event === undefined) dropped++;
      else {
        kept++;
        yield Object.keys(places).map((column) => event[column as EventColumn] ?? '');
      }
    }
  }
  await writeCsv(to, records());
  if (kept === 0)
    throw new InputError('malformed', dropped > 0 ? 'has no event of a known item' : 'has no events', {
      where: from,
      how: 'write one line per event',
    });
  return dropped;
}

/** An event in our terms; undefined if it is left out. */
function translate(
  fields: Partial<Record<EventColumn, string>>,
  { kinds = {}, dropUnknown = false }: EventMapping,
  time: TimeParser,
  items: KnownItems,
): Partial<Record<EventColumn, string>> | undefined {
  parseId(fields.user ?? '', 'user');
  const item = parseId(fields.item ?? '', 'item');
  if (!items.rows.has(item)) {
    if (dropUnknown) return undefined;
    throw new Refusal(
      `unknown item ${quote(item)}`,
      `an item must be ${items.mustBe}; --drop-unknown leaves out events of others`,
    );
  }
  const kind = fields.kind === undefined ? undefined : (kinds[fields.kind] ?? fields.kind);
  if (kind) parseKind(kind);
  return { ...fields, kind, at: fields.at ? formatTime(time(fields.at, 'at')) : fields.at };
}

/** Where each of our columns is in a header. Other columns are not needed, if the user has named the needed ones. */
function placesOf(
  header: readonly string[],
  { columns, delimiter = ',' }: EventMapping,
  where: string,
): Partial<Record<EventColumn, number>> {
  const names = header.map((name) => name.trim());
  const list = names.map(quote).join(', ');
  const refuse = (what: string, how: string): never => {
    throw new InputError('malformed', what, { where, how });
  };
  if (names.length === 1)
    refuse(
      `has the one column ${list}`,
      `name the delimiter, if it is not ${quote(delimiter)}: --delimiter ';' or tab`,
    );
  const places: Partial<Record<EventColumn, number>> = {};
  for (const column of EVENT_COLUMNS) {
    const name = columns?.[column] ?? column;
    const place = names.indexOf(name);
    if (names.lastIndexOf(name) !== place) refuse(`repeats the column ${quote(name)}`, 'name each column once');
    const needed = columns?.[column] !== undefined || column === 'user' || column === 'item';
    if (place >= 0) places[column] = place;
    else if (needed)
      refuse(
        `has no column ${quote(name)} for ${column}`,
        `its columns are ${list}; map them: --columns ${column}=NAME`,
      );
  }
  const unneeded = names.filter((_, place) => !Object.values(places).includes(place));
  if (columns === undefined && unneeded.length > 0)
    refuse(
      `has unknown columns ${unneeded.map(quote).join(', ')}`,
      'name the columns to read, and the others are ignored: --columns user=NAME,item=NAME,at=NAME',
    );
  return places;
}

/** The records of a table, with the line at which each starts. */
async function* tableOf(path: string, delimiter = ','): AsyncGenerator<Table> {
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD,
  });
  let line = 1;
  try {
    const reading = Readable.from(textOf(path)).on('error', (error) => parser.destroy(error));
    const parsing = reading.pipe(parser);
    for await (const { info, record } of parsing as AsyncIterable<{ info: { lines: number }; record: string[] }>) {
      yield { line, record };
      line = info.lines + 1;
    }
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    if (cause instanceof CsvError)
      throw new InputError('malformed', cause.message, { where: path, how: 'correct the line', cause });
    if (cause instanceof TypeError)
      throw new InputError('malformed', 'is not UTF-8', { where: path, how: 'save it as UTF-8', cause });
    throw new InputError('missing', 'cannot be read', { where: path, how: 'name a readable CSV file', cause });
  }
}

/** @throws TypeError if the bytes are not UTF-8 */
async function* textOf(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const bytes of createReadStream(path) as AsyncIterable<Uint8Array>)
    yield decoder.decode(bytes, { stream: true });
  yield decoder.decode();
}
