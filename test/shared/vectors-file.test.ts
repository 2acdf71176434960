// The file of item vectors in both encodings, and each way in which it can be wrong.
import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors, type Tensors } from '../../shared/safetensors.ts';
import { encode, MOST_DIMENSIONS, type Planes } from '../../shared/scoring/planes.ts';
import { type Encoding, readVectors, writePlanes } from '../../shared/vectors-file.ts';
import { refusal } from './support.ts';

const VALUES = Float32Array.of(1, -2, 0.5, 0, 0, 0);
const shapeOf = (encoding: Encoding, items = 2, dimensions = 3) => ({
  items,
  dimensions,
  encoding,
  nameOf: (row: number) => `row ${row}`,
});
const floats = (values: Float32Array) => encodeSafetensors({ vectors: { shape: [2, 3], values } });
const refused = (file: Uint8Array, shape = shapeOf('int8')) =>
  refusal(() => readVectors(file, shape, 'items.safetensors'));

describe('int8', () => {
  it('is read as it was written: the tensors that the format names', () => {
    const planes = encode(VALUES, 2);
    const file = writePlanes(planes);
    expect(readVectors(file, shapeOf('int8'), 'x')).toEqual(planes);
    const { tensors } = decodeSafetensors(file, 'x');
    expect(Object.entries(tensors).map(([name, { shape }]) => [name, shape])).toEqual([
      ['scales', [2]],
      ['first', [2, 3]],
      ['second', [2, 3]],
    ]);
    // 2 / 32383 is above 2^-14, so the scale is 2^-13: 1 is 8192 = 254 x 32 + 64, -2 is -16384 = 254 x -65 + 126. A vector
    // of zeros has the least scale.
    expect([...planes.scales]).toEqual([2 ** -13, 2 ** -149]);
    expect([...planes.first]).toEqual([32, -65, 16, 0, 0, 0]);
    expect([...planes.second]).toEqual([64, 126, 32, 0, 0, 0]);
  });

  it.each([Number.NaN, -1, 0, 3, Number.POSITIVE_INFINITY, 2 ** 114])(
    'with a scale of %d is refused',
    async (scale) => {
      const planes = { ...encode(VALUES, 2), scales: Float32Array.of(1, scale) };
      expect(await refused(writePlanes(planes))).toBe(
        `invalid: items.safetensors: the scale of row 1 is ${scale}, not a power of two from 2^-149 to 2^113`,
      );
    },
  );

  const good: Record<keyof Planes, Tensors[string]> = {
    scales: { shape: [2], values: Float32Array.of(1, 1) },
    first: { shape: [2, 3], values: new Int8Array(6) },
    second: { shape: [2, 3], values: new Int8Array(6) },
  };
  const wrong: [string, Partial<Tensors>, string][] = [
    ['no scales', { scales: undefined }, 'malformed: items.safetensors: has no tensor scales'],
    ['no second plane', { second: undefined }, 'malformed: items.safetensors: has no tensor second'],
    [
      'a plane of other rows',
      { first: { shape: [3, 3], values: new Int8Array(9) } },
      'mismatch: items.safetensors: tensor first is I8 [3,3], expected I8 [2,3]',
    ],
    [
      'a plane of other dimensions',
      { second: { shape: [2, 2], values: new Int8Array(4) } },
      'mismatch: items.safetensors: tensor second is I8 [2,2], expected I8 [2,3]',
    ],
    [
      'a plane of float32',
      { second: { shape: [2, 3], values: new Float32Array(6) } },
      'mismatch: items.safetensors: tensor second is F32 [2,3], expected I8 [2,3]',
    ],
    [
      'integer scales',
      { scales: { shape: [2], values: Int32Array.of(1, 1) } },
      'mismatch: items.safetensors: tensor scales is I32 [2], expected F32 [2]',
    ],
    [
      'a scale for each value',
      { scales: { shape: [2, 3], values: new Float32Array(6).fill(1) } },
      'mismatch: items.safetensors: tensor scales is F32 [2,3], expected F32 [2]',
    ],
  ];
  it.each(wrong)('with %s is refused', async (_, change, says) => {
    const tensors = Object.entries({ ...good, ...change }).filter(([, tensor]) => tensor !== undefined);
    expect(await refused(encodeSafetensors(Object.fromEntries(tensors) as Tensors))).toBe(says);
  });

  it('in the other encoding than the manifest says is refused', async () => {
    expect(await refused(floats(VALUES))).toBe('malformed: items.safetensors: has no tensor scales');
    expect(await refused(writePlanes(encode(VALUES, 2)), shapeOf('float32'))).toBe(
      'malformed: items.safetensors: has no tensor vectors',
    );
  });
});

it('float32 is read as it was written, and values that are not finite are refused', async () => {
  expect(readVectors(floats(VALUES), shapeOf('float32'), 'x')).toEqual(VALUES);
  for (const value of [Number.NaN, Number.NEGATIVE_INFINITY])
    expect(await refused(floats(VALUES.with(4, value)), shapeOf('float32'))).toBe(
      `invalid: items.safetensors: the vector of row 1 has the number ${value}`,
    );
});

it.each(['int8', 'float32'] as const)('more dimensions than the table can sum are refused: %s', async (encoding) => {
  expect(await refused(new Uint8Array(9), shapeOf(encoding, 2, MOST_DIMENSIONS + 1))).toBe(
    'invalid: items.safetensors: its vectors have 4097 numbers; at most 4096 are supported',
  );
});
