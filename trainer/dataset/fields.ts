// Parsers for single CSV fields. Each takes the text of a field and returns its value, or throws a Refusal that the
// caller completes with file and line.

import { InputError } from '@curatornet/shared/errors.ts';
import { KINDS } from '@curatornet/shared/kinds.ts';
import { amount, id, MAX_ID, MAX_SECONDS, MAX_TAGS, name, price } from '@curatornet/shared/limits.ts';
import type { z } from 'zod';
import { atLine } from './csv.ts';

/** An invalid field: what is wrong and how to fix it. */
export class Refusal extends Error {
  readonly how: string;
  constructor(what: string, how: string) {
    super(what);
    this.how = how;
  }
}

/** A text for an error message: quoted, control characters escaped, truncated to 60 characters. */
export const quote = (text: string) => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** Parses an id, with the limits of the API: shared/limits.ts. */
export function parseId(text: string, what: 'id' | 'user' | 'item' | 'artwork'): string {
  if (text === '') throw new Refusal(`the ${what} is empty`, `write the ${what} on every line`);
  const { length } = [...text];
  if (length > MAX_ID)
    throw new Refusal(`the ${what} ${quote(text)} has ${length} characters`, `use at most ${MAX_ID}`);
  if (/\p{Cc}/u.test(text)) throw new Refusal(`the ${what} ${quote(text)} contains a control character`, 'remove it');
  if (text.trim() !== text)
    throw new Refusal(`the ${what} ${quote(text)} starts or ends with white space`, 'remove it');
  return parseText(text, `the ${what}`, id);
}

/** Parses a text within the limits of the API. @param schema one of shared/limits.ts */
export function parseText(text: string, what: string, schema: z.ZodType<string>): string {
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new Refusal(`${what} ${quote(text)} ${parsed.error.issues[0].message}`, 'change it');
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?(Z| ?UTC| ?[+-]\d\d(?::?\d\d)?)?)?$/;
const TIME_FORMS = 'write ISO 8601, as 2026-03-01T12:00:00Z, or whole seconds since 1970';

/**
 * Parses a time to seconds since 1970, from whole seconds or ISO 8601, also as Postgres (`2024-01-05 10:22:33+00`) and
 * Shopify (`2024-01-05 10:22:33 +0100`) write it. A date alone is its midnight, and a time without
 * an offset is UTC, so that the result does not depend on the machine's time zone.
 */
export function parseTime(text: string, column: string): number {
  const refusal = (why: string) => new Refusal(`${column} ${quote(text)} ${why}`, TIME_FORMS);
  if (/^-?\d{1,11}$/.test(text)) return withinTime(Number(text), text, column);
  if (/^-?\d{12,}$/.test(text)) throw refusal('is not a time in seconds; is it in milliseconds?');
  const match = ISO.exec(text);
  if (!match) throw refusal('is not a time');
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  date.setUTCFullYear(year); // Date.UTC maps the years 0 to 99 to 1900 to 1999
  const offset = /([+-])(\d\d):?(\d\d)?$/.exec(match[8] ?? '');
  const [offsetHours, offsetMinutes] = offset ? [Number(offset[2]), Number(offset[3] ?? 0)] : [0, 0];
  // Date.UTC moves an invalid day, such as 31 April, into another month.
  const exists = date.getUTCMonth() === month - 1 && hour < 24 && minute < 60 && second < 60;
  if (!exists || offsetHours > 23 || offsetMinutes > 59) throw refusal('does not exist');
  const ahead = (offset?.[1] === '-' ? -1 : 1) * (offsetHours * 3600 + offsetMinutes * 60);
  return withinTime(date.getTime() / 1000 + Number(match[7] ?? 0) - ahead, text, column);
}

/** @throws Refusal for a time that the API would not take */
export function withinTime(time: number, text: string, column: string): number {
  if (!(time >= 0 && time <= MAX_SECONDS))
    throw new Refusal(`${column} ${quote(text)} is not between 1970 and 2099`, TIME_FORMS);
  return time;
}

/** Seconds since 1970 as ISO 8601 in UTC, the format in which times are written. */
export const formatTime = (seconds: number) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

/** Parses a price: a decimal number >= 0, rounded to four decimals. */
export function parsePrice(text: string): number {
  if (!/^\d{1,13}(\.\d{1,20})?$/.test(text) || !amount.safeParse(Number(text)).success)
    throw new Refusal(`price ${quote(text)} is not a price`, 'write digits with a point, as 1250.00, and no currency');
  return price.parse(Number(text));
}

/** A tag, in quotes if it contains a comma or a quote, and what ends it. */
const TAG = /(?:\s*"((?:[^"]|"")+)"\s*|([^,"]+))(?:,|$)/y;

/** Parses tags with commas between them: `Abstract, Blue, "red, dark"`. */
export function parseTags(text: string): string[] {
  const found: string[] = [];
  for (TAG.lastIndex = 0; TAG.lastIndex < text.length; ) {
    const [, inQuotes, plain] = TAG.exec(text) ?? [];
    const tag = inQuotes?.replaceAll('""', '"') ?? plain?.trim();
    if (tag === undefined)
      throw new Refusal(`tags ${quote(text)} are not tags`, 'write commas between tags: Abstract, Blue');
    found.push(parseText(tag, 'tag', name));
  }
  if (found.length > MAX_TAGS) throw new Refusal(`has ${found.length} tags`, `use at most ${MAX_TAGS}`);
  return found;
}

/** Tags as a field, which parseTags reads. */
export const formatTags = (tags: readonly string[]) =>
  tags.map((tag) => (/[",]|^\s|\s$/.test(tag) ? `"${tag.replaceAll('"', '""')}"` : tag)).join(', ');

/** Parses whether an item is one of a kind. */
export function parseUnique(text: string): boolean {
  if (text !== 'true' && text !== 'false')
    throw new Refusal(`unique ${quote(text)} is not true or false`, 'write true or false');
  return text === 'true';
}

/** The code of a kind: its index in KINDS. */
export function parseKind(text: string): number {
  const code = (KINDS as readonly string[]).indexOf(text);
  if (code < 0) throw new Refusal(`kind ${quote(text)} is unknown`, `write ${KINDS.join(', ')}`);
  return code;
}

/** Runs `parse` on a line's fields and converts a Refusal into an InputError with the line. */
export function onLine<T>(file: string, line: number, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new InputError('invalid', error.message, { where: atLine(file, line), how: error.how });
  }
}
