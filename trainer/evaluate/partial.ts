// The results of an unfinished evaluation, a line for each method and block of users, so that an interrupted one resumes.
// The first line says what they belong to.
import { existsSync } from 'node:fs';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import type { UserResult } from './measure.ts';

interface Line {
  method: string;
  /** The block's index. */
  block: number;
  results: UserResult[];
}

/** Results by method and block. */
export interface PartialResults {
  get(method: string, block: number): UserResult[] | undefined;
  add(method: string, block: number, results: UserResult[]): Promise<void>;
  /** Removes the file. */
  finish(): Promise<void>;
}

const keyOf = (method: string, block: number) => `${block} ${method}`;

/** Results that are not kept in a file. */
export function inMemory(): PartialResults {
  const known = new Map<string, UserResult[]>();
  return {
    get: (method, block) => known.get(keyOf(method, block)),
    async add(method, block, results) {
      known.set(keyOf(method, block), results);
    },
    finish: async () => known.clear(),
  };
}

/** Opens the file, or begins it anew if it belongs to something else. @param belongs all that the results depend on */
export async function openPartial(path: string, belongs: unknown): Promise<PartialResults> {
  const memory = inMemory();
  const first = JSON.stringify(belongs);
  const lines = existsSync(path) ? (await readFile(path, 'utf8')).split('\n') : [];
  if (lines[0] === first) {
    // The last line is empty, or was cut off.
    for (const text of lines.slice(1, -1)) {
      const { method, block, results } = JSON.parse(text) as Line;
      await memory.add(method, block, results);
    }
    await writeFile(path, `${lines.slice(0, -1).join('\n')}\n`);
  } else await writeFile(path, `${first}\n`);
  return {
    get: memory.get,
    async add(method, block, results) {
      await memory.add(method, block, results);
      await appendFile(path, `${JSON.stringify({ method, block, results } satisfies Line)}\n`);
    },
    async finish() {
      await memory.finish();
      await rm(path, { force: true });
    },
  };
}
