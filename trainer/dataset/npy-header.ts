// The header of a .npy file: magic, version, length, then a Python dictionary as text. What npy.ts reads and writes first.
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
import { InputError } from '@curatornet/shared/errors.ts';

/** Bytes of one value, for the dtypes that are read: little-endian floats. */
export const ITEM_SIZE = { '<f2': 2, '<f4': 4, '<f8': 8 } as const;
export type NpyDType = keyof typeof ITEM_SIZE;

export interface NpyHeader {
  rows: number;
  columns: number;
  dtype: NpyDType;
  /** Where the values begin, in bytes. */
  start: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY
/** A header longer than this is refused: that of a matrix has about a hundred bytes. */
const MAX_TEXT = 65_536;
/** As many bytes from the beginning of a file as parseNpyHeader could need. */
export const MAX_HEADER = 12 + MAX_TEXT;

// The dictionary as numpy writes it: its three keys in any order, values that are a string, a list, a word or a tuple.
const ENTRY =
  /^\s*'(?<key>\w+)'\s*:\s*(?<value>'[^']*'|\[[^\]]*\]|True|False|\(\s*\)|\(\s*\d+\s*,\s*\)|\(\s*\d+(?:\s*,\s*\d+)+\s*,?\s*\))\s*(?:,|$)/;
const KEYS = ['descr', 'fortran_order', 'shape'];

function parseDictionary(text: string): Map<string, string> | undefined {
  const inside = /^\{(.*)\}\s*$/s.exec(text)?.[1];
  if (inside === undefined) return undefined;
  const entries = new Map<string, string>();
  for (let rest = inside; rest.trim() !== ''; ) {
    const groups = ENTRY.exec(rest);
    if (!groups?.groups || entries.has(groups.groups.key)) return undefined;
    entries.set(groups.groups.key, groups.groups.value);
    rest = rest.slice(groups[0].length);
  }
  return entries.size === KEYS.length && KEYS.every((key) => entries.has(key)) ? entries : undefined;
}

/** What any .npy file says of itself. */
export interface NpyDescription {
  /** Without its quotes: `<f4`, or `|O` for pickled objects. */
  descr: string;
  fortran: boolean;
  shape: number[];
  /** Where the values begin, in bytes. */
  start: number;
}

const refusing =
  (where: string) =>
  (what: string, how = 'write the file again, with numpy.save'): never => {
    throw new InputError('malformed', what, { where, how });
  };

/**
 * Reads the header of any .npy file.
 * @param head the file's first MAX_HEADER bytes, or all of a shorter file
 * @param where the file's name, for errors
 * @throws InputError `malformed`, one sentence for each way in which it cannot be read here
 */
export function parseNpyDescription(head: Uint8Array, where: string): NpyDescription {
  const refuse: (what: string) => never = refusing(where);
  const truncated = () => refuse('ends within its header');
  if (head.length === 0) refuse('is empty');
  if (MAGIC.some((byte, i) => i < head.length && head[i] !== byte)) refuse('is not a .npy file: it begins otherwise');
  if (head.length < 8) truncated();
  const [major, minor] = [head[6], head[7]];
  if ((major !== 1 && major !== 2) || minor !== 0)
    refuse(`has version ${major}.${minor} of the format; 1.0 and 2.0 are read`);
  const textStart = major === 1 ? 10 : 12;
  if (head.length < textStart) truncated();
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_TEXT) refuse(`claims a header of ${length} bytes; at most ${MAX_TEXT} are read`);
  const start = textStart + length;
  if (head.length < start) truncated();
  const entries = parseDictionary(new TextDecoder('latin1').decode(head.subarray(textStart, start)));
  if (!entries) return refuse("has a header that is not a dictionary of 'descr', 'fortran_order' and 'shape'");
  return {
    descr: entries.get('descr')!.replaceAll("'", ''),
    fortran: entries.get('fortran_order') !== 'False',
    shape: entries.get('shape')!.match(/\d+/g)?.map(Number) ?? [],
    start,
  };
}

/** Reads the header of a float matrix; parameters and errors as above. */
export function parseNpyHeader(head: Uint8Array, where: string): NpyHeader {
  const refuse = refusing(where);
  const { descr: dtype, fortran, shape, start } = parseNpyDescription(head, where);
  if (!Object.hasOwn(ITEM_SIZE, dtype))
    refuse(`holds values of type ${dtype}; <f4, <f2 and <f8 are read`, "convert it: array.astype('<f4')");
  if (fortran) refuse('is in Fortran order; C order is read', 'convert it: numpy.ascontiguousarray(array)');
  if (shape.length !== 2)
    refuse(
      `has ${shape.length} dimension${shape.length === 1 ? '' : 's'}; two are needed: items and features`,
      'give it one row an item',
    );
  const [rows, columns] = shape;
  if (rows === 0 || columns === 0) refuse(`has ${rows} rows and ${columns} columns`, 'give it one row an item');
  if (!Number.isSafeInteger(rows * columns * 8)) refuse(`claims ${rows} rows and ${columns} columns`);
  return { rows, columns, dtype: dtype as NpyDType, start };
}

/** The header of a float32 matrix in C order, version 1.0, padded so that the values begin on a multiple of 64 bytes. */
export function encodeNpyHeader(rows: number, columns: number): Uint8Array {
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const size = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
  const header = new Uint8Array(size).fill(0x20);
  header.set(MAGIC);
  header.set([1, 0, (size - 10) & 0xff, (size - 10) >> 8], 6);
  header.set(new TextEncoder().encode(dictionary), 10);
  header[size - 1] = 0x0a;
  return header;
}
