// Embeddings that numpy pickled, read back; and every way in which such a file may be wrong or hostile, refused.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../shared/errors.ts';
import { openEmbeddings } from '../../../trainer/dataset/embeddings.ts';
import { HEADER, objects, PICKLES, type PickleName, pickled } from './pickled.ts';
import { files, freshFolder, importRefusal, matrix } from './support.ts';

/** Everything in a file. */
async function readAll(path: string) {
  const embeddings = openEmbeddings(path);
  try {
    const { ids, columns } = embeddings;
    return { ids, columns, rows: ids.map((_, row) => [...embeddings.read(row)]) };
  } finally {
    embeddings.close();
  }
}
const read = (bytes: Uint8Array) => readAll(files({ x: bytes }).x);
const refused = (bytes: Uint8Array) => {
  const { x, folder } = files({ x: bytes });
  return importRefusal(readAll(x), folder);
};

/** The values of the fixtures as float32: np.array([[1, -2.5, .1], [0, 3e38, -0.]], 'f4').tolist() */
const EXPECTED = {
  ids: ['a1', 'b2'],
  columns: 3,
  rows: [
    [1, -2.5, 0.10000000149011612],
    [0, 3.0000000054977558e38, -0],
  ],
};

describe('reads', () => {
  const matrices = Object.keys(PICKLES).filter((name) => /^(float|lists|str_|scalars)/.test(name)) as PickleName[];
  it('covers every protocol and kind', () => expect(matrices.length).toBe(14));
  it.each(matrices)('%s', async (name) => {
    expect(await read(objects(pickled(name)))).toEqual(EXPECTED);
  });
  it.each(['tuples 3', 'arrays 3'] as const)('%s, of one dimension', async (name) => {
    expect(await read(objects(pickled(name), '(2,)'))).toEqual(EXPECTED);
  });
  it("numpy 2's names of the same", async () => {
    const text = pickled('float32 3').toString('latin1').replaceAll('cnumpy.core.', 'cnumpy._core.');
    expect(text).toContain('cnumpy._core.multiarray\n_reconstruct\n');
    expect(await read(objects(Buffer.from(text, 'latin1')))).toEqual(EXPECTED);
  });
});

/** What a pickle that is put together by hand is refused for; the byte is counted from the pickle's beginning. */
async function said(...parts: (string | number[])[]): Promise<string> {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part as string, 'latin1')));
  const message = await refused(objects(body));
  return message.replace(/x byte (\d+)/, (_, byte) => `byte ${Number(byte) - HEADER}`);
}
const P = [0x80, 4];
const names = (name: string) => `names "${name}", which makes no array; nothing of it was run`;

describe('runs nothing', () => {
  it.each<[string, (string | number[])[], string]>([
    // pickletools: PROTO 2, GLOBAL 'posix system', SHORT_BINUNICODE, TUPLE1, REDUCE, STOP
    ['os.system', [[0x80, 2], 'cposix\nsystem\n', [0x8c, 2], 'id', [0x85], 'R.'], `byte 2: ${names('posix.system')}`],
    ['builtins.eval', [P, [0x8c, 8], 'builtins', [0x8c, 4], 'eval', [0x93], '.'], `byte 18: ${names('builtins.eval')}`],
    ['numpy.load', [P, 'cnumpy\nload\n.'], `byte 2: ${names('numpy.load')}`],
    ['an attribute of what is allowed', [P, 'cnumpy\nndarray.dump\n.'], `byte 2: ${names('numpy.ndarray.dump')}`],
    ['a module that hides in a name', [P, 'cnumpy.dtype\n__class__\n.'], `byte 2: ${names('numpy.dtype.__class__')}`],
    ["a name of JavaScript's", [P, 'cconstructor\nconstructor\n.'], `byte 2: ${names('constructor.constructor')}`],
    ['INST', [P, '(iposix\nsystem\n.'], 'byte 3: has the instruction 0x69, which is not read here'],
    ['OBJ', [P, '(cnumpy\nndarray\no.'], 'byte 18: has the instruction 0x6f, which is not read here'],
    ['NEWOBJ', [P, 'cnumpy\nndarray\n)', [0x81], '.'], 'byte 18: has the instruction 0x81, which is not read here'],
    ['a persistent id', [P, [0x8c, 1], 'xQ.'], 'byte 5: has the instruction 0x51, which is not read here'],
    ['a persistent id as text', [P, 'Px\n.'], 'byte 2: has the instruction 0x50, which is not read here'],
    ['EXT1', [P, [0x82, 1], '.'], 'byte 2: has the instruction 0x82, which is not read here'],
    ['EXT2', [P, [0x83, 1, 0], '.'], 'byte 2: has the instruction 0x83, which is not read here'],
    ['EXT4', [P, [0x84, 1, 0, 0, 0], '.'], 'byte 2: has the instruction 0x84, which is not read here'],
    ['a buffer from elsewhere', [P, [0x97], '.'], 'byte 2: has the instruction 0x97, which is not read here'],
    ['a call of a list', [P, '])R.'], 'byte 4: calls what cannot be called'],
    ['a call of numpy.ndarray', [P, 'cnumpy\nndarray\n)R.'], 'byte 18: calls what cannot be called'],
    ['a call without a tuple', [P, 'cnumpy\ndtype\n]R.'], 'byte 16: calls numpy.dtype with what is no tuple'],
    [
      'arguments that are none',
      [P, 'cnumpy\ndtype\n)R.'],
      'byte 16: calls numpy.dtype with arguments that it does not take',
    ],
    [
      'an array of a class of its own',
      [P, 'cnumpy.core.multiarray\n_reconstruct\ncnumpy\ndtype\nK', [0], 'C', [1], 'b', [0x87], 'R.'],
      'byte 57: calls _reconstruct with arguments that it does not take',
    ],
    ['a state for a list', [P, ']]b.'], 'byte 4: fills what cannot be filled'],
  ])('%s', async (_what, parts, message) => {
    expect(await said(...parts)).toBe(`malformed: ${message}`);
  });

  it('a pickle that Python would run', async () => {
    const mark = join(freshFolder(), 'ran');
    // class A: __reduce__ = lambda self: (os.system, ('touch PATH',)); pickle.dumps(A(), 2)
    const command = `touch ${mark}`;
    const pickle = `\x80\x02cposix\nsystem\nq\x00X${String.fromCharCode(command.length)}\0\0\0${command}q\x01\x85q\x02Rq\x03.`;
    expect(await said(pickle)).toBe(`malformed: byte 2: ${names('posix.system')}`);
    expect(existsSync(mark)).toBe(false);
  });
});

describe('bounds what a file may claim', () => {
  const huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
  it.each<[string, (string | number[])[], string]>([
    ['text', [P, [0x8d], huge, 'x'], 'byte 2: needs 9223372036854776000 more bytes, the file has 1'],
    ['bytes', [P, 'B', [0xff, 0xff, 0xff, 0xff], 'x'], 'byte 2: needs 4294967295 more bytes, the file has 1'],
    ['a bytearray', [P, [0x96], huge], 'byte 2: needs 9223372036854776000 more bytes, the file has 0'],
    ['a frame', [P, [0x95], huge], 'byte 2: needs 9223372036854776000 more bytes, the file has 0'],
    ['a long', [P, [0x8a, 255], '1'], 'byte 2: needs 255 more bytes, the file has 1'],
    ['a long beyond 2^53', [P, [0x8a, 8], huge], 'byte 2: holds a whole number beyond 2^53'],
    [
      'a memo that is not there',
      [P, 'j', [0xff, 0xff, 0xff, 0xff]],
      'byte 2: recalls value 4294967295, which it never kept',
    ],
    ['a name without an end', [P, 'c', 'x'.repeat(300)], 'byte 2: gives a name of more than 256 letters'],
    ['a stack', [P, 'N'.repeat(65_537)], 'byte 65538: stacks more than 65536 values'],
    ['marks', [P, '('.repeat(257)], 'byte 258: nests more than 256 deep'],
    ['objects', [P, ']0'.repeat(2 ** 22 + 1)], `byte ${2 ** 23 + 2}: makes more than 4194304 objects`],
    ['a memo', [P, 'N', '\x94'.repeat(2 ** 22 + 1)], `byte ${2 ** 22 + 3}: remembers more than 4194304 values`],
    ['values below a mark', [P, 'N(0.'], 'byte 4: takes a value from an empty stack'],
    ['a mark that is not there', [P, 'Nt.'], 'byte 3: looks for a mark that is not there'],
    ['an empty end', [P, '.'], 'byte 2: takes a value from an empty stack'],
    ['protocol 1', [[0x80, 1], 'N.'], 'byte 0: has protocol 1; 2 to 5 are read'],
    ['protocol 6', [[0x80, 6], 'N.'], 'byte 0: has protocol 6; 2 to 5 are read'],
    ['protocol 0', ['(lp0\n.'], 'byte 0: is no pickle of protocol 2 or later: it begins otherwise'],
    ['more behind the end', [P, 'N.N.'], 'byte 4: goes on behind its end'],
  ])('%s', async (_what, parts, message) => {
    expect(await said(...parts)).toBe(`malformed: ${message}`);
  });

  it('a list that holds itself, ten thousand deep', async () => {
    // EMPTY_LIST, MEMOIZE, then APPEND of itself; then lists in lists.
    expect(await said(P, ']', [0x94], 'h', [0], 'a.')).toBe('malformed: x: holds no array of objects');
    expect(await said(P, ']'.repeat(10_000), 'a'.repeat(9_999), '.')).toBe('malformed: x: holds no array of objects');
  });
});

describe('refuses arrays that are not pairs', () => {
  const swapped = (name: PickleName, from: string, to: string) => {
    const text = pickled(name).toString('latin1');
    expect(text).toContain(from);
    return objects(Buffer.from(text.replace(from, to), 'latin1'));
  };
  const double = (value: number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(value);
    return `G${bytes.toString('latin1')}`;
  };
  it.each<[string, () => Uint8Array, string]>([
    [
      'another shape',
      () => objects(pickled('float32 4'), '(4, 2)'),
      'malformed: x: holds an array of (2,2), the header says (4,2)',
    ],
    [
      'pairs of three',
      () => objects(pickled('float32 4'), '(2, 3)'),
      'malformed: x: has the shape (2,3); (n, 2) is needed, or (n) with a pair each',
    ],
    [
      'items that are no pairs',
      () => objects(pickled('lists 4'), '(4,)'),
      'malformed: x: holds an array of (2,2), the header says (4)',
    ],
    [
      'big-endian floats',
      () => swapped('float64 3', 'X\x01\0\0\0<', 'X\x01\0\0\0>'),
      'malformed: x byte N: holds big-endian values; little-endian ones are read',
    ],
    [
      'the same hash twice',
      () => swapped('float32 4', 'b2', 'a1'),
      'invalid: x row 1 (counted from 0): the hash "a1" is in row 0 already',
    ],
    [
      'a hash that can be no id',
      () => swapped('float32 4', 'b2', ' 2'),
      'invalid: x row 1 (counted from 0): the artwork " 2" begins or ends with white space',
    ],
    [
      'a hash that is not UTF-8',
      () => swapped('float32 4', 'b2', '\xff2'),
      'malformed: x row 1 (counted from 0): holds text that is not UTF-8',
    ],
    [
      'a value that is no number',
      () => swapped('lists 3', double(-2.5), double(Number.NaN)),
      'invalid: x row 0 column 1 (counted from 0): NaN is not a number to learn from',
    ],
    [
      'a value beyond float32',
      () => swapped('lists 3', double(3e38), double(1e300)),
      'invalid: x row 1 column 1 (counted from 0): 1e+300 is too large for float32',
    ],
    [
      'a row that is shorter',
      () => swapped('lists 3', `${double(3e38)}`, ''),
      'mismatch: x row 1 (counted from 0): has 2 floats, row 0 has 3',
    ],
    [
      'a value that is None',
      () => swapped('lists 3', double(3e38), 'N'),
      'malformed: x row 1 (counted from 0): has a value that is no number',
    ],
  ])('%s', async (_what, bytes, message) => {
    expect((await refused(bytes())).replace(/byte \d+/, 'byte N')).toBe(message);
  });
  it('a matrix of floats, and files that are not there', async () => {
    const folder = freshFolder();
    expect(await importRefusal(readAll(join(folder, 'none')), folder)).toBe('missing: none: cannot be opened');
    expect(await importRefusal(readAll(folder), folder)).toBe(`missing: ${folder}: is not a file`);
    expect(await refused(matrix(2, 3))).toBe(
      'malformed: x: holds values of type <f4; pickled pairs, of type |O, are read',
    );
  });
});

describe('damage of any kind is refused, or leaves the shape as it was', () => {
  const whole = (['float32 2', 'float64 3', 'float32 5', 'lists 4', 'str_ 4', 'scalars 4'] as const).map(
    (name) => [name, objects(pickled(name))] as const,
  );

  it.each(whole)('%s, cut off at each of its bytes', async (_name, bytes) => {
    const { x } = files({ x: bytes });
    for (let length = 0; length < bytes.length; length++) {
      writeFileSync(x, bytes.subarray(0, length));
      expect(() => openEmbeddings(x)).toThrow(InputError);
    }
  });

  it.each(whole)('%s, with each byte changed', async (_name, bytes) => {
    const { x } = files({ x: bytes });
    let refusals = 0;
    for (let at = 0; at < bytes.length; at++)
      for (const flip of [0x01, 0x10, 0x80, 0xff]) {
        const damaged = Buffer.from(bytes);
        damaged[at] ^= flip;
        writeFileSync(x, damaged);
        try {
          const { ids, columns, rows } = await readAll(x);
          expect([ids.length, columns, rows.flat().length]).toEqual([2, 3, 6]);
        } catch (error) {
          if (!(error instanceof InputError)) throw new Error(`byte ${at} xor ${flip}`, { cause: error });
          refusals++;
        }
      }
    expect(refusals).toBeGreaterThan(bytes.length); // of four changes a byte
  });
});
