// Parses a worker's export line by line. Stored data that a dataset cannot represent do not stop `pull`: it skips, counts
// and names them.
import { firstIssue, itemSchema } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { kind } from '@curatornet/shared/kinds.ts';
import { features, id, wholeSeconds } from '@curatornet/shared/limits.ts';
import { z } from 'zod';
import { quote } from '../dataset/fields.ts';

const count = z.int().nonnegative();
const object = z.record(z.string(), z.unknown());
/** A line of each kind, with unchecked contents. */
const lineSchema = z.union([
  z.object({ item: object }),
  z.object({ features: object }),
  z.object({ event: object }),
  z.object({ impression: object }),
  z.object({ cursor: z.string() }),
  z.object({ end: z.object({ items: count, features: count, events: count, impressions: count.default(0) }) }),
]);
const itemLine = itemSchema.extend({ forSale: z.boolean() });
const featuresLine = z.object({ id, values: features });
const eventLine = z.object({ user: id, item: id, kind, at: wholeSeconds.nullable() });

export type ExportedItem = z.infer<typeof itemLine>;
export type ExportedEvent = z.infer<typeof eventLine>;
export type ExportCounts = { items: number; features: number; events: number };
/** Impressions are counted alone: datasets have none. */
export type LineCounts = ExportCounts & { impressions: number };
export type Line =
  | { item: ExportedItem }
  | { features: z.infer<typeof featuresLine> }
  | { event: ExportedEvent }
  | { impression: Record<string, unknown> }
  | { cursor: string }
  | { end: LineCounts }
  | { unusable: keyof ExportCounts };

/** The most unusable lines that are named. */
const MOST_NAMED = 5;

/** Counts unusable lines, and names the first few. */
export class Unusable {
  readonly counts: ExportCounts = { items: 0, features: 0, events: 0 };
  readonly first: string[] = [];

  add(what: keyof ExportCounts, sentence: string): void {
    this.counts[what]++;
    if (this.first.length < MOST_NAMED) this.first.push(sentence);
  }

  /** Parses a line with the limits of the API. @throws InputError `malformed` if it is not a line of an export */
  read(text: string, where: string): Line {
    const line = parseLine(text, where);
    if ('end' in line || 'cursor' in line || 'impression' in line) return line;
    if ('item' in line) return this.#usable('items', line.item, itemLine, (item) => ({ item }));
    if ('features' in line) return this.#usable('features', line.features, featuresLine, (one) => ({ features: one }));
    return this.#usable('events', line.event, eventLine, (event) => ({ event }));
  }

  #usable<S extends z.ZodType>(
    what: keyof ExportCounts,
    value: Record<string, unknown>,
    schema: S,
    line: (parsed: z.infer<S>) => Line,
  ): Line {
    const parsed = schema.safeParse(value);
    if (parsed.success) return line(parsed.data);
    this.add(what, `${nameOf(what, value)}: ${firstIssue(parsed.error)}`);
    return { unusable: what };
  }
}

/** `the event "order-7" of the user "ann" about the item "w-3"` */
function nameOf(what: keyof ExportCounts, value: Record<string, unknown>): string {
  const quoted = (one: unknown) => quote(String(one));
  if (what === 'events')
    return `the event ${quoted(value.id)} of the user ${quoted(value.user)} about the item ${quoted(value.item)}`;
  return `${what === 'features' ? 'the features of ' : ''}the item ${quoted(value.id)}`;
}

function parseLine(text: string, where: string): z.infer<typeof lineSchema> {
  try {
    return lineSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new InputError('malformed', 'is not a line of an export', { where, how: 'pull again', cause });
  }
}

/** An item with all its features is far shorter. */
const MAX_LINE = 1 << 20;

/** The lines of a stream, split at \n only: node:readline also splits at U+2028, which JSON does not escape. */
export async function* linesOf(stream: AsyncIterable<Uint8Array>, longest = MAX_LINE): AsyncGenerator<string> {
  const utf8 = new TextDecoder();
  let rest = '';
  for await (const bytes of stream) {
    const lines = (rest + utf8.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop()!;
    if (rest.length > longest) throw new InputError('malformed', `a line is longer than ${longest} characters`);
    yield* lines;
  }
  if (rest !== '') yield rest;
}
