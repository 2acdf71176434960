// Matrices in .npy files: the pictures' features come in as one and stay one. Reading converts to float32, a chunk at a
// time, and refuses whatever would make a model quietly wrong: a file that is cut off, a value that is not finite.
import { type FileHandle, open } from 'node:fs/promises';
import { InputError } from '@curatornet/shared/errors.ts';
import { encodeNpyHeader, ITEM_SIZE, MAX_HEADER, type NpyDType, parseNpyHeader } from './npy-header.ts';

/** Bytes that are read at once, about. */
const CHUNK = 1 << 20;

/** An open matrix. Close it. */
export interface Npy {
  rows: number;
  columns: number;
  dtype: NpyDType;
  /** Fills `values` (whole rows) from row `from` on. @throws InputError naming row and column of a value that is refused */
  read(values: Float32Array, from: number): Promise<void>;
  close(): Promise<void>;
}

/** The error for a value that is not finite as float32. @param where row and column */
export const notFinite = (value: number, where: string) =>
  new InputError(
    'invalid',
    Number.isFinite(value) ? `${value} is too large for float32` : `${value} is not a number to learn from`,
    { where, how: 'mend what computed the features; every value must be finite' },
  );

/** One half-precision number: sign, five bits of exponent, ten of fraction. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** Fills `bytes` from `position` on. @returns how many there were */
async function readFully(handle: FileHandle, bytes: Uint8Array, position: number): Promise<number> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await handle.read(bytes, done, Math.min(CHUNK, bytes.length - done), position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}

/**
 * Opens a matrix and checks its header against its length; the values are checked as they are read.
 * @throws InputError `missing`, or `malformed` with the reason
 */
export async function openNpy(path: string): Promise<Npy> {
  const handle = await open(path).catch((cause) => {
    throw new InputError('missing', 'cannot be opened', {
      where: path,
      how: 'name a .npy file that can be read',
      cause,
    });
  });
  try {
    return await openHandle(handle, path);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openHandle(handle: FileHandle, path: string): Promise<Npy> {
  const stat = await handle.stat();
  if (!stat.isFile())
    throw new InputError('missing', 'is not a file', { where: path, how: 'name a .npy file that can be read' });
  const head = new Uint8Array(Math.min(MAX_HEADER, stat.size));
  const { rows, columns, dtype, start } = parseNpyHeader(head.subarray(0, await readFully(handle, head, 0)), path);
  const size = ITEM_SIZE[dtype];
  const expected = start + rows * columns * size;
  const refuse = (what: string): never => {
    throw new InputError('malformed', what, { where: path, how: 'write the file again, with numpy.save' });
  };
  const shape = `${rows} rows of ${columns} ${dtype}`;
  if (stat.size < expected) refuse(`is cut off: ${shape} need ${expected} bytes, it has ${stat.size}`);
  if (stat.size > expected) refuse(`goes on behind its end: ${shape} need ${expected} bytes, it has ${stat.size}`);

  /** Refuses what is not finite as float32; `original` says what it was. */
  const check = (values: Float32Array, from: number, original: (i: number) => number) => {
    for (let i = 0; i < values.length; i++) {
      // NaN and the infinities are the values whose difference with themselves is not 0.
      if (values[i] - values[i] === 0) continue;
      const column = i % columns;
      throw notFinite(original(i), `${path} row ${from + Math.floor(i / columns)} column ${column} (counted from 0)`);
    }
  };
  const readBytes = async (bytes: Uint8Array, position: number) => {
    if ((await readFully(handle, bytes, position)) < bytes.length) refuse('was cut off while it was read');
  };

  return {
    rows,
    columns,
    dtype,
    async read(values, from) {
      if (values.length % columns !== 0 || from + values.length / columns > rows)
        throw new RangeError(`${values.length} values from row ${from} are not rows of ${shape}`);
      const position = start + from * columns * size;
      if (dtype === '<f4') {
        await readBytes(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), position);
        return check(values, from, (i) => values[i]);
      }
      const bytes = new Uint8Array(values.length * size);
      await readBytes(bytes, position);
      const view = new DataView(bytes.buffer);
      const value =
        dtype === '<f8'
          ? (i: number) => view.getFloat64(i * 8, true)
          : (i: number) => half(view.getUint16(i * 2, true));
      for (let i = 0; i < values.length; i++) values[i] = value(i);
      check(values, from, value);
    },
    close: () => handle.close(),
  };
}

/** Yields all rows in order, some at a time, as float32 [n, columns]; each chunk is good until the next is asked for. */
export async function* npyRows(npy: Npy): AsyncGenerator<Float32Array> {
  const atOnce = Math.min(npy.rows, Math.max(1, Math.floor(CHUNK / (4 * npy.columns))));
  const chunk = new Float32Array(atOnce * npy.columns);
  for (let from = 0; from < npy.rows; from += atOnce) {
    const values = chunk.subarray(0, Math.min(atOnce, npy.rows - from) * npy.columns);
    await npy.read(values, from);
    yield values;
  }
}

/** Reads a whole matrix into one array, without a second copy of it. @throws InputError as openNpy and `read` do */
export async function readNpy(path: string): Promise<{ rows: number; columns: number; values: Float32Array }> {
  const npy = await openNpy(path);
  try {
    const { rows, columns } = npy;
    const values = new Float32Array(rows * columns);
    const atOnce = Math.max(1, Math.floor(CHUNK / (4 * columns)));
    for (let from = 0; from < rows; from += atOnce)
      await npy.read(values.subarray(from * columns, Math.min(rows, from + atOnce) * columns), from);
    return { rows, columns, values };
  } finally {
    await npy.close();
  }
}

/** Writes a float32 matrix [rows, columns], C order, out of chunks of any length that together fill it. */
export async function writeNpy(
  path: string,
  rows: number,
  columns: number,
  chunks: Iterable<Float32Array> | AsyncIterable<Float32Array>,
): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(encodeNpyHeader(rows, columns));
    let written = 0;
    for await (const values of chunks) {
      await handle.writeFile(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      written += values.length;
    }
    if (written !== rows * columns)
      throw new RangeError(`${written} values do not fill ${rows} rows of ${columns} columns`);
  } finally {
    await handle.close();
  }
}
