// Reads a body of NDJSON line by line, as it arrives. A line that is too long, is not UTF-8, is not JSON or does not match the
// schema is refused alone; memory holds one line.
import type { LineError } from '@curatornet/shared/api.ts';
import type { Context } from 'hono';
import type { z } from 'zod';
import { RequestError } from './problems.ts';

export const NDJSON = 'application/x-ndjson';
const TYPE = /^application\/(x-)?ndjson\s*(;|$)/i;
const LINE_FEED = 10;

export interface LineLimits {
  /** The longest line, in bytes. */
  line: number;
  /** The largest number of lines, without empty ones. */
  lines: number;
  /** The largest body, in bytes. */
  body: number;
}

/** A line, counted from 1, and its value or why it is refused. */
export type Line<T> = { line: number } & ({ value: T; bytes: number } | { refused: Omit<LineError, 'line'> });

/**
 * The lines of a request, without empty ones.
 * @throws RequestError `unsupported-media-type`, or `body-too-large` after the lines that are within the limits
 */
export async function* readLines<S extends z.ZodType>(
  c: Context,
  schema: S,
  limits: LineLimits,
): AsyncGenerator<Line<z.output<S>>> {
  if (!TYPE.test(c.req.header('content-type') ?? ''))
    throw new RequestError('unsupported-media-type', `send lines of JSON as ${NDJSON}`);
  let count = 0;
  for await (const { line, bytes } of splitLines(c.req.raw.body, limits)) {
    if (bytes?.length === 0) continue;
    if (++count > limits.lines) throw tooLarge(`at most ${limits.lines} lines`);
    yield { line, ...(bytes ? parseLine(schema, bytes) : refusal(`is longer than ${limits.line} bytes`)) };
  }
}

const tooLarge = (most: string) =>
  new RequestError('body-too-large', `a request may have ${most}; the lines before are stored`);
const refusal = (message: string, at = '') => ({ refused: { at, message } });
const utf8 = new TextDecoder('utf-8', { fatal: true });

function parseLine<S extends z.ZodType>(schema: S, bytes: Uint8Array) {
  let json: unknown;
  try {
    json = JSON.parse(utf8.decode(bytes));
  } catch {
    return refusal('is not JSON in UTF-8');
  }
  const { success, data, error } = schema.safeParse(json);
  if (success) return { value: data as z.output<S>, bytes: bytes.length };
  const [{ path, message }] = error.issues;
  return refusal(message, path.map(String).join('.'));
}

/** Lines without their ends; `bytes` is undefined for one that is too long, which is skipped as it arrives. */
async function* splitLines(
  body: ReadableStream<Uint8Array> | null,
  { line: longest, body: most }: LineLimits,
): AsyncGenerator<{ line: number; bytes?: Uint8Array }> {
  let parts: Uint8Array[] = [];
  let length = 0;
  let line = 0;
  let total = 0;
  const add = (part: Uint8Array) => {
    length += part.length;
    if (length <= longest) parts.push(part);
    else parts = [];
  };
  const end = () => {
    const bytes = length <= longest ? joined(parts, length) : undefined;
    parts = [];
    length = 0;
    return { line: ++line, bytes };
  };
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    total += chunk.length;
    if (total > most) throw tooLarge(`at most ${most} bytes`);
    let from = 0;
    for (let to = chunk.indexOf(LINE_FEED); to >= 0; to = chunk.indexOf(LINE_FEED, from)) {
      add(chunk.subarray(from, to));
      yield end();
      from = to + 1;
    }
    if (from < chunk.length) add(chunk.subarray(from));
  }
  if (length > 0) yield end();
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  // Lines may end in \r\n.
  return bytes.at(-1) === 13 ? bytes.subarray(0, -1) : bytes;
}
