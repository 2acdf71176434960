// safetensors: a file written by hand, the writer, and round trips of random tensors.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors, float32, type Tensors } from '../../shared/safetensors.ts';
import { refusal, safetensors } from './support.ts';

// One tensor `v`, float32 [2] of 1 and -2, header padded with two spaces to 56 bytes = 0x38.
// $ python3 -c 'import struct; print(struct.pack("<2f", 1, -2).hex())'
const HEADER = '{"v":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}  ';
const BY_HAND = Uint8Array.from([
  ...[0x38, 0, 0, 0, 0, 0, 0, 0],
  ...new TextEncoder().encode(HEADER),
  ...[0x00, 0x00, 0x80, 0x3f, 0x00, 0x00, 0x00, 0xc0],
]);
const V = { shape: [2], values: Float32Array.of(1, -2) };

describe('a file written by hand', () => {
  it('is read', () => {
    expect(decodeSafetensors(BY_HAND, 'x').tensors).toEqual({ v: V });
  });

  it("equals the writer's output, byte for byte", () => {
    expect(encodeSafetensors({ v: V })).toEqual(BY_HAND);
  });

  it('is read without a copy: the values are views of it', () => {
    expect(decodeSafetensors(BY_HAND, 'x').tensors.v.values.buffer).toBe(BY_HAND.buffer);
  });

  it('without tensors consists of a header', () => {
    expect(decodeSafetensors(safetensors('{}'), 'x')).toEqual({ tensors: {}, metadata: {} });
    expect(encodeSafetensors({})).toEqual(safetensors('{}      '));
  });
});

describe('the writer', () => {
  it('orders tensors by element size, so that each is aligned, and writes the metadata', () => {
    const tensors: Tensors = {
      bytes: { shape: [3], values: Int8Array.of(-128, 0, 127) },
      ints: { shape: [1, 1], values: Int32Array.of(-1) },
      scalar: { shape: [], values: Float32Array.of(0.5) },
    };
    const file = encodeSafetensors(tensors, { step: '7' });
    const read = decodeSafetensors(file, 'x');
    expect(read).toEqual({ tensors, metadata: { step: '7' } });
    for (const { values } of Object.values(read.tensors)) expect(values.buffer).toBe(file.buffer);
  });

  it('writes only the part covered by a view', () => {
    const values = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
    expect(decodeSafetensors(encodeSafetensors({ v: { shape: [2], values } }), 'x').tensors.v.values).toEqual(
      Float32Array.of(2, 3),
    );
  });

  it('rejects values that do not fill their shape', () => {
    expect(() => encodeSafetensors({ v: { shape: [2, 2], values: new Float32Array(3) } })).toThrow(
      new RangeError('tensor v: 3 values do not fill the shape [2,2]'),
    );
  });

  it('rejects the reserved name for a tensor', () => {
    expect(() => encodeSafetensors({ __metadata__: V })).toThrow(
      new RangeError('the name __metadata__ is reserved by the format'),
    );
  });
});

describe('round trip', () => {
  const values = (length: number) => {
    const size = { minLength: length, maxLength: length };
    return fc.oneof(fc.float32Array(size), fc.int32Array(size), fc.int8Array(size));
  };
  const tensor = fc
    .array(fc.nat(4), { maxLength: 4 })
    .chain((shape) =>
      fc.record({ shape: fc.constant(shape), values: values(shape.reduce((product, size) => product * size, 1)) }),
    );
  const names = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', 'constructor', '0'));
  const tensors = fc
    .uniqueArray(fc.tuple(names, tensor), { selector: ([name]) => name, maxLength: 6 })
    .map((entries) => entries.filter(([name]) => name !== '__metadata__')) // the one name that the format keeps
    .map(Object.fromEntries<Tensors[string]>);
  const metadata = fc.dictionary(fc.string(), fc.string());

  it('of random tensors with random names, including NaN and -0', () => {
    let several = 0;
    fc.assert(
      fc.property(tensors, metadata, (written, strings) => {
        const read = decodeSafetensors(encodeSafetensors(written, strings), 'x');
        expect(new Map(Object.entries(read.tensors))).toEqual(new Map(Object.entries(written)));
        expect(Object.entries(read.metadata)).toEqual(Object.entries(strings));
        if (Object.keys(written).length > 1) several++;
      }),
      { numRuns: 300 },
    );
    expect(several).toBeGreaterThan(100); // or the property says less than it seems to
  });
});

describe('float32', () => {
  const { tensors } = decodeSafetensors(encodeSafetensors({ v: V, i: { shape: [1], values: Int8Array.of(1) } }), 'x');

  it('gives a tensor of the expected shape, where null matches any size', () => {
    expect(float32(tensors, 'v', [2], 'x')).toEqual(V);
    expect(float32(tensors, 'v', [null], 'x')).toEqual(V);
  });

  it.each<[string, (number | null)[], string]>([
    ['w', [2], 'malformed: x: has no tensor w'],
    ['constructor', [2], 'malformed: x: has no tensor constructor'],
    ['v', [3], 'mismatch: x: tensor v is F32 [2], expected F32 [3]'],
    ['v', [null, 2], 'mismatch: x: tensor v is F32 [2], expected F32 [any,2]'],
    ['v', [], 'mismatch: x: tensor v is F32 [2], expected F32 []'],
    ['i', [1], 'mismatch: x: tensor i is I8 [1], expected F32 [1]'],
  ])('rejects %s as %j', async (name, shape, sentence) => {
    expect(await refusal(() => float32(tensors, name, shape, 'x'))).toBe(sentence);
  });
});
