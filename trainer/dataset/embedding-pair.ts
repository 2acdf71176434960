// A hash and its floats, in each of the ways in which numpy may have pickled them. embeddings.ts asks, row by row.
import { parseId } from './fields.ts';
import { NdArray, type PickledDType, Scalar, textIn } from './pickle-numpy.ts';
import { PickleRefusal, type PickleSource } from './pickle-source.ts';
import { List, Tuple, type Value } from './pickle-values.ts';

export type PickledPair = readonly Value[];

/** The items of a list, a tuple or an array of objects in one dimension; undefined for anything else. */
function itemsIn(value: Value): readonly Value[] | undefined {
  if (value instanceof List || value instanceof Tuple) return value.items;
  return value instanceof NdArray && value.shape.length === 1 ? value.objects : undefined;
}

/**
 * The pairs of the outermost array.
 * @param shape what the file's header says: [n, 2], or [n] for an array of pairs
 */
export function pairsIn(array: Value, shape: readonly number[]): PickledPair[] {
  if (!(array instanceof NdArray) || array.objects === undefined) throw new PickleRefusal('holds no array of objects');
  const { objects } = array;
  if (String(array.shape) !== String(shape))
    throw new PickleRefusal(`holds an array of (${array.shape}), the header says (${shape})`);
  if (shape.length === 2) return Array.from({ length: shape[0] }, (_, row) => objects.slice(2 * row, 2 * row + 2));
  return objects.map((object, row) => {
    const pair = itemsIn(object);
    if (pair?.length !== 2) throw new PickleRefusal(`holds no pair of a hash and its floats in row ${row}`);
    return pair;
  });
}

/** numpy.str_: UTF-32, filled up with zeros. */
function utf32(bytes: Uint8Array): string {
  const codes = new Uint32Array(bytes.slice().buffer);
  if (codes.some((code) => code > 0x10ffff)) throw new PickleRefusal('the hash is not UTF-32');
  return String.fromCodePoint(...codes).replace(/\0+$/, '');
}

/** The hash of a pair. @throws PickleRefusal, or Refusal for one that can be no id */
export function hashIn([value]: PickledPair, source: PickleSource): string {
  if (value instanceof Scalar && value.dtype.kind === 'U') return parseId(utf32(source.bytesOf(value.data)), 'artwork');
  const text = textIn(value, source);
  if (text === undefined) throw new PickleRefusal('begins with what is no hash');
  return parseId(text, 'artwork');
}

function decode({ size }: PickledDType, bytes: Uint8Array): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float64Array(bytes.length / size);
  for (let i = 0; i < values.length; i++)
    values[i] = size === 4 ? view.getFloat32(4 * i, true) : view.getFloat64(8 * i, true);
  return values;
}

function floatIn(value: Value, source: PickleSource): number {
  if (typeof value === 'number') return value;
  if (value instanceof Scalar && value.dtype.kind === 'f') return decode(value.dtype, source.bytesOf(value.data))[0];
  throw new PickleRefusal('has a value that is no number');
}

/** The floats of a pair, as they are in the file. @throws PickleRefusal */
export function floatsIn([, value]: PickledPair, source: PickleSource): Float64Array {
  const items = itemsIn(value);
  if (items) return Float64Array.from(items, (item) => floatIn(item, source));
  if (!(value instanceof NdArray) || value.bytes === undefined || value.dtype?.kind !== 'f')
    throw new PickleRefusal('has no floats');
  if (value.shape.length !== 1) throw new PickleRefusal(`has floats in the shape (${value.shape}), not in a row`);
  return decode(value.dtype, source.bytesOf(value.bytes));
}
