// Reads UGallery's published embeddings: a .npy file of pickled (hash, floats) pairs. The hashes are read at once, the
// floats row by row from the file, so that memory stays small. (Floats that were pickled as Python lists instead of arrays
// are parsed with the pickle and stay in memory.)
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { InputError } from '@curatornet/shared/errors.ts';
import { floatsIn, hashIn, type PickledPair, pairsIn } from './embedding-pair.ts';
import { quote, Refusal } from './fields.ts';
import { notFinite } from './npy.ts';
import { MAX_HEADER, parseNpyDescription } from './npy-header.ts';
import { unpickle } from './pickle.ts';
import { NUMPY } from './pickle-numpy.ts';
import { PickleRefusal, PickleSource } from './pickle-source.ts';

/** Open embeddings; the caller must close them. */
export interface Embeddings {
  /** Hashes in file order, distinct. */
  ids: string[];
  /** Floats per row. */
  columns: number;
  /** A row's floats, all finite. @throws InputError with the row, and the column of an invalid value */
  read(row: number): Float32Array;
  close(): void;
}

const HOW = 'write the file again: numpy.save(file, numpy.array(pairs, dtype=object)), each pair a hash and its floats';

function openFile(path: string): number {
  const refusal = (what: string, cause?: unknown) =>
    new InputError('missing', what, { where: path, how: 'name a readable .npy file', cause });
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (cause) {
    throw refusal('cannot be opened', cause);
  }
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  throw refusal('is not a file');
}

/** The shape of the pickled array, and the offset of its pickle. */
function header(file: number, size: number, path: string): { shape: number[]; start: number } {
  const refuse = (what: string): never => {
    throw new InputError('malformed', what, { where: path, how: HOW });
  };
  const head = new Uint8Array(Math.min(MAX_HEADER, size));
  const { descr, fortran, shape, start } = parseNpyDescription(
    head.subarray(0, readSync(file, head, 0, head.length, 0)),
    path,
  );
  if (descr !== '|O') refuse(`holds values of type ${descr}; expected pickled pairs, type |O`);
  if (fortran) refuse('is in Fortran order; expected C order');
  if (shape.length !== 1 && !(shape.length === 2 && shape[1] === 2))
    refuse(`has the shape (${shape}); expected (n, 2), or (n) with a pair each`);
  if (shape[0] === 0) refuse('has no rows');
  return { shape, start };
}

/**
 * Opens pickled embeddings. No code in the pickle is executed: see pickle.ts.
 * @throws InputError `missing`; `malformed` with the byte or row; `invalid` for a hash that is not a valid id or is
 * repeated
 */
export function openEmbeddings(path: string): Embeddings {
  const file = openFile(path);
  try {
    return read(path, file);
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function read(path: string, file: number): Embeddings {
  const { size } = fstatSync(file);
  const { shape, start } = header(file, size, path);
  const source = new PickleSource(path, file, size, start);
  const pickled = unpickle(source, NUMPY);

  /** Runs `work` and converts a refusal into an InputError at `where`. */
  const at = <T>(where: string, work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (error instanceof PickleRefusal) throw new InputError('malformed', error.message, { where, how: HOW });
      if (error instanceof Refusal) throw new InputError('invalid', error.message, { where, how: error.how });
      throw error;
    }
  };
  const atRow = (row: number) => `${path} row ${row} (counted from 0)`;
  const pairs: PickledPair[] = at(path, () => pairsIn(pickled, shape));

  const rows = new Map<string, number>();
  for (const [row, pair] of pairs.entries()) {
    const id = at(atRow(row), () => hashIn(pair, source));
    const before = rows.get(id);
    if (before !== undefined)
      throw new InputError('invalid', `repeats the hash ${quote(id)} of row ${before}`, {
        where: atRow(row),
        how: 'give every artwork one row',
      });
    rows.set(id, row);
  }
  const floats = (row: number) => at(atRow(row), () => floatsIn(pairs[row], source));
  const columns = floats(0).length;
  if (columns === 0) throw new InputError('malformed', 'has no floats', { where: atRow(0), how: HOW });

  return {
    ids: [...rows.keys()],
    columns,
    read(row) {
      const values = floats(row);
      if (values.length !== columns)
        throw new InputError('mismatch', `has ${values.length} floats, but row 0 has ${columns}`, {
          where: atRow(row),
          how: HOW,
        });
      const rounded = Float32Array.from(values);
      const column = rounded.findIndex((value) => !Number.isFinite(value));
      if (column >= 0) throw notFinite(values[column], `${path} row ${row} column ${column} (counted from 0)`);
      return rounded;
    },
    close: () => closeSync(file),
  };
}
