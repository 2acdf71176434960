// The file of a mailing. It grows beside its final place as OUT.partial, a line per user after a first line that says what for,
// so that an interrupted command goes on after the last whole line. When all users are there, OUT is made of it.
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { InputError } from '@curatornet/shared/errors.ts';
import { z } from 'zod';
import { lineOf } from '../dataset/csv.ts';
import { writeFileAtomically } from '../files.ts';
import { linesOf } from '../pull/export.ts';
import { COLUMNS, csvRecords, type Recommendation, recommendation } from './recommendation.ts';

const header = z.object({ recommend: z.string(), startedAt: z.number() });
/** An interrupted command that is older begins anew: its items may be sold. */
const MOST_AGE_MS = 86_400_000;
/** The longest line that is read. */
const MAX_LINE = 1 << 24;
const NEW_LINE = 10;

/** What is asked for, as a digest. */
export const digestOf = (what: unknown): string => createHash('sha256').update(JSON.stringify(what)).digest('hex');

/** What a finished file holds. */
export interface Summary {
  users: number;
  /** Users without any rail. */
  empty: number;
  /** Users whose rails may be out of date. */
  degraded: number;
  models: string[];
}

export class PartialResult {
  /** Users whose line is there. */
  done = 0;
  readonly #path: string;
  readonly #handle: FileHandle;
  /** The bytes that are written. */
  #end = 0;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  /**
   * Opens what an earlier command left, if it was asked for the same within a day, else an empty one.
   * @param what the digest of all that the lines depend on
   * @throws InputError `missing` if the file cannot be written
   */
  static async open(out: string, what: string): Promise<PartialResult> {
    const path = `${out}.partial`;
    const handle = await open(path, constants.O_RDWR | constants.O_CREAT).catch((cause) => {
      throw new InputError('missing', 'cannot be written', {
        where: path,
        how: 'name a file in a writable folder',
        cause,
      });
    });
    const result = new PartialResult(path, handle);
    try {
      await result.#resume(what);
    } catch (error) {
      await handle.close();
      throw error;
    }
    return result;
  }

  async #resume(what: string): Promise<void> {
    const { lines, end, first } = await this.#wholeLines();
    const { data } = header.safeParse(parsed(first));
    if (data?.recommend === what && Date.now() - data.startedAt < MOST_AGE_MS) {
      this.done = lines - 1;
      this.#end = end;
      await this.#handle.truncate(end);
      return;
    }
    await this.#handle.truncate(0);
    await this.#write(JSON.stringify({ recommend: what, startedAt: Date.now() }));
  }

  /** The lines that end, where the last of them does, and the first one. */
  async #wholeLines(): Promise<{ lines: number; end: number; first: string }> {
    const bytes = Buffer.alloc(1 << 20);
    let [lines, end, first, at] = [0, 0, '', 0];
    for (;;) {
      const { bytesRead } = await this.#handle.read(bytes, 0, bytes.length, at);
      if (bytesRead === 0) return { lines, end, first };
      const part = bytes.subarray(0, bytesRead);
      for (let found = part.indexOf(NEW_LINE); found >= 0; found = part.indexOf(NEW_LINE, found + 1)) {
        if (lines++ === 0 && at === 0) first = part.toString('utf8', 0, found);
        end = at + found + 1;
      }
      at += bytesRead;
    }
  }

  async add(user: Recommendation): Promise<void> {
    await this.#write(JSON.stringify(user));
    this.done++;
  }

  async #write(line: string): Promise<void> {
    const bytes = Buffer.from(`${line}\n`);
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.#handle.write(bytes, done, bytes.length - done, this.#end);
      done += bytesWritten;
      this.#end += bytesWritten;
    }
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  /** Makes the final file, a CSV if its name ends so, and removes this one. */
  async finish(out: string): Promise<Summary> {
    const summary: Summary = { users: 0, empty: 0, degraded: 0, models: [] };
    const csv = out.toLowerCase().endsWith('.csv');
    await writeFileAtomically(out, this.#final(csv, summary));
    await rm(this.#path);
    return summary;
  }

  async *#final(csv: boolean, summary: Summary): AsyncGenerator<string> {
    const models = new Set<string>();
    if (csv) yield lineOf(COLUMNS);
    for await (const user of this.#users()) {
      summary.users++;
      if (user.rails.length === 0) summary.empty++;
      if (user.degraded) summary.degraded++;
      models.add(user.model);
      summary.models = [...models];
      yield csv ? csvRecords(user).map(lineOf).join('') : `${JSON.stringify(user)}\n`;
    }
  }

  async *#users(): AsyncGenerator<Recommendation> {
    const stream = this.#handle.createReadStream({ start: 0, autoClose: false });
    let place = 0;
    for await (const line of linesOf(stream as AsyncIterable<Uint8Array>, MAX_LINE)) {
      if (place++ === 0) continue;
      const { data, error } = recommendation.safeParse(parsed(line));
      if (!data)
        throw new InputError('malformed', `line ${place} is not a recommendation`, {
          where: this.#path,
          how: 'remove the file and run the command again',
          cause: error,
        });
      yield data;
    }
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
