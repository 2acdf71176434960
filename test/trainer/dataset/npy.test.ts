// .npy files: reading them exactly, and rejecting invalid ones.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { npyRows, openNpy, readNpy, writeNpy } from '../../../trainer/dataset/npy.ts';
import { files, freshFolder, importRefusal, npyBytes } from './support.ts';

const hex = (text: string) => Buffer.from(text, 'hex');
const read = async (bytes: Uint8Array) => {
  const { x } = files({ x: bytes });
  const { rows, columns, values } = await readNpy(x);
  return { rows, columns, values: [...values] };
};
const refused = (bytes: Uint8Array) => {
  const { x, folder } = files({ x: bytes });
  return importRefusal(readNpy(x), folder);
};
const SIX = new Uint8Array(24);

// The bytes after the header are numpy's: np.save(b, np.array(..., dtype)), then b.getvalue()[128:].hex(); the values
// are numpy's too: array.astype('<f4').tolist()
describe('reads', () => {
  it('float32: np.array([[1.5, -2.25, .1], [3e38, 1e-40, 0]], "<f4")', async () => {
    expect(await read(npyBytes(hex('0000c03f000010c0cdcccc3de6b1617fc216010000000000')))).toEqual({
      rows: 2,
      columns: 3,
      values: [1.5, -2.25, 0.10000000149011612, 3.0000000054977558e38, 9.99994610111476e-41, 0],
    });
  });

  it('float16: np.array([[1, -2, 65504], [6e-8, .333, -0.]], "<f2")', async () => {
    expect(await read(npyBytes(hex('003c00c0ff7b010054350080'), { descr: "'<f2'" }))).toEqual({
      rows: 2,
      columns: 3,
      values: [1, -2, 65504, 2 ** -24, 0.3330078125, -0],
    });
  });

  it('float64, rounded to float32: np.array([[.1, -1e-50]], "<f8")', async () => {
    expect(await read(npyBytes(hex('9a9999999999b93f1fb8d44a7aee8db5'), { descr: "'<f8'", shape: '(1, 2)' }))).toEqual({
      rows: 1,
      columns: 2,
      values: [0.10000000149011612, -0],
    });
  });

  it('version 2, keys in another order, and other spacing', async () => {
    const text = " {'shape':(1,1),'fortran_order':False,'descr':'<f4'}\n".trimStart();
    expect((await read(npyBytes(hex('0000c03f'), { version: [2, 0], text }))).values).toEqual([1.5]);
  });

  it('a matrix of many chunks, equal by chunks and at once', async () => {
    const [rows, columns] = [3001, 257]; // 3 MB: three chunks, the last one short
    const path = join(freshFolder(), 'x.npy');
    const expected = Float32Array.from({ length: rows * columns }, (_, i) => i);
    await writeNpy(path, rows, columns, [expected]);
    expect((await readNpy(path)).values).toEqual(expected);
    const npy = await openNpy(path);
    let seen = 0;
    let chunks = 0;
    for await (const chunk of npyRows(npy)) {
      expect(chunk.length % columns).toBe(0);
      expect(chunk).toEqual(expected.subarray(seen, seen + chunk.length));
      seen += chunk.length;
      chunks++;
    }
    await npy.close();
    expect([seen, chunks]).toEqual([rows * columns, 3]);
  });
});

it('writes what numpy writes', async () => {
  const path = join(freshFolder(), 'x.npy');
  await writeNpy(path, 2, 3, [Float32Array.of(1.5, -2.25, 0.1, 3e38), Float32Array.of(1e-40, 0)]);
  // numpy's np.save of the same array has this header: 118 bytes, padded with 58 spaces.
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }${' '.repeat(58)}\n`;
  expect(readFileSync(path)).toEqual(
    Buffer.from(npyBytes(hex('0000c03f000010c0cdcccc3de6b1617fc216010000000000'), { text })),
  );
});

it('preserves random finite float32 matrices, to the bit', async () => {
  const path = join(freshFolder(), 'x.npy');
  const cases = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 })).chain(([rows, columns]) =>
    fc.record({
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      values: fc.float32Array({
        minLength: rows * columns,
        maxLength: rows * columns,
        noNaN: true,
        noDefaultInfinity: true,
      }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(cases, async ({ rows, columns, values }) => {
      rmSync(path, { force: true });
      await writeNpy(path, rows, columns, [values]);
      const back = await readNpy(path);
      expect([back.rows, back.columns]).toEqual([rows, columns]);
      expect(Buffer.from(back.values.buffer).equals(Buffer.from(values.buffer))).toBe(true);
    }),
    { numRuns: 100 },
  );
});

describe('rejects', () => {
  it('a file truncated at any byte', async () => {
    const whole = npyBytes(SIX);
    const { x, folder } = files({ x: whole });
    await readNpy(x); // whole, it is read
    const said = new Set<string>();
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(x, whole.subarray(0, length));
      said.add((await importRefusal(readNpy(x), folder)).replace(/it has \d+/, 'it has N'));
    }
    expect([...said]).toEqual([
      'malformed: x: is empty',
      'malformed: x: ends within its header',
      'malformed: x: is truncated: 2 rows of 3 <f4 need 94 bytes, it has N',
    ]);
  });

  it('bytes after the end', async () => {
    expect(await refused(npyBytes(new Uint8Array(25)))).toBe(
      'malformed: x: is too long: 2 rows of 3 <f4 need 94 bytes, it has 95',
    );
  });

  it('other files', async () => {
    expect(await refused(Buffer.from('user,item\n'))).toBe('malformed: x: is not a .npy file: wrong magic bytes');
    expect(await importRefusal(readNpy('/none/x.npy'))).toBe('missing: /none/x.npy: cannot be opened');
    const folder = freshFolder();
    expect(await importRefusal(readNpy(folder))).toBe(`missing: ${folder}: is not a file`);
  });

  it.each([
    ['version 3', { version: [3, 0] }, 'has format version 3.0; supported: 1.0 and 2.0'],
    [
      'text that is not a dictionary',
      { text: 'hello\n' },
      "has a header that is not a dictionary of 'descr', 'fortran_order' and 'shape'",
    ],
    [
      'a key too many',
      { text: "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'x': True}" },
      "has a header that is not a dictionary of 'descr', 'fortran_order' and 'shape'",
    ],
    [
      'a key twice',
      { text: "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}" },
      "has a header that is not a dictionary of 'descr', 'fortran_order' and 'shape'",
    ],
    [
      'a negative size',
      { shape: '(-2, 3)' },
      "has a header that is not a dictionary of 'descr', 'fortran_order' and 'shape'",
    ],
    ['big-endian floats', { descr: "'>f4'" }, 'holds values of type >f4; supported: <f4, <f2 and <f8'],
    ['whole numbers', { descr: "'<i8'" }, 'holds values of type <i8; supported: <f4, <f2 and <f8'],
    ['pickled objects', { descr: "'|O'" }, 'holds values of type |O; supported: <f4, <f2 and <f8'],
    ['records', { descr: "[('a', '<f4')]" }, 'holds values of type [(a, <f4)]; supported: <f4, <f2 and <f8'],
    ['Fortran order', { order: 'True' }, 'is in Fortran order; expected C order'],
    ['a single number', { shape: '()' }, 'has 0 dimensions; expected two: items and features'],
    ['a vector', { shape: '(6,)' }, 'has 1 dimension; expected two: items and features'],
    ['a stack of matrices', { shape: '(1, 2, 3)' }, 'has 3 dimensions; expected two: items and features'],
    ['no rows', { shape: '(0, 3)' }, 'has 0 rows and 3 columns'],
    ['no columns', { shape: '(2, 0)' }, 'has 2 rows and 0 columns'],
    [
      'an excessive size',
      { shape: '(99999999999, 99999999999)' },
      'declares 99999999999 rows and 99999999999 columns, which is too large',
    ],
    [
      'a declared size beyond the file, without allocating it',
      { shape: '(1000000, 100000)' },
      'is truncated: 1000000 rows of 100000 <f4 need 400000000081 bytes, it has 105',
    ],
  ])('%s', async (_what, header, message) => {
    expect(await refused(npyBytes(SIX, header))).toBe(`malformed: x: ${message}`);
  });

  it('a header with an excessive declared length', async () => {
    const bytes = Buffer.from(npyBytes(SIX, { version: [2, 0] }));
    bytes.writeUInt32LE(0xffffffff, 8);
    expect(await refused(bytes)).toBe('malformed: x: declares a header of 4294967295 bytes; at most 65536 are allowed');
  });

  const at = 'invalid: x row 1 column 2 (counted from 0)';
  it.each([
    ['NaN', '<f4', '0000c07f', 'NaN is not a finite number'],
    ['Infinity', '<f4', '0000807f', 'Infinity is not a finite number'],
    ['-Infinity', '<f2', '00fc', '-Infinity is not a finite number'],
    ['NaN', '<f2', '007e', 'NaN is not a finite number'],
    ['NaN', '<f8', '000000000000f87f', 'NaN is not a finite number'],
    ['1e300', '<f8', '9c7500883ce4377e', '1e+300 is too large for float32'],
  ])('%s in %s, with row and column', async (_what, dtype, bytes, message) => {
    const last = hex(bytes);
    const data = Buffer.concat([new Uint8Array(5 * last.length), last]);
    expect(await refused(npyBytes(data, { descr: `'${dtype}'` }))).toBe(`${at}: ${message}`);
  });

  it('a value in a later chunk, with its row', async () => {
    const path = join(freshFolder(), 'x.npy');
    const values = new Float32Array(3001 * 257);
    values[2900 * 257 + 13] = Number.NaN;
    await writeNpy(path, 3001, 257, [values]);
    expect(await importRefusal(readNpy(path))).toContain('x.npy row 2900 column 13 (counted from 0): NaN');
  });
});

it('does not write a matrix with missing values', async () => {
  const path = join(freshFolder(), 'x.npy');
  await expect(writeNpy(path, 2, 2, [Float32Array.of(1, 2, 3)])).rejects.toThrow(
    '3 values do not fill 2 rows of 2 columns',
  );
});
