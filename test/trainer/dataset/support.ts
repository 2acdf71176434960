// What the dataset's tests share: folders that go away, files written in a line, and refusals as plain objects.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { InputError } from '../../../shared/errors.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A fresh folder, removed after the test. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'curatornet-'));
  made.push(folder);
  return folder;
}

/** Writes files into a fresh folder and gives their paths. */
export function files<N extends string>(
  contents: Record<N, string | Uint8Array>,
): Record<N, string> & { folder: string } {
  const folder = freshFolder();
  const paths: Record<string, string> = { folder };
  for (const [name, content] of Object.entries<string | Uint8Array>(contents)) {
    paths[name] = join(folder, name);
    writeFileSync(paths[name], content);
  }
  return paths as Record<N, string> & { folder: string };
}

/** What is refused, as `code: message`, with the folder's path cut out; fails when nothing is, or with no way out. */
export async function importRefusal(item: Promise<unknown>, folder = ''): Promise<string> {
  const error = await item.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) throw new Error('nothing was refused');
  if (!(error instanceof InputError)) throw error;
  if (!error.how) throw new Error(`no way out is named: ${error.message}`);
  return `${error.code}: ${folder ? error.message.replaceAll(`${folder}/`, '') : error.message}`;
}

/** Everything in an async iterable. */
export async function all<T>(from: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const one of from) list.push(one);
  return list;
}

export const names = (folder: string) => readdirSync(folder).sort();

interface Header {
  descr?: string;
  order?: string;
  shape?: string;
  version?: number[];
  /** The dictionary, instead of what the others make. */
  text?: string;
}

/** The bytes of a .npy file, put together by hand. */
export function npyBytes(data: Uint8Array, header: Header = {}): Uint8Array {
  const { descr = "'<f4'", order = 'False', shape = '(2, 3)', version = [1, 0] } = header;
  const text = header.text ?? `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`;
  const length = [text.length & 255, text.length >> 8, ...(version[0] === 1 ? [] : [0, 0])];
  const magic = Buffer.from('\x93NUMPY', 'latin1');
  return Buffer.concat([magic, Buffer.from([...version, ...length]), Buffer.from(text), data]);
}

/** A matrix of float32 whose value at row r, column c is 10 r + c. */
export function matrix(rows: number, columns: number): Uint8Array {
  const values = Float32Array.from({ length: rows * columns }, (_, i) => 10 * Math.floor(i / columns) + (i % columns));
  return npyBytes(new Uint8Array(values.buffer), { shape: `(${rows}, ${columns})` });
}
