// `POST /v1/bulk/events` and `POST /v1/bulk/items`: the same writes as `POST /v1/events` and `PUT /v1/items/{id}`, a line of
// JSON each. Lines are stored in batches while the body arrives; a wrong line is refused alone, and sending lines again is safe.
import {
  type BulkEventsResponse,
  type BulkItemsResponse,
  bulkEventsResponse,
  bulkItemsResponse,
  type Event,
  event,
  itemLine,
  type LineError,
  MAX_AHEAD,
  MAX_BULK_BODY,
  MAX_EVENT_LINE,
  MAX_ITEM_BODY,
  MAX_LINE_ERRORS,
  MAX_LINES,
  type Outcome,
  outcome,
} from '@curatornet/shared/api.ts';
import type { Context, Hono } from 'hono';
import type { z } from 'zod';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { route } from '../contract/route.ts';
import { readLines } from '../http/lines.ts';
import { noteEvents } from '../http/notes.ts';
import { RequestError } from '../http/problems.ts';
import { purgeModel } from '../http/shared-cache.ts';
import { hasRelays, tellRelays } from '../relay/announce.ts';
import { markAnswered } from '../release/ref.ts';
import { withStorage } from '../storage/available.ts';
import { encodeFeatures } from '../storage/changes.ts';
import { isNew, recordWithoutConflicts, SERVICE_SENDER } from '../storage/events.ts';
import { inputInForce, putItems, type SentItem } from '../storage/items.ts';
import type { Announcement } from '../storage/leases.ts';
import { withUploadedImages } from '../storage/pictures.ts';
import { wrongPrice } from './events.ts';
import { wrongFeatures } from './items.ts';

const limits = `At most ${MAX_LINES} lines and ${MAX_BULK_BODY >> 20} MiB a request. After a 503 the lines before are stored, and the request can be sent again`;
const bulkEvents = operation({
  method: 'post',
  path: '/v1/bulk/events',
  policy: 'service',
  summary: `Record many events, a line of JSON each, with the outcomes of \`POST /v1/events\`. ${limits}`,
  lines: event,
  answer: bulkEventsResponse,
  problems: ['unavailable'],
  example: {
    body: '{"id":"order-7","user":"u-17","item":"w-3","kind":"purchase"}\n{"id":"like-8","user":"u-17","item":"w-4","kind":"like"}\n',
    answer: {
      lines: 2,
      refused: 0,
      errors: [],
      recorded: 2,
      repeated: 0,
      sold: 1,
      outcomes: { bought: 1, late: 0, 'not-for-sale': 0, recorded: 1, erased: 0, 'not-stored': 0 },
    },
  },
});
const bulkItems = operation({
  method: 'post',
  path: '/v1/bulk/items',
  policy: 'service',
  summary: `Add or change many items, a line of JSON each, as \`PUT /v1/items/{id}\` does. ${limits}`,
  lines: itemLine,
  answer: bulkItemsResponse,
  problems: ['unavailable'],
  example: {
    body: '{"id":"w-125","title":"Quiet River","price":30,"currency":"EUR"}\n{"id":"w-126","price":"free"}\n',
    answer: {
      lines: 2,
      refused: 1,
      errors: [{ line: 2, at: 'price', message: 'Invalid input: expected number, received string' }],
      written: 1,
    },
  },
});
export const bulkOperations = [bulkEvents, bulkItems] as const;

/** A batch of D1: this many lines, or this many bytes; D1 takes parameters of at most 2 MB. */
const BATCH_LINES = 1_000;
const BATCH_BYTES = 800_000;

export function bulkRoutes(app: Hono<App>): void {
  route(app, bulkEvents, async (c) => {
    const counts = { recorded: 0, repeated: 0, sold: 0 };
    const outcomes = Object.fromEntries(outcome.options.map((name) => [name, 0])) as Record<Outcome, number>;
    const latest = Date.now() / 1000 + MAX_AHEAD;
    const read = await storeLines<typeof event, Event>(c, event, MAX_EVENT_LINE, {
      prepare(row, bytes) {
        const future = { at: 'at', message: 'must be at most a day in the future, in seconds since 1970' };
        const refused = (row.at ?? 0) > latest ? future : wrongPrice(row);
        return refused ? { refused } : { row, bytes };
      },
      async store(events) {
        const marked = await markAnswered(c.env.DB, events);
        const { recorded, conflicts } = await recordWithoutConflicts(c.env, marked, SERVICE_SENDER, hasRelays(c.env));
        noteEvents(c, recorded?.outcomes);
        for (const one of recorded?.outcomes ?? []) {
          outcomes[one.outcome]++;
          if (one.repeated) counts.repeated++;
          else if (isNew(one)) counts.recorded++;
        }
        counts.sold += recorded?.sold.length ?? 0;
        const refused = conflicts.map(({ place, message }) => ({ place, at: 'id', message }));
        return { refused, announcement: recorded?.announcement };
      },
    });
    return c.json({ ...read, ...counts, outcomes } satisfies BulkEventsResponse);
  });

  route(app, bulkItems, async (c) => {
    let written = 0;
    const wanted = await withStorage(() => inputInForce(c.env.DB));
    const read = await storeLines<typeof itemLine, SentItem>(c, itemLine, MAX_ITEM_BODY, {
      prepare({ id, features, encoder, forSale, ...about }) {
        const message = features && wrongFeatures({ features, encoder }, wanted);
        if (message !== undefined) return { refused: { at: 'features', message } };
        const row = { id, about, features: features ? encodeFeatures(features) : null, forSale: forSale ?? null };
        return { row, bytes: (row.features?.length ?? 0) + utf8.encode(JSON.stringify(about)).length };
      },
      // An item that comes twice counts as it came last.
      apart: true,
      async store(sent) {
        const shown = await withUploadedImages(c.env.DB, sent);
        const { items, announcement } = await putItems(c.env.DB, shown, hasRelays(c.env));
        written += items.length;
        return { refused: [], announcement };
      },
    });
    return c.json({ ...read, written } satisfies BulkItemsResponse);
  });
}
const utf8 = new TextEncoder();

type Refused = Omit<LineError, 'line'>;
interface Store<T, R> {
  /** What is stored of a line and its size, or why the line is refused, beyond its schema. */
  prepare(value: T, bytes: number): { row: R; bytes: number } | { refused: Refused };
  /** Whether a batch must not have an id twice. */
  apart?: boolean;
  /** Stores a batch. @returns the rows that were refused, by their index, and what relays must learn */
  store(rows: R[]): Promise<{ refused: (Refused & { place: number })[]; announcement?: Announcement }>;
}

/** Reads the lines of a request and stores them in batches, in their order. */
async function storeLines<S extends z.ZodType, R extends { id: string }>(
  c: Context<App>,
  schema: S,
  longest: number,
  { prepare, apart = false, store }: Store<z.output<S>, R>,
): Promise<{ lines: number; refused: number; errors: LineError[] }> {
  const summary = { lines: 0, refused: 0, errors: [] as LineError[] };
  const note = (error: LineError) => {
    summary.refused++;
    if (summary.errors.length < MAX_LINE_ERRORS) summary.errors.push(error);
  };
  let batch: { line: number; row: R }[] = [];
  let size = 0;
  const ids = new Set<string>();
  let announcement: Announcement | undefined;
  const flush = async () => {
    if (batch.length === 0) return;
    const lines = batch;
    batch = [];
    size = 0;
    ids.clear();
    const stored = await withStorage(() => store(lines.map(({ row }) => row)));
    announcement = stored.announcement ?? announcement;
    for (const { place, ...refused } of stored.refused) note({ line: lines[place].line, ...refused });
  };
  try {
    for await (const read of readLines(c, schema, { line: longest, lines: MAX_LINES, body: MAX_BULK_BODY })) {
      const { line } = read;
      summary.lines++;
      const prepared = 'value' in read ? prepare(read.value, read.bytes) : read;
      if ('refused' in prepared) {
        note({ line, ...prepared.refused });
        continue;
      }
      const { row, bytes } = prepared;
      if (batch.length === BATCH_LINES || size + bytes > BATCH_BYTES || (apart && ids.has(row.id))) await flush();
      batch.push({ line, row });
      size += bytes;
      if (apart) ids.add(row.id);
    }
    await flush();
  } catch (error) {
    if (error instanceof RequestError && error.code === 'body-too-large') await flush();
    throw error;
  } finally {
    // Also where a later batch failed: no relay may answer without what is stored.
    await tellRelays(c.env, announcement);
    purgeModel(c);
  }
  return { ...summary, errors: summary.errors.sort((a, b) => a.line - b.line) };
}
