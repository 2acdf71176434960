// Each way in which a safetensors file can be wrong, with the sentence that refuses it.
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
    ['nothing', new Uint8Array(0), '0 bytes are too few to be a safetensors file'],
    ['less than a length', new Uint8Array(7), '7 bytes are too few to be a safetensors file'],
    [
      'the largest length there is',
      safetensors('{}', 0, 2n ** 64n - 1n),
      'its header claims 18446744073709551615 bytes, more than the 1048576 that are allowed',
    ],
    [
      'one more than allowed',
      safetensors('{}', 0, 1048577n),
      'its header claims 1048577 bytes, more than the 1048576 that are allowed',
    ],
    [
      'as many as allowed, in a short file',
      safetensors('{}', 0, 1048576n),
      'its header claims 1048576 bytes and the file ends before',
    ],
    ['one byte too many', safetensors('{}', 0, 3n), 'its header claims 3 bytes and the file ends before'],
    ['a header of nothing', safetensors(''), 'its header is not JSON'],
    ['half a header', safetensors('{"v":', 4), 'its header is not JSON'],
    ['data in the header', safetensors('{}', 1, 3n), 'its header is not JSON'],
    ['bytes that are no UTF-8', Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0, 0x22, 0xff, 0x22), 'its header is not JSON'],
    ['a list', safetensors('[]'), 'its header is not a JSON object'],
    ['null', safetensors('null'), 'its header is not a JSON object'],
    ['a number', safetensors('7'), 'its header is not a JSON object'],
  ])('%s', async (_what, file, sentence) => {
    expect(await refused(file)).toBe(`malformed: x: ${sentence}`);
  });

  it.each([[null], [['a']], ['a'], [{ step: 7 }], [{ step: null }]])('metadata %j', async (metadata) => {
    expect(await refused(safetensors({ __metadata__: metadata }))).toBe(
      'malformed: x: its metadata are not strings by name',
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
      `malformed: x: tensor v has ${what}, not one of F32,I32,I8`,
    );
  });

  it.each([[undefined], [null], [1], ['1'], [{ 0: 1, length: 1 }], [['1']], [[-1]], [[0.5]], [[[1]]], [[1, null]]])(
    'shape %j',
    async (shape) => {
      expect(await refused(safetensors({ v: tensor(shape, [0, 4]) }, 4))).toBe(
        'malformed: x: tensor v has no proper shape',
      );
    },
  );

  it.each([[[2 ** 53]], [[2 ** 30, 2 ** 30]], [[2 ** 52, 2 ** 52, 2 ** 52]]])(
    'shape %j, more elements than a number can count',
    async (shape) => {
      expect(await refused(safetensors({ v: tensor(shape, [0, 4]) }, 4))).toBe(
        'malformed: x: tensor v has no proper shape',
      );
    },
  );

  it.each([[undefined], [null], [4], ['04'], [[]], [[4]], [[0, 4, 8]], [['0', '4']], [[-4, 0]], [[0, 4.5]], [[4, 0]]])(
    'data_offsets %j',
    async (offsets) => {
      expect(await refused(safetensors({ v: tensor([1], offsets) }, 4))).toBe(
        'malformed: x: tensor v has no proper data_offsets',
      );
    },
  );

  it('that ends behind the file', async () => {
    const header = { v: tensor([2], [0, 8]) };
    const start = startOf(header);
    expect(await refused(safetensors(header, 7))).toBe(
      `malformed: x: tensor v ends at byte ${start + 8}, behind the file's end at ${start + 7}`,
    );
  });

  it.each<[unknown, unknown, string]>([
    [[2], [0, 4], 'tensor v has 4 bytes, which do not fill the shape [2] of F32'],
    [[0], [0, 4], 'tensor v has 4 bytes, which do not fill the shape [0] of F32'],
    [[2, 2], [0, 8], 'tensor v has 8 bytes, which do not fill the shape [2,2] of F32'],
    [[2 ** 53 - 1], [0, 8], 'tensor v has 8 bytes, which do not fill the shape [9007199254740991] of F32'],
    [[], [0, 8], 'tensor v has 8 bytes, which do not fill the shape [] of F32'],
  ])('shape %j over bytes %j', async (shape, offsets, sentence) => {
    expect(await refused(safetensors({ v: tensor(shape, offsets) }, 8))).toBe(`malformed: x: ${sentence}`);
  });
});

describe('the data', () => {
  it.each<[string, object, string]>([
    ['one tensor over another', { a: tensor([2], [0, 8]), b: tensor([2], [4, 12]) }, 'two tensors overlap'],
    ['one over the same bytes', { a: tensor([3], [0, 12]), b: tensor([3], [0, 12]) }, 'two tensors overlap'],
    ['an empty one inside another', { a: tensor([3], [0, 12]), b: tensor([0], [4, 4]) }, 'two tensors overlap'],
    ['a hole in front', { a: tensor([2], [4, 12]) }, 'bytes 0 to 4 of the data belong to no tensor'],
    [
      'a hole between two, whichever comes first in the header',
      { b: tensor([1], [8, 12]), a: tensor([1], [0, 4]) },
      'bytes 4 to 8 of the data belong to no tensor',
    ],
    ['bytes behind', { a: tensor([2], [0, 8]) }, '4 bytes behind the last tensor belong to none'],
    ['bytes of nobody', {}, '12 bytes behind the last tensor belong to none'],
  ])('%s', async (_what, header, sentence) => {
    expect(await refused(safetensors(header, 12))).toBe(`malformed: x: ${sentence}`);
  });

  it('of empty tensors between others is fine', () => {
    const header = { a: tensor([1], [0, 4]), none: tensor([0, 9], [4, 4]), b: tensor([2], [4, 12]) };
    expect(Object.keys(decodeSafetensors(safetensors(header, 12), 'x').tensors)).toEqual(['a', 'none', 'b']);
  });
});

it('says where the fault is and how to mend it', () => {
  expect(() => decodeSafetensors(new Uint8Array(1), 'items.safetensors')).toThrow(InputError);
  expect(() => decodeSafetensors(new Uint8Array(1), 'items.safetensors')).toThrow(
    expect.objectContaining({ where: 'items.safetensors', how: 'make or fetch the file again' }),
  );
});
