// `curatornet push`: sends a file of items, then a file of events, to a worker's bulk routes, and resumes where an earlier push
// stopped.
import { createReadStream } from 'node:fs';
import { bulkEventsResponse, bulkItemsResponse, type LineError } from '@curatornet/shared/api.ts';
import type { z } from 'zod';
import { atLine } from '../dataset/csv.ts';
import { progress, say } from '../progress.ts';
import { type PushRecord, readPushedEvents, readPushedItems } from './records.ts';
import { ResumeFile } from './resume.ts';
import { sendRecords } from './send.ts';

export interface PushOptions {
  url: string;
  key: string;
  items?: string;
  events?: string;
  /** .npy, a row per item. */
  features?: string;
}

export interface PushedFile {
  /** Records that earlier pushes had stored. */
  resumed: number;
  records: number;
  refused: number;
  /** The first refused lines: `FILE line N: what is wrong`. */
  firstRefused: string[];
  /** The sums of the other counts of the answers: recorded, repeated, sold, written, and outcomes. */
  counts: Record<string, number>;
}
export type Pushed = Partial<Record<'items' | 'events', PushedFile>>;

const MOST_NAMED = 10;

/** @throws InputError if a file is invalid, or the worker does not respond; what was sent before stays stored */
export async function push({ url, key, items, events, features }: PushOptions): Promise<Pushed> {
  const pushed: Pushed = {};
  const to = { url, key };
  if (items !== undefined) {
    const files = features === undefined ? [items] : [items, features];
    const route = { ...to, path: '/v1/bulk/items', answer: bulkItemsResponse };
    pushed.items = await pushFile('items', files, route, (from) => readPushedItems(items, features, from));
  }
  if (events !== undefined) {
    const route = { ...to, path: '/v1/bulk/events', answer: bulkEventsResponse };
    // The ids of events count repeated contents, so all lines are read.
    pushed.events = await pushFile('events', [events], route, (from) => without(from, readPushedEvents(events)));
  }
  return pushed;
}

async function* without<T>(first: number, all: AsyncIterable<T>): AsyncGenerator<T> {
  let nth = 0;
  for await (const one of all) if (nth++ >= first) yield one;
}

async function pushFile<S extends z.ZodType<{ errors: LineError[] }>>(
  what: 'items' | 'events',
  files: readonly string[],
  route: { url: string; key: string; path: string; answer: S },
  read: (from: number) => AsyncIterable<PushRecord<unknown>>,
): Promise<PushedFile> {
  const resume = await ResumeFile.of(route.url, files);
  const { records: resumed, counts } = await resume.read();
  let records = resumed;
  if (resumed > 0) say(`${files[0]}: going on after ${resumed.toLocaleString('en')} ${what}`);
  const shown = progress(`push ${what}`, Math.max(1, (await countLines(files[0])) - 1), what, { from: resumed });
  const firstRefused: string[] = [];
  for await (const { sent, answer } of sendRecords(route, read(resumed))) {
    records += sent;
    add(counts, answer as Record<string, unknown>);
    for (const { line, at, message } of answer.errors)
      if (firstRefused.length < MOST_NAMED)
        firstRefused.push(`${atLine(files[0], line)}: ${at === '' ? '' : `${at}: `}${message}`);
    await resume.write({ records, counts });
    shown.update(records);
  }
  shown.end('', records);
  await resume.remove();
  const { lines: _, refused = 0, ...others } = counts;
  return { resumed, records, refused, firstRefused, counts: others };
}

/** Adds the numbers of an answer, and those inside its objects. */
function add(counts: Record<string, number>, answer: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(answer)) {
    if (typeof value === 'number') counts[name] = (counts[name] ?? 0) + value;
    else if (name === 'outcomes')
      for (const [outcome, count] of Object.entries(value as Record<string, number>))
        counts[`outcome ${outcome}`] = (counts[`outcome ${outcome}`] ?? 0) + count;
  }
}

/** The line ends of a file, for the time that is left. */
async function countLines(path: string): Promise<number> {
  let count = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>)
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) count++;
  return count;
}
