// Reads and writes CSV as a stream of records with line numbers; items.csv, events.csv and all imported tables use it.
// header.ts finds the columns. Quotes as in RFC 4180, UTF-8 with or without a byte order mark, line ends \n or \r\n; empty lines are skipped.
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InputError } from '@curatornet/shared/errors.ts';
import { CsvError, parse } from 'csv-parse';
import { type CsvColumns, columnsOf } from './header.ts';

/** Longer records, in characters, are rejected: an unclosed quote would otherwise read the rest of the file. */
const MAX_RECORD = 65_536;

/** Bytes per read. */
const CHUNK = 1 << 18;

/** A record: its fields by column (undefined for absent columns) and its first line, counted from 1. */
export interface CsvRecord<C extends string> {
  line: number;
  fields: Partial<Record<C, string>>;
}

/** `FILE line N`, the format of all messages about a line. */
export const atLine = (file: string, line: number) => `${file} line ${line}`;

/** The text of a file, a chunk at a time, without a byte order mark. @throws InputError if it is not UTF-8 */
async function* textOf(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch (cause) {
      throw new InputError('malformed', 'is not UTF-8', { where: path, how: 'save it as UTF-8', cause });
    }
  };
  try {
    const stream = createReadStream(path, { highWaterMark: CHUNK }) as AsyncIterable<Uint8Array>;
    for await (const bytes of stream) yield decode(bytes);
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError('missing', 'cannot be read', { where: path, how: 'name a readable CSV file', cause });
  }
  yield decode();
}

/** The error of csv-parse in our words. */
function explain(error: CsvError): string {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'has an unclosed quote';
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'has text after a closing quote; to write a quote within quotes, double it';
    case 'INVALID_OPENING_QUOTE':
      return 'has a quote inside an unquoted field';
    case 'CSV_MAX_RECORD_SIZE':
      return `has a record of more than ${MAX_RECORD} characters, possibly an unclosed quote`;
    default:
      return error.message;
  }
}

/** The number of lines of a record: quoted fields may contain line breaks. */
const linesOf = (record: readonly string[]) =>
  record.reduce((lines, field) => lines + (field.includes('\n') ? field.split('\n').length - 1 : 0), 1);

export interface Line {
  /** Its first line, counted from 1. */
  line: number;
  record: string[];
}

/**
 * The records of a file, the header too. Splits lines without quotes, which is a few times faster than the parser; from the
 * first quote on, it parses.
 */
export async function* recordsOf(path: string, delimiter: string): AsyncGenerator<Line[]> {
  const chunks = textOf(path);
  let line = 1;
  let rest = '';
  for (let { value, done } = await chunks.next(); ; { value, done } = await chunks.next()) {
    const text = rest + (value ?? '');
    if (text.includes('"')) {
      yield* parsed(path, delimiter, line, text, chunks);
      return;
    }
    const lines = text.split('\n');
    rest = done ? '' : lines.pop()!;
    if (rest.length > MAX_RECORD || lines.some(({ length }) => length > MAX_RECORD)) {
      yield* parsed(path, delimiter, line, text, chunks);
      return;
    }
    yield lines.map((text) => ({
      line: line++,
      record: (text.endsWith('\r') ? text.slice(0, -1) : text).split(delimiter),
    }));
    if (done) return;
  }
}

/** Parses the rest of a file. @param first the line at which `text` starts */
async function* parsed(
  path: string,
  delimiter: string,
  first: number,
  text: string,
  chunks: AsyncGenerator<string>,
): AsyncGenerator<Line[]> {
  let parsing = first; // the parser's line: ahead of ours, because it buffers records
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    max_record_size: MAX_RECORD,
    on_record: (record) => {
      parsing += linesOf(record);
      return record;
    },
  });
  async function* rest() {
    yield text;
    yield* chunks;
  }
  const reading = pipeline(Readable.from(rest()), parser);
  reading.catch(() => {}); // the iteration below throws this error
  try {
    let line = first;
    for await (const record of parser as AsyncIterable<string[]>) {
      yield [{ line, record }];
      line += linesOf(record);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new InputError('malformed', explain(error), {
      where: atLine(path, parsing),
      how: 'correct the line',
      cause: error,
    });
  } finally {
    parser.destroy();
  }
}

/**
 * Reads a CSV file with a header, in blocks of records. Memory is bounded: blocks are read as they are requested.
 * @throws InputError `missing` if the file cannot be opened; `malformed` with `FILE line N` if it is empty, the header has
 * unknown, repeated or missing columns, a record has more or fewer fields than the header, or quotes do not match
 */
export async function* readCsvBlocks<C extends string>(
  path: string,
  columns: CsvColumns<C>,
): AsyncGenerator<CsvRecord<C>[]> {
  const { delimiter = ',' } = columns;
  let header: (C | undefined)[] | undefined;
  for await (const lines of recordsOf(path, delimiter)) {
    const block: CsvRecord<C>[] = [];
    for (const { line, record } of lines) {
      if (record.length === 1 && record[0] === '') continue;
      if (header === undefined) {
        header = columnsOf(record, columns, atLine(path, line));
        continue;
      }
      if (record.length !== header.length) {
        yield block; // an error in an earlier record comes first
        const fields = (n: number) => `${n} field${n === 1 ? '' : 's'}`;
        throw new InputError('malformed', `has ${fields(record.length)}, the header ${fields(header.length)}`, {
          where: atLine(path, line),
          how: `quote fields that contain ${delimiter === ',' ? 'commas' : 'the delimiter'}, and write one field per column`,
        });
      }
      const fields: Partial<Record<C, string>> = {};
      for (let i = 0; i < header.length; i++) {
        const column = header[i];
        if (column !== undefined) fields[column] = record[i];
      }
      block.push({ line, fields });
    }
    yield block;
  }
  if (header === undefined)
    throw new InputError('malformed', 'is empty', {
      where: path,
      how: `start it with the line: ${columns.required.join(',')}`,
    });
}

/** The same, record by record. */
export async function* readCsv<C extends string>(path: string, columns: CsvColumns<C>): AsyncGenerator<CsvRecord<C>> {
  for await (const block of readCsvBlocks(path, columns)) yield* block;
}

/** A field as written to a file, quoted if necessary. */
const quoted = (field: string) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

/** A record as written to a file. */
export const lineOf = (record: readonly string[]): string => `${record.map(quoted).join(',')}\n`;

/** Writes text, with back-pressure. The file must not exist. */
export const writeText = (path: string, blocks: AsyncIterable<string>): Promise<void> =>
  pipeline(Readable.from(blocks), createWriteStream(path, { flags: 'wx' }));

/** Writes records, the header first. The file must not exist. */
export async function writeCsv(
  path: string,
  records: Iterable<readonly string[]> | AsyncIterable<readonly string[]>,
): Promise<void> {
  async function* blocks(): AsyncGenerator<string> {
    let block = '';
    for await (const record of records) {
      block += lineOf(record);
      if (block.length < MAX_RECORD) continue;
      yield block;
      block = '';
    }
    if (block !== '') yield block;
  }
  await writeText(path, blocks());
}
