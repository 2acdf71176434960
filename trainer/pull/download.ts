// Downloads a worker's export into a folder beside the dataset to come. A connection that breaks is opened again after the last
// cursor, and a pull that was interrupted goes on there.
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { InputError } from '@curatornet/shared/errors.ts';
import { z } from 'zod';
import { writeFileAtomically } from '../files.ts';
import { readJsonFile } from '../json-file.ts';
import { say } from '../progress.ts';
import { linesOf } from './export.ts';

export interface Exporter {
  /** The worker, for messages and for what may go on. */
  url: string;
  /** @param after the last cursor of an export before */
  export(after?: string): Promise<ReadableStream<Uint8Array>>;
}

const stateSchema = z.object({
  url: z.string(),
  /** Milliseconds since 1970. */
  startedAt: z.number(),
  cursor: z.string(),
  /** The length of the file up to the cursor. */
  bytes: z.int().nonnegative(),
});
type State = z.infer<typeof stateSchema>;

const LINE = /^\{"(item|features|event|impression|cursor|end)":/;
/** In the file, where a further answer of the worker begins: the numbers of its last line count from there. */
export const FURTHER = '{"further":true}';
/** An interrupted pull that is older begins anew: the items that it has are old. */
const MOST_AGE_MS = 86_400_000;
/** Tries without any new cursor, and the pause after the first, doubled each time. */
const TRIES = 6;
const PAUSE_MS = 500;
/** How long the worker may send nothing. */
const IDLE_MS = 60_000;
/** Characters that are written at once, how often the state is saved, and after how many lines a message comes. */
const BLOCK = 1 << 20;
const SAVE_MS = 1_000;
const TELL_LINES = 250_000;

/**
 * @param folder keeps the file and how far it has come
 * @returns the file: the lines of the export
 * @throws InputError `malformed` if the worker sends something else, `missing` if it keeps breaking off
 */
export async function downloadExport(exporter: Exporter, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const download = await Download.open(exporter, folder);
  try {
    for (let failures = 0; ; ) {
      const before = download.cursor;
      const failure = await download.goOn().catch((error: unknown) => {
        if (error instanceof InputError) throw error;
        return error;
      });
      if (download.complete) return download.file;
      failures = download.cursor === before ? failures + 1 : 1;
      if (failures === TRIES)
        throw new InputError('missing', 'the export breaks off', {
          where: exporter.url,
          how: 'run the same command again: it goes on',
          cause: failure,
        });
      say('the export broke off; going on');
      await pause(PAUSE_MS * 2 ** (failures - 1));
    }
  } finally {
    await download.close();
  }
}

class Download {
  readonly file: string;
  complete = false;
  readonly #exporter: Exporter;
  readonly #stateFile: string;
  readonly #handle: FileHandle;
  /** Up to the last cursor: what follows it in the file comes again. */
  #state: State;
  #savedAt = 0;
  #lines = 0;

  private constructor(exporter: Exporter, folder: string, handle: FileHandle, state: State) {
    this.#exporter = exporter;
    this.file = fileIn(folder);
    this.#stateFile = stateIn(folder);
    this.#handle = handle;
    this.#state = state;
  }

  static async open(exporter: Exporter, folder: string): Promise<Download> {
    const handle = await open(fileIn(folder), constants.O_RDWR | constants.O_CREAT);
    const { size } = await handle.stat();
    const state = await readState(stateIn(folder), exporter.url, size);
    if (state.cursor !== '') say(`going on after ${(state.bytes / 1e6).toFixed(0)} MB of an earlier pull`);
    return new Download(exporter, folder, handle, state);
  }

  get cursor(): string {
    return this.#state.cursor;
  }

  /** Writes what the worker sends after the last cursor. @throws Error if it breaks off; InputError if it is no export */
  async goOn(): Promise<void> {
    const { cursor } = this.#state;
    let at = this.#state.bytes;
    await this.#handle.truncate(at);
    let block = cursor === '' ? '' : `${FURTHER}\n`;
    const flush = async () => {
      const bytes = Buffer.from(block);
      block = '';
      for (let done = 0; done < bytes.length; )
        done += (await this.#handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
      at += bytes.length;
    };
    try {
      for await (const line of linesOf(withoutPauses(await this.#exporter.export(cursor || undefined)))) {
        const [, what] = LINE.exec(line) ?? [];
        if (!what) throw this.#malformed();
        block += `${line}\n`;
        if (++this.#lines % TELL_LINES === 0) say(`pull: ${this.#lines.toLocaleString('en')} lines`);
        if (what === 'end') this.complete = true;
        if (what === 'cursor' || block.length > BLOCK) await flush();
        if (what === 'cursor') {
          this.#state = { ...this.#state, cursor: cursorLine.parse(JSON.parse(line)).cursor, bytes: at };
          if (Date.now() - this.#savedAt > SAVE_MS) await this.#save();
        }
      }
      await flush();
    } finally {
      if (this.#state.cursor !== '') await this.#save();
    }
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  #malformed(): InputError {
    const where = `${this.#exporter.url} line ${this.#lines + 1}`;
    return new InputError('malformed', 'is not a line of an export', { where, how: 'pull again' });
  }

  async #save(): Promise<void> {
    await writeFileAtomically(this.#stateFile, JSON.stringify(this.#state));
    this.#savedAt = Date.now();
  }
}

const fileIn = (folder: string) => join(folder, 'export.ndjson');
const stateIn = (folder: string) => join(folder, 'state.json');
const cursorLine = z.object({ cursor: z.string() });

/** How far an earlier pull came; nothing of another worker, an old one, or a file that is shorter. */
async function readState(path: string, url: string, size: number): Promise<State> {
  const state = await readJsonFile(path, stateSchema, 'remove it').catch(() => undefined);
  const usable = state?.url === url && Date.now() - state.startedAt < MOST_AGE_MS && state.bytes <= size;
  return usable ? state : { url, startedAt: Date.now(), cursor: '', bytes: 0 };
}

/** A stream that fails if nothing comes for a while. */
async function* withoutPauses(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { promise: silent, reject } = Promise.withResolvers<never>();
      const timer = setTimeout(() => reject(new Error('the worker sends nothing')), IDLE_MS);
      const { value, done } = await Promise.race([reader.read(), silent]).finally(() => clearTimeout(timer));
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
