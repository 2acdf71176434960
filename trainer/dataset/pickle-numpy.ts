// What a pickle may name so that arrays come out of it: numpy's few constructors, each as data. pickle.ts reads with it.
import { PickleRefusal, type PickleSource, Piece } from './pickle-source.ts';
import { Global, List, PickledObject, Tuple, type Value } from './pickle-values.ts';

/** The text of a value, undefined for a value that is none. */
export const textIn = (value: Value, source: PickleSource) =>
  value instanceof Piece && value.form === 'text' ? source.textOf(value) : undefined;

/** The type of an array's values: floats, text in UTF-32, or objects. */
export class PickledDType extends PickledObject {
  readonly kind: 'f' | 'U' | 'O';
  /** Bytes of a value. */
  readonly size: number;
  constructor(kind: PickledDType['kind'], size: number) {
    super();
    this.kind = kind;
    this.size = size;
  }
  /** `(3, '<', None, None, None, -1, -1, 0)`: of interest is the byte order. */
  build(state: Value, source: PickleSource): void {
    const order = state instanceof Tuple && state.items.length >= 8 ? textIn(state.items[1], source) : undefined;
    if (order === '>') throw new PickleRefusal('holds big-endian values; little-endian ones are read');
    if (order !== '<' && order !== '|') throw new PickleRefusal('fills a dtype with what is no state of one');
  }
}

/** An array: of `objects`, or of values whose `bytes` are in the file. */
export class NdArray extends PickledObject {
  shape: readonly number[] = [];
  dtype: PickledDType | undefined;
  objects: readonly Value[] | undefined;
  bytes: Piece | undefined;

  set(shape: Value, dtype: Value, fortran: boolean, data: Value, source: PickleSource): void {
    if (this.dtype !== undefined) throw new PickleRefusal('fills an array twice');
    const sizes = shape instanceof Tuple ? shape.items : undefined;
    if (!sizes?.every((size): size is number => typeof size === 'number' && Number.isSafeInteger(size) && size >= 0))
      throw new PickleRefusal('gives an array a shape that is none');
    if (!(dtype instanceof PickledDType)) throw new PickleRefusal('gives an array a dtype that is none');
    if (fortran && sizes.length > 1) throw new PickleRefusal('holds an array in Fortran order; C order is read');
    const count = sizes.reduce((product, size) => product * size, 1);
    if (dtype.kind === 'O') {
      if (!(data instanceof List) || data.items.length !== count)
        throw new PickleRefusal(`gives an array of (${sizes}) objects another number of them`);
      this.objects = data.items;
    } else {
      if (!(data instanceof Piece) || data.form === 'text' || bytesIn(data, source) !== count * dtype.size)
        throw new PickleRefusal(`gives an array of (${sizes}) values other than ${count * dtype.size} bytes`);
      this.bytes = data;
    }
    this.shape = sizes;
    this.dtype = dtype;
  }
  /** `(1, shape, dtype, fortran, data)` */
  build(state: Value, source: PickleSource): void {
    const items = state instanceof Tuple ? state.items : [];
    if (items.length !== 5 || items[0] !== 1 || typeof items[3] !== 'boolean')
      throw new PickleRefusal('fills an array with what is no state of one');
    this.set(items[1], items[2], items[3], items[4], source);
  }
}

/** A number or text by itself, as numpy.float32 or numpy.str_. */
export class Scalar extends PickledObject {
  readonly dtype: PickledDType;
  readonly data: Piece;
  constructor(dtype: PickledDType, data: Piece) {
    super();
    this.dtype = dtype;
    this.data = data;
  }
  build(): void {
    throw new PickleRefusal('fills what cannot be filled');
  }
}

const bytesIn = (piece: Piece, source: PickleSource) =>
  piece.form === 'latin1' ? source.bytesOf(piece).length : piece.length;

const wrong = (name: string): never => {
  throw new PickleRefusal(`calls ${name} with arguments that it does not take`);
};

const ndarray = new Global('numpy.ndarray');

function dtype(args: readonly Value[], source: PickleSource): PickledDType {
  const name = textIn(args[0] ?? null, source) ?? wrong('numpy.dtype');
  if (/^O[48]?$/.test(name)) return new PickledDType('O', 8);
  if (name === 'f4' || name === 'f8') return new PickledDType('f', Number(name[1]));
  if (/^U\d{1,4}$/.test(name)) return new PickledDType('U', 4 * Number(name.slice(1)));
  throw new PickleRefusal(`holds values of type ${JSON.stringify(name)}; f4, f8 and objects are read`);
}

function reconstruct(args: readonly Value[]): NdArray {
  if (args.length !== 3 || args[0] !== ndarray) wrong('_reconstruct');
  return new NdArray();
}

function scalar([type, data]: readonly Value[], source: PickleSource): Scalar {
  if (!(type instanceof PickledDType) || type.kind === 'O' || !(data instanceof Piece) || data.form === 'text')
    return wrong('scalar');
  if (bytesIn(data, source) !== type.size) throw new PickleRefusal(`gives a value other than ${type.size} bytes`);
  return new Scalar(type, data);
}

/** How protocol 5 writes arrays of numbers: `(bytes, dtype, shape, order)`. */
function fromBuffer([data, type, shape, order]: readonly Value[], source: PickleSource): NdArray {
  const array = new NdArray();
  const letter = textIn(order ?? null, source);
  if (letter !== 'C' && letter !== 'F') wrong('_frombuffer');
  array.set(shape ?? null, type ?? null, letter === 'F', data ?? null, source);
  return array;
}

/** How protocol 2 writes bytes: `('text', 'latin1')`. */
function encode([text, encoding]: readonly Value[], source: PickleSource): Piece {
  if (!(text instanceof Piece) || text.form !== 'text' || textIn(encoding ?? null, source) !== 'latin1')
    return wrong('_codecs.encode');
  return new Piece('latin1', text.start, text.length);
}

/** All that may be named. numpy 2 renamed numpy.core to numpy._core. */
export const NUMPY: ReadonlyMap<string, Global> = new Map(
  [
    ndarray,
    new Global('numpy.dtype', dtype),
    new Global('_codecs.encode', encode),
    ...['numpy.core', 'numpy._core'].flatMap((core) => [
      new Global(`${core}.multiarray._reconstruct`, reconstruct),
      new Global(`${core}.multiarray.scalar`, scalar),
      new Global(`${core}.numeric._frombuffer`, fromBuffer),
    ]),
  ].map((global) => [global.name, global]),
);
