// The safetensors format: 8 bytes with the length of the header (little-endian), the header (JSON: dtype, shape and byte
// range of each tensor), then the data, row-major and little-endian. The format contains no executable code.
//
// Checked: every tensor is inside the file, the tensors cover the data without gaps or overlaps, and shapes match byte
// lengths. Not checked: the values. https://github.com/huggingface/safetensors
import { InputError } from './errors.ts';

const DTYPES = { F32: Float32Array, I32: Int32Array, I8: Int8Array } as const;
type DType = keyof typeof DTYPES;
type Values = Float32Array | Int32Array | Int8Array;

export interface Tensor<V extends Values = Values> {
  shape: number[];
  values: V;
}
export type Tensors = Record<string, Tensor>;

/** Larger headers are rejected; ours have a few hundred bytes. */
const MAX_HEADER = 1 << 20;
/** The data start at a multiple of this, so that typed arrays can view the file. */
const ALIGN = 8;

const dtypeOf = (values: Values): DType =>
  values instanceof Float32Array ? 'F32' : values instanceof Int32Array ? 'I32' : 'I8';
const isObject = (value: unknown): value is object =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const elements = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

/** Encodes tensors, those with the largest element type first so that each is aligned. @param metadata any strings */
export function encodeSafetensors(tensors: Tensors, metadata: Record<string, string> = {}): Uint8Array {
  const size = ({ values }: Tensor) => values.BYTES_PER_ELEMENT;
  const entries = Object.entries(tensors).sort(([, a], [, b]) => size(b) - size(a));
  const header: Record<string, unknown> = Object.create(null); // no prototype: a tensor may be named __proto__
  if (Object.keys(metadata).length > 0) header.__metadata__ = metadata;
  let end = 0;
  for (const [name, { shape, values }] of entries) {
    if (name === '__metadata__') throw new RangeError('the name __metadata__ is reserved by the format');
    if (elements(shape) !== values.length)
      throw new RangeError(`tensor ${name}: ${values.length} values do not fill the shape [${shape}]`);
    header[name] = { dtype: dtypeOf(values), shape, data_offsets: [end, end + values.byteLength] };
    end += values.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(text.length / ALIGN) * ALIGN;
  const file = new Uint8Array(8 + headerLength + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.fill(0x20, 8, 8 + headerLength);
  file.set(text, 8);
  let at = 8 + headerLength;
  for (const [, { values }] of entries) {
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return file;
}

/**
 * Decodes tensors. The values are views of `file` if its alignment allows, else copies.
 * @param where file name for error messages
 * @throws InputError `malformed`, with a specific message for each kind of invalid file
 */
export function decodeSafetensors(
  file: Uint8Array,
  where: string,
): { tensors: Tensors; metadata: Record<string, string> } {
  const refuse = (what: string): never => {
    throw new InputError('malformed', what, { where, how: 'create or download the file again' });
  };
  if (file.byteLength < 8) refuse(`has ${file.byteLength} bytes, too few for a safetensors file`);
  const length = new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true);
  if (length > MAX_HEADER) refuse(`declares a header of ${length} bytes; at most ${MAX_HEADER} are allowed`);
  const start = 8 + Number(length);
  if (start > file.byteLength) refuse(`declares a header of ${length} bytes, longer than the file`);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(8, start)));
  } catch {
    refuse('has a header that is not JSON');
  }
  if (!isObject(header)) refuse('has a header that is not a JSON object');
  const { __metadata__: metadata = {}, ...entries } = header as Record<string, unknown>;
  if (!isObject(metadata) || Object.values(metadata).some((v) => typeof v !== 'string'))
    refuse('has metadata that do not map names to strings');

  const tensors: Tensors = Object.create(null);
  const spans: [number, number][] = [];
  for (const [name, entry] of Object.entries(entries)) {
    const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
    if (typeof dtype !== 'string' || !Object.hasOwn(DTYPES, dtype))
      refuse(
        `tensor ${name} has the dtype ${typeof dtype === 'string' ? dtype : typeof dtype}; supported: ${Object.keys(DTYPES)}`,
      );
    const count = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
    if (!Array.isArray(shape) || !shape.every(count) || !count(elements(shape)))
      refuse(`tensor ${name} has an invalid shape`);
    if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(count) || offsets[0] > offsets[1])
      refuse(`tensor ${name} has invalid data_offsets`);
    const [from, to] = offsets as [number, number];
    if (start + to > file.byteLength)
      refuse(`tensor ${name} ends at byte ${start + to}, after the end of the file at ${file.byteLength}`);
    const View = DTYPES[dtype as DType];
    if (to - from !== elements(shape as number[]) * View.BYTES_PER_ELEMENT)
      refuse(`tensor ${name} has ${to - from} bytes, which do not match the shape [${shape}] of ${dtype}`);
    const offset = file.byteOffset + start + from;
    tensors[name] = {
      shape: shape as number[],
      values:
        offset % View.BYTES_PER_ELEMENT === 0
          ? new View(file.buffer as ArrayBuffer, offset, elements(shape as number[]))
          : new View(new Uint8Array(file.subarray(start + from, start + to)).buffer), // a Buffer's slice() does not copy
    };
    spans.push([from, to]);
  }
  spans.sort(([a, b], [c, d]) => a - c || b - d);
  let covered = 0;
  for (const [from, to] of spans) {
    if (from !== covered)
      refuse(
        from < covered ? 'has two overlapping tensors' : `bytes ${covered} to ${from} of the data belong to no tensor`,
      );
    covered = to;
  }
  if (start + covered !== file.byteLength)
    refuse(`has ${file.byteLength - start - covered} bytes after the last tensor`);
  return { tensors, metadata: metadata as Record<string, string> };
}

/** Gets a tensor of a decoded file and checks its type and shape; null matches any size. */
const tensorOf =
  <V extends Values>(dtype: DType, View: new (...values: never[]) => V) =>
  (tensors: Tensors, name: string, shape: readonly (number | null)[], where: string): Tensor<V> => {
    const tensor = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
    if (!tensor) throw new InputError('malformed', `has no tensor ${name}`, { where });
    const fits =
      tensor.shape.length === shape.length && shape.every((size, i) => size === null || size === tensor.shape[i]);
    if (!(tensor.values instanceof View) || !fits)
      throw new InputError(
        'mismatch',
        `tensor ${name} is ${dtypeOf(tensor.values)} [${tensor.shape}], expected ${dtype} [${shape.map((s) => s ?? 'any')}]`,
        { where },
      );
    return tensor as Tensor<V>;
  };

/** Gets a float32 tensor: see tensorOf. */
export const float32 = tensorOf<Float32Array>('F32', Float32Array);
/** Gets an int8 tensor. */
export const int8 = tensorOf<Int8Array>('I8', Int8Array);
