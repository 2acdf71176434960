// Damaged safetensors files: truncated at every byte, every bit flipped, any alignment, dangerous names.
// A flipped bit in the values is not detected here, but by the bundle's sha256.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../shared/errors.ts';
import { decodeSafetensors, encodeSafetensors, type Tensors } from '../../../shared/safetensors.ts';
import { safetensors } from '../support.ts';

// No tensor is empty: [0, 3] and [0, 2] have the same bytes, and a flipped bit could turn one into the other.
const TENSORS: Tensors = {
  vectors: { shape: [2, 3], values: Float32Array.of(1, -2, 0.5, 3e38, 1e-40, -0) },
  rows: { shape: [2], values: Int32Array.of(7, -7) },
  codes: { shape: [3, 1], values: Int8Array.of(-128, 0, 127) },
};
const FILE = encodeSafetensors(TENSORS, { step: '12' });
const HEADER_END = 8 + Number(new DataView(FILE.buffer).getBigUint64(0, true));
const shapes = (tensors: Tensors) =>
  Object.values(tensors)
    .map(({ shape, values }) => `${values.constructor.name} [${shape}]`)
    .sort();

/** The tensors of a file, or undefined for an InputError; other errors are thrown. */
function read(file: Uint8Array): Tensors | undefined {
  try {
    return decodeSafetensors(file, 'x').tensors;
  } catch (error) {
    if (error instanceof InputError && error.code === 'malformed') return undefined;
    throw error;
  }
}

it('a file truncated at any byte is rejected', () => {
  for (let length = 0; length < FILE.length; length++)
    expect(read(FILE.slice(0, length)), `cut at byte ${length}`).toBeUndefined();
  expect(read(FILE)).toEqual(TENSORS);
});

it('a file with additional bytes is rejected', () => {
  for (const more of [1, 3, 8]) expect(read(Uint8Array.from([...FILE, ...new Uint8Array(more)]))).toBeUndefined();
});

it('a file with one flipped bit is rejected or keeps its shapes', () => {
  let [refused, length] = [0, 0];
  for (let bit = 0; bit < FILE.length * 8; bit++) {
    const spoiled = FILE.slice();
    spoiled[bit >> 3] ^= 1 << (bit & 7);
    const tensors = read(spoiled);
    if (tensors) expect(shapes(tensors), `bit ${bit}`).toEqual(shapes(TENSORS));
    else refused++;
    if (!tensors && bit < 64) length++;
    if (bit >> 3 >= HEADER_END) expect(tensors, `bit ${bit}, in the values`).toBeDefined();
  }
  expect(length).toBe(64); // no bit of the length goes unnoticed
  expect(refused).toBeGreaterThan(HEADER_END * 4); // most of the header's bits do not, either
});

it('random bytes after a valid length give only InputErrors', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(60), (bytes, length) => {
      const file = Uint8Array.from([length, 0, 0, 0, 0, 0, 0, 0, ...bytes]);
      expect(read(file) ?? {}).toEqual({});
    }),
    { numRuns: 500 },
  );
});

it('random JSON as a header gives only InputErrors', () => {
  const key = fc.oneof(
    fc.constantFrom('dtype', 'shape', 'data_offsets', 'toString', '__proto__', 'length'),
    fc.string(),
  );
  const entry = fc.dictionary(key, fc.oneof(fc.jsonValue(), fc.constantFrom('F32', [0, 4], [1])));
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.oneof(entry, fc.jsonValue())), fc.nat(8), (header, bytes) => {
      read(safetensors(header, bytes));
    }),
    { numRuns: 500 },
  );
});

it('a header of deeply nested lists is rejected', () => {
  for (const key of ['dtype', 'shape', 'data_offsets']) {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    const others = { dtype: 'F32', shape: [1], data_offsets: [0, 4], [key]: '@' };
    expect(read(safetensors(JSON.stringify({ v: others }).replace('"@"', deep), 4))).toBeUndefined();
  }
});

describe('values do not depend on the alignment', () => {
  // A header of odd length puts the data at odd addresses.
  const header = { v: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } };
  const data = new Uint8Array(Float32Array.of(1, -2).buffer);
  const files = [0, 1, 2, 3].map((pad) => safetensors(JSON.stringify(header) + ' '.repeat(pad), data));

  it.each([0, 1, 2, 3, 4, 5, 6, 7])('a Uint8Array and a Buffer at byte offset %d', (offset) => {
    for (const file of files) {
      const memory = new Uint8Array(offset + file.length + 5).fill(0xaa);
      memory.set(file, offset);
      const view = memory.subarray(offset, offset + file.length);
      expect(read(view)?.v.values).toEqual(Float32Array.of(1, -2));
      expect(read(Buffer.from(memory.buffer, offset, file.length))?.v.values).toEqual(Float32Array.of(1, -2));
      expect(read(Buffer.from(file))?.v.values).toEqual(Float32Array.of(1, -2)); // somewhere in Node's pool
    }
  });
});

describe('tensors named like members of Object.prototype', () => {
  const entry = { dtype: 'F32', shape: [1], data_offsets: [0, 4] };

  it.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'shape'])('%s is an ordinary tensor', (name) => {
    const tensors = read(safetensors(`{${JSON.stringify(name)}:${JSON.stringify(entry)}}`, [0, 0, 128, 63]));
    expect(Object.entries(tensors ?? {})).toEqual([[name, { shape: [1], values: Float32Array.of(1) }]]);
    expect(Object.getPrototypeOf(tensors)).toBeNull();
    expect(({} as Record<string, unknown>).dtype).toBeUndefined(); // every other object is as before
  });

  it('inherited members of a tensor are ignored', () => {
    expect(read(safetensors(`{"v":{"__proto__":${JSON.stringify(entry)}}}`, 4))).toBeUndefined();
  });
});
