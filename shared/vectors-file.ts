// The file of item vectors: safetensors in one of two encodings. The manifest names it; the trainer writes int8.
//
//   int8     `scales` F32 [items], `first` I8 [items, d], `second` I8 [items, d]: see scoring/planes.ts
//   float32  `vectors` F32 [items, d]: older bundles
//
// Checked: the shapes, that float32 values are finite, and that scales are powers of two in the range that encoding uses.
// Any int8 is valid.
import { InputError } from './errors.ts';
import { decodeSafetensors, encodeSafetensors, float32, int8 } from './safetensors.ts';
import { isScale, MOST_DIMENSIONS, type Planes } from './scoring/planes.ts';

export const ENCODINGS = ['float32', 'int8'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** The file of encoded vectors. */
export function writePlanes({ scales, first, second }: Planes): Uint8Array {
  const items = scales.length;
  const shape = [items, first.length / items];
  return encodeSafetensors({
    scales: { shape: [items], values: scales },
    first: { shape, values: first },
    second: { shape, values: second },
  });
}

/** What a file must hold. */
export interface VectorShape {
  items: number;
  dimensions: number;
  encoding: Encoding;
  /** A row in error messages. */
  nameOf: (row: number) => string;
}

/**
 * Reads a file of vectors.
 * @returns float32 [items, dimensions], or encoded vectors; views of `bytes` if its alignment allows
 * @throws InputError if the file is not of this shape, or has an invalid value
 */
export function readVectors(bytes: Uint8Array, shape: VectorShape, where: string): Float32Array | Planes {
  const { items, dimensions, encoding, nameOf } = shape;
  const refuse = (what: string): never => {
    throw new InputError('invalid', what, { where });
  };
  if (dimensions > MOST_DIMENSIONS)
    refuse(`its vectors have ${dimensions} numbers; at most ${MOST_DIMENSIONS} are supported`);
  const { tensors } = decodeSafetensors(bytes, where);
  if (encoding === 'float32') {
    const { values } = float32(tensors, 'vectors', [items, dimensions], where);
    const wrong = values.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) refuse(`the vector of ${nameOf(Math.floor(wrong / dimensions))} has the number ${values[wrong]}`);
    return values;
  }
  const { values: scales } = float32(tensors, 'scales', [items], where);
  const wrong = scales.findIndex((scale) => !isScale(scale));
  if (wrong >= 0) refuse(`the scale of ${nameOf(wrong)} is ${scales[wrong]}, not a power of two from 2^-149 to 2^113`);
  const { values: first } = int8(tensors, 'first', [items, dimensions], where);
  const { values: second } = int8(tensors, 'second', [items, dimensions], where);
  return { scales, first, second };
}
