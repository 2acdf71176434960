// Embeddings as UGallery's were published: a .npy file that pickles pairs of an artwork's hash and its floats. The hashes
// are read at once, the floats row by row straight out of the file, so that not even one copy of them is held. (Where the
// floats were pickled as a Python list, and not as an array, they are objects of the pickle and held once.)
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { InputError } from '@curatornet/shared/errors.ts';
import { floatsIn, hashIn, type PickledPair, pairsIn } from './embedding-pair.ts';
import { quote, Refusal } from './fields.ts';
import { notFinite } from './npy.ts';
import { MAX_HEADER, parseNpyDescription } from './npy-header.ts';
import { unpickle } from './pickle.ts';
import { NUMPY } from './pickle-numpy.ts';
import { PickleRefusal, PickleSource } from './pickle-source.ts';

/** Open embeddings. Close them. */
export interface Embeddings {
  /** In the order of the file, each once. */
  ids: string[];
  /** How many floats a row has. */
  columns: number;
  /** A row's floats, finite. @throws InputError naming the row, and the column of a value that is refused */
  read(row: number): Float32Array;
  close(): void;
}

const HOW = 'write the file again: numpy.save(file, numpy.array(pairs, dtype=object)), each pair a hash and its floats';

function openFile(path: string): number {
  const refusal = (what: string, cause?: unknown) =>
    new InputError('missing', what, { where: path, how: 'name a .npy file that can be read', cause });
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

/** The shape of the pickled array, and where its pickle begins. */
function header(file: number, size: number, path: string): { shape: number[]; start: number } {
  const refuse = (what: string): never => {
    throw new InputError('malformed', what, { where: path, how: HOW });
  };
  const head = new Uint8Array(Math.min(MAX_HEADER, size));
  const { descr, fortran, shape, start } = parseNpyDescription(
    head.subarray(0, readSync(file, head, 0, head.length, 0)),
    path,
  );
  if (descr !== '|O') refuse(`holds values of type ${descr}; pickled pairs, of type |O, are read`);
  if (fortran) refuse('is in Fortran order; C order is read');
  if (shape.length !== 1 && !(shape.length === 2 && shape[1] === 2))
    refuse(`has the shape (${shape}); (n, 2) is needed, or (n) with a pair each`);
  if (shape[0] === 0) refuse('has no rows');
  return { shape, start };
}

/**
 * Opens pickled embeddings. Nothing in them is run: see pickle.ts.
 * @throws InputError `missing`; `malformed` naming the byte, or the row; `invalid` for a hash that can be no id or was
 * there before
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

  /** Runs `work`; what it refuses becomes an error at `where`. */
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
      throw new InputError('invalid', `the hash ${quote(id)} is in row ${before} already`, {
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
        throw new InputError('mismatch', `has ${values.length} floats, row 0 has ${columns}`, {
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
