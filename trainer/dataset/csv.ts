// CSV as a stream of records that know their line: what items.csv, events.csv and every imported table are read with.
// Quotes as in RFC 4180, UTF-8 with or without a byte order mark, lines that end in \n or \r\n, empty lines skipped.
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InputError } from '@curatornet/shared/errors.ts';
import { CsvError, parse } from 'csv-parse';

/** A record longer than this many characters is refused; a quote that is never closed would swallow the file. */
const MAX_RECORD = 65_536;

/** Which columns a file may have. Those of `required` it must. */
export interface CsvColumns<C extends string> {
  required: readonly C[];
  optional: readonly C[];
}

/** A record: its fields by column (absent columns are undefined) and the line that it begins on, counted from 1. */
export interface CsvRecord<C extends string> {
  line: number;
  fields: Partial<Record<C, string>>;
}

/** `FILE line N`, as every message about a line names it. */
export const atLine = (file: string, line: number) => `${file} line ${line}`;

/** Passes bytes through and refuses those that are not UTF-8, which would otherwise turn into the same wrong letter. */
async function* utf8(path: string): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (bytes?: Uint8Array) => {
    try {
      decoder.decode(bytes, { stream: bytes !== undefined });
    } catch (cause) {
      throw new InputError('malformed', 'is not UTF-8', { where: path, how: 'save it as UTF-8', cause });
    }
  };
  try {
    for await (const bytes of createReadStream(path) as AsyncIterable<Uint8Array>) {
      decode(bytes);
      yield bytes;
    }
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError('missing', 'cannot be read', { where: path, how: 'name a CSV file that can be read', cause });
  }
  decode();
}

/** What csv-parse stumbled over, in our words. */
function explain(error: CsvError): string {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote is opened here and never closed';
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'something follows a closing quote; within quotes, write a quote twice';
    case 'INVALID_OPENING_QUOTE':
      return 'a quote stands within a field that is not quoted';
    case 'CSV_MAX_RECORD_SIZE':
      return `a record is longer than ${MAX_RECORD} characters; is a quote not closed?`;
    default:
      return error.message;
  }
}

/** Checks the header. @returns it, typed */
function checkHeader<C extends string>(header: string[], { required, optional }: CsvColumns<C>, where: string): C[] {
  const known: readonly string[] = [...required, ...optional];
  const how = `the columns are ${required.join(', ')}${optional.length > 0 ? ` and any of ${optional.join(', ')}` : ''}`;
  const refuse = (what: string, names: string[]): void => {
    if (names.length === 0) return;
    const list = names.map((name) => JSON.stringify(name)).join(', ');
    throw new InputError('malformed', `${what}${names.length > 1 ? 's' : ''} ${list}`, { where, how });
  };
  refuse(
    'unknown column',
    header.filter((name) => !known.includes(name)),
  );
  refuse(
    'repeated column',
    header.filter((name, i) => header.indexOf(name) < i),
  );
  refuse(
    'missing column',
    required.filter((name) => !header.includes(name)),
  );
  return header as C[];
}

/** How many lines a record takes: quoted fields may span them. */
const linesOf = (record: readonly string[]) =>
  record.reduce((lines, field) => lines + (field.includes('\n') ? field.split('\n').length - 1 : 0), 1);

/**
 * Reads a CSV file with a header. Bounded memory: records are parsed as they are asked for.
 * @throws InputError `missing` when it cannot be opened; `malformed` naming `FILE line N` when it is empty, its header
 * has unknown, repeated or missing columns, a record has more or fewer fields than the header, or quotes do not match
 */
export async function* readCsv<C extends string>(path: string, columns: CsvColumns<C>): AsyncGenerator<CsvRecord<C>> {
  let parsing = 1; // the line that the parser is on: ahead of ours, for records wait in its buffer
  const parser = parse({
    bom: true,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    max_record_size: MAX_RECORD,
    on_record: (record) => {
      parsing += linesOf(record);
      return record;
    },
  });
  const reading = pipeline(utf8(path), parser);
  reading.catch(() => {}); // comes out of the iteration below
  let header: C[] | undefined;
  try {
    let nextLine = 1;
    for await (const record of parser as AsyncIterable<string[]>) {
      const line = nextLine;
      nextLine += linesOf(record);
      if (record.length === 1 && record[0] === '') continue;
      if (header === undefined) {
        header = checkHeader(record, columns, atLine(path, line));
        continue;
      }
      if (record.length !== header.length) {
        const fields = (n: number) => `${n} field${n === 1 ? '' : 's'}`;
        throw new InputError('malformed', `has ${fields(record.length)}, the header ${fields(header.length)}`, {
          where: atLine(path, line),
          how: 'quote fields that hold commas, and give each line a field for each column',
        });
      }
      const fields: Partial<Record<C, string>> = {};
      for (let i = 0; i < header.length; i++) fields[header[i]] = record[i];
      yield { line, fields };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new InputError('malformed', explain(error), {
      where: atLine(path, parsing),
      how: 'mend the line',
      cause: error,
    });
  } finally {
    parser.destroy();
  }
  if (header === undefined)
    throw new InputError('malformed', 'is empty', {
      where: path,
      how: `begin it with a line: ${columns.required.join(',')}`,
    });
}

/** A field as it stands in a file: quoted where it must be. */
const quoted = (field: string) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

/** Writes records of fields, the header first; they are taken as fast as the disk takes them. The file must not exist. */
export async function writeCsv(
  path: string,
  records: Iterable<readonly string[]> | AsyncIterable<readonly string[]>,
): Promise<void> {
  async function* blocks(): AsyncGenerator<string> {
    let block = '';
    for await (const record of records) {
      block += `${record.map(quoted).join(',')}\n`;
      if (block.length < MAX_RECORD) continue;
      yield block;
      block = '';
    }
    if (block !== '') yield block;
  }
  await pipeline(Readable.from(blocks()), createWriteStream(path, { flags: 'wx' }));
}
