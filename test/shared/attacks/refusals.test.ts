// Each kind of invalid safetensors file, with its error message.
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../shared/errors.ts';
import { decodeSafetensors } from '../../../shared/safetensors.ts';
import { refusal, safetensors } from '../support.ts';

const refused = (file: Uint8Array) => refusal(() => decodeSafetensors(file, 'x'));
/** The start of the data: 8 bytes of length, then the header. */
const startOf = (header: object) => 8 + JSON.stringify(header).length;
const tensor = (shape: unknown, data_offsets: unknown, dtype: unknown = 'F32') => ({ dtype, shape, data_offsets });

describe('the frame', () => {
  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), 'has 0 bytes, too few for a safetensors file'],
    ['too short for a length', new Uint8Array(7), 'has 7 bytes, too few for a safetensors file'],
    [
      'the largest length there is',
      safetensors('{}', 0, 2n ** 64n - 1n),
      'declares a header of 18446744073709551615 bytes; at most 1048576 are allowed',
    ],
    [
      'one more than allowed',
      safetensors('{}', 0, 1048577n),
      'declares a header of 1048577 bytes; at most 1048576 are allowed',
    ],
    [
      'as many as allowed, in a short file',
      safetensors('{}', 0, 1048576n),
      'declares a header of 1048576 bytes, longer than the file',
    ],
    ['a length one byte too large', safetensors('{}', 0, 3n), 'declares a header of 3 bytes, longer than the file'],
    ['an empty header', safetensors(''), 'has a header that is not JSON'],
    ['a truncated header', safetensors('{"v":', 4), 'has a header that is not JSON'],
    ['data in the header', safetensors('{}', 1, 3n), 'has a header that is not JSON'],
    [
      'bytes that are not UTF-8',
      Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0, 0x22, 0xff, 0x22),
      'has a header that is not JSON',
    ],
    ['a list', safetensors('[]'), 'has a header that is not a JSON object'],
    ['null', safetensors('null'), 'has a header that is not a JSON object'],
    ['a number', safetensors('7'), 'has a header that is not a JSON object'],
  ])('%s', async (_what, file, sentence) => {
    expect(await refused(file)).toBe(`malformed: x: ${sentence}`);
  });

  it.each([[null], [['a']], ['a'], [{ step: 7 }], [{ step: null }]])('metadata %j', async (metadata) => {
    expect(await refused(safetensors({ __metadata__: metadata }))).toBe(
      'malformed: x: has metadata that do not map names to strings',
    );
  });
});

describe('a tensor', () => {
  const anything = { toString: 1, valueOf: 1 }; // what cannot be printed
  it.each<[unknown, string]>([
    [null, 'the dtype undefined'],
    [7, 'the dtype undefined'],
    [[], 'the dtype undefined'],
    [tensor([1], [0, 4], 'F64'), 'the dtype F64'],
    [tensor([1], [0, 4], 'f32'), 'the dtype f32'],
    [tensor([1], [0, 4], 'constructor'), 'the dtype constructor'],
    [tensor([1], [0, 4], ['F32']), 'the dtype object'],
    [tensor([1], [0, 4], anything), 'the dtype object'],
  ])('%j', async (entry, what) => {
    expect(await refused(safetensors({ v: entry }, 4))).toBe(
      `malformed: x: tensor v has ${what}; supported: F32,I32,I8`,
    );
  });

  it.each([[undefined], [null], [1], ['1'], [{ 0: 1, length: 1 }], [['1']], [[-1]], [[0.5]], [[[1]]], [[1, null]]])(
    'shape %j',
    async (shape) => {
      expect(await refused(safetensors({ v: tensor(shape, [0, 4]) }, 4))).toBe(
        'malformed: x: tensor v has an invalid shape',
      );
    },
  );

  it.each([[[2 ** 53]], [[2 ** 30, 2 ** 30]], [[2 ** 52, 2 ** 52, 2 ** 52]]])(
    'shape %j, more elements than a number can count',
    async (shape) => {
      expect(await refused(safetensors({ v: tensor(shape, [0, 4]) }, 4))).toBe(
        'malformed: x: tensor v has an invalid shape',
      );
    },
  );

  it.each([[undefined], [null], [4], ['04'], [[]], [[4]], [[0, 4, 8]], [['0', '4']], [[-4, 0]], [[0, 4.5]], [[4, 0]]])(
    'data_offsets %j',
    async (offsets) => {
      expect(await refused(safetensors({ v: tensor([1], offsets) }, 4))).toBe(
        'malformed: x: tensor v has invalid data_offsets',
      );
    },
  );

  it('ends after the file', async () => {
    const header = { v: tensor([2], [0, 8]) };
    const start = startOf(header);
    expect(await refused(safetensors(header, 7))).toBe(
      `malformed: x: tensor v ends at byte ${start + 8}, after the end of the file at ${start + 7}`,
    );
  });

  it.each<[unknown, unknown, string]>([
    [[2], [0, 4], 'tensor v has 4 bytes, which do not match the shape [2] of F32'],
    [[0], [0, 4], 'tensor v has 4 bytes, which do not match the shape [0] of F32'],
    [[2, 2], [0, 8], 'tensor v has 8 bytes, which do not match the shape [2,2] of F32'],
    [[2 ** 53 - 1], [0, 8], 'tensor v has 8 bytes, which do not match the shape [9007199254740991] of F32'],
    [[], [0, 8], 'tensor v has 8 bytes, which do not match the shape [] of F32'],
  ])('shape %j over bytes %j', async (shape, offsets, sentence) => {
    expect(await refused(safetensors({ v: tensor(shape, offsets) }, 8))).toBe(`malformed: x: ${sentence}`);
  });
});

describe('the data', () => {
  it.each<[string, object, string]>([
    ['two overlapping tensors', { a: tensor([2], [0, 8]), b: tensor([2], [4, 12]) }, 'has two overlapping tensors'],
    [
      'two tensors on the same bytes',
      { a: tensor([3], [0, 12]), b: tensor([3], [0, 12]) },
      'has two overlapping tensors',
    ],
    [
      'an empty tensor inside another',
      { a: tensor([3], [0, 12]), b: tensor([0], [4, 4]) },
      'has two overlapping tensors',
    ],
    ['a gap at the start', { a: tensor([2], [4, 12]) }, 'bytes 0 to 4 of the data belong to no tensor'],
    [
      'a hole between two, whichever comes first in the header',
      { b: tensor([1], [8, 12]), a: tensor([1], [0, 4]) },
      'bytes 4 to 8 of the data belong to no tensor',
    ],
    ['trailing bytes', { a: tensor([2], [0, 8]) }, 'has 4 bytes after the last tensor'],
    ['data without tensors', {}, 'has 12 bytes after the last tensor'],
  ])('%s', async (_what, header, sentence) => {
    expect(await refused(safetensors(header, 12))).toBe(`malformed: x: ${sentence}`);
  });

  it('may have empty tensors between others', () => {
    const header = { a: tensor([1], [0, 4]), none: tensor([0, 9], [4, 4]), b: tensor([2], [4, 12]) };
    expect(Object.keys(decodeSafetensors(safetensors(header, 12), 'x').tensors)).toEqual(['a', 'none', 'b']);
  });
});

it('an error names the file and a fix', () => {
  expect(() => decodeSafetensors(new Uint8Array(1), 'items.safetensors')).toThrow(InputError);
  expect(() => decodeSafetensors(new Uint8Array(1), 'items.safetensors')).toThrow(
    expect.objectContaining({ where: 'items.safetensors', how: 'create or download the file again' }),
  );
});
