// The item table: all item vectors as two int8 planes (planes.ts) in WebAssembly memory. It scores all items for one user,
// exactly, or bounds their scores first, so that the best of them need few exact ones. Platform-independent: the caller
// passes the compiled module (the worker imports it, Node reads the file).
import type { LazyScores } from '../ranking.ts';
import { type Arrays, instantiate } from './memory.ts';
import {
  decodeRow,
  encode,
  encodeRow,
  encodeRowAsUser,
  encodeUser,
  lengthsOf,
  MOST_DIMENSIONS,
  type Planes,
  type UserScale,
} from './planes.ts';

/** The most rows that `compare` accepts. */
export const MOST_COMPARED = 512;
/** Enlarges lengths that were rounded to float32, so that they bound the true ones. */
const ABOVE = 1 + 2 ** -20;

interface Kernel {
  scoreRow(first: number, second: number, stride: number, user: number, scale: number, factor: number): number;
  scoreRows(
    list: number,
    rows: number,
    first: number,
    second: number,
    stride: number,
    user: number,
    scales: number,
    factor: number,
    scores: number,
  ): void;
  boundRows(
    rows: number,
    first: number,
    stride: number,
    user: number,
    scales: number,
    tails: number,
    lengths: number,
    column: number,
    ofTail: number,
    ofLength: number,
    ofColumn: number,
    factor: number,
    bounds: number,
  ): void;
}

/** 1 / length in float32; 0 for a zero vector. */
const inverseOf = (length: number) => (length > 0 ? Math.fround(1 / length) : 0);

/** The arrays in the kernel's memory; `rows` is the capacity. */
const plan = (rows: number, stride: number) =>
  ({
    /** Users, high and low plane: of scores, of cosines, of `compare`. */
    user: [Int16Array, 2 * stride],
    alike: [Int16Array, 2 * stride],
    compared: [Int16Array, 2 * stride],
    first: [Int8Array, rows * stride],
    second: [Int8Array, rows * stride],
    scales: [Float32Array, rows],
    /** 1 / |n| of each row; 0 for a zero vector. As scales, they make cosines of scores. */
    inverses: [Float32Array, rows],
    /** At least |n| and |second| of each row. */
    lengths: [Float32Array, rows],
    tails: [Float32Array, rows],
    /** One column of the second plane. */
    column: [Float32Array, rows],
    scores: [Float32Array, rows],
    cosines: [Float32Array, rows],
    /** The rows passed to `compare`, and their cosines. */
    list: [Int32Array, MOST_COMPARED],
    similarities: [Float32Array, MOST_COMPARED],
  }) as const;

/** What a score is the product of, besides the vectors: where the user is, where the results go, which scales count. */
interface Query extends UserScale {
  user: Int16Array;
  scales: Float32Array;
  out: Float32Array;
  factor: number;
}

export class ItemTable {
  readonly dimensions: number;
  /** Capacity in rows. */
  readonly capacity: number;
  readonly #module: WebAssembly.Module;
  readonly #kernel: Kernel;
  readonly #stride: number;
  readonly #arrays: Arrays<ReturnType<typeof plan>>;
  #rows: number;
  /** The dimension of the column that `column` holds. */
  #dimension = -1;

  /**
   * @param kernel the module of score.wasm
   * @param vectors float32 [rows, dimensions], which are encoded, or encoded ones; copied
   * @param capacity rows to reserve memory for, at least `rows`
   * @throws RangeError if a value is not finite, or there are more than MOST_DIMENSIONS
   */
  constructor(
    kernel: WebAssembly.Module,
    vectors: Float32Array | Planes,
    rows: number,
    dimensions: number,
    capacity: number = rows,
  ) {
    const length = vectors instanceof Float32Array ? vectors.length : vectors.first.length;
    if (length !== rows * dimensions) throw new RangeError(`${length} values do not fill [${rows}, ${dimensions}]`);
    if (capacity < rows) throw new RangeError(`${rows} rows exceed the capacity of ${capacity}`);
    if (dimensions > MOST_DIMENSIONS)
      throw new RangeError(`vectors of ${dimensions} values; at most ${MOST_DIMENSIONS} are supported`);
    this.dimensions = dimensions;
    this.capacity = capacity;
    this.#module = kernel;
    this.#rows = rows;
    this.#stride = Math.ceil(dimensions / 16) * 16;
    // The kernel bounds four rows at a time.
    const room = Math.ceil(capacity / 4) * 4;
    const { exports, arrays } = instantiate(kernel, plan(room, this.#stride));
    this.#kernel = exports as unknown as Kernel;
    this.#arrays = arrays;
    this.#write(0, vectors, rows);
  }

  get rows(): number {
    return this.#rows;
  }

  /**
   * Encodes and writes a row's vector; `row` may be an existing row or the next one.
   * @throws RangeError for any other row, if the table is full, or if a value is not finite
   */
  set(row: number, vector: Float32Array): void {
    if (vector.length !== this.dimensions)
      throw new RangeError(`expected a vector of ${this.dimensions} values, got ${vector.length}`);
    if (!(row >= 0 && row <= this.rows) || row >= this.capacity)
      throw new RangeError(`row ${row} is out of range: ${this.rows} rows, capacity ${this.capacity}`);
    const { first, second } = this.#planes(row);
    this.#arrays.scales[row] = encodeRow(vector, first, second);
    this.#measure(row);
    this.#rows = Math.max(this.#rows, row + 1);
  }

  /**
   * Adds rows after the existing ones.
   * @param vectors float32 [rows, dimensions], which are encoded, or encoded ones; copied
   * @throws RangeError if the table is full, or a value is not finite
   */
  append(vectors: Float32Array | Planes): void {
    const length = vectors instanceof Float32Array ? vectors.length : vectors.first.length;
    const added = length / this.dimensions;
    if (!Number.isInteger(added)) throw new RangeError(`${length} values do not fill rows of ${this.dimensions}`);
    if (this.rows + added > this.capacity)
      throw new RangeError(`${this.rows} and ${added} rows exceed the capacity of ${this.capacity}`);
    this.#write(this.rows, vectors, added);
    this.#rows += added;
  }

  /** Removes all rows; the capacity stays. */
  clear(): void {
    this.#rows = 0;
  }

  /** A copy with a larger capacity. */
  grown(capacity: number): ItemTable {
    return new ItemTable(this.#module, this.planes(), this.rows, this.dimensions, capacity);
  }

  /** A copy of the encoded vectors. */
  planes(): Planes {
    const size = this.rows * this.dimensions;
    const scales = this.#arrays.scales.slice(0, this.rows);
    const planes = { scales, first: new Int8Array(size), second: new Int8Array(size) };
    for (let row = 0; row < this.rows; row++) {
      const { first, second } = this.#planes(row);
      planes.first.set(first, row * this.dimensions);
      planes.second.set(second, row * this.dimensions);
    }
    return planes;
  }

  /** A row's vector. Encoding it again gives the same row. */
  vector(row: number): Float32Array {
    return this.gather([row]);
  }

  /** The vectors of the given rows, concatenated: float32 [n, dimensions], the input of the user tower. */
  gather(rows: readonly number[]): Float32Array {
    const out = new Float32Array(rows.length * this.dimensions);
    for (const [i, row] of rows.entries()) {
      const { first, second } = this.#planes(row);
      const into = out.subarray(i * this.dimensions, (i + 1) * this.dimensions);
      decodeRow(first, second, this.#arrays.scales[row], into);
    }
    return out;
  }

  /**
   * The score of every row: the dot product of its vector and the user's. NaN if a value of the user vector is not finite.
   * Returns a view that the next `score` or `lazyScores` overwrites: read it before the next await.
   */
  score(user: Float32Array): Float32Array {
    return this.#scoreRows(this.#scoring(user));
  }

  /** The same scores, computed when they are needed: valid until the next `score` or `lazyScores`. */
  lazyScores(user: Float32Array): LazyScores {
    return this.#lazy(this.#scoring(user));
  }

  /**
   * The cosine of every row's vector with that of one row, or with a vector from another table; 0 for a zero vector.
   * Returns a view that the next `cosines` or `lazyCosines` overwrites.
   */
  cosines(of: number | Float32Array): Float32Array {
    return this.#scoreRows(this.#comparingAll(of));
  }

  /** The same cosines, computed when they are needed: valid until the next `cosines` or `lazyCosines`. */
  lazyCosines(of: number | Float32Array): LazyScores {
    return this.#lazy(this.#comparingAll(of));
  }

  /**
   * Takes up to MOST_COMPARED rows to compare others with.
   * @returns a function from a row to its cosines with these rows, in their order. It returns a view that its next call
   *   overwrites, and is valid until `compare` is called again
   * @throws RangeError for more than MOST_COMPARED rows
   */
  compare(rows: readonly number[]): (row: number) => Float32Array {
    if (rows.length > MOST_COMPARED)
      throw new RangeError(`cannot compare ${rows.length} rows; at most ${MOST_COMPARED}`);
    const { list, compared, similarities } = this.#arrays;
    list.set(rows);
    const out = similarities.subarray(0, rows.length);
    return (row) => this.#scoreRows(this.#comparing(row, compared, out), list.byteOffset);
  }

  /** Writes rows from `at` on. */
  #write(at: number, vectors: Float32Array | Planes, rows: number): void {
    const { scales, first, second } = vectors instanceof Float32Array ? encode(vectors, rows) : vectors;
    const arrays = this.#arrays;
    arrays.scales.set(scales, at);
    for (let row = 0; row < rows; row++) {
      const [from, to] = [row * this.dimensions, (row + 1) * this.dimensions];
      arrays.first.set(first.subarray(from, to), (at + row) * this.#stride);
      arrays.second.set(second.subarray(from, to), (at + row) * this.#stride);
      this.#measure(at + row);
    }
  }

  /** A row of both planes. */
  #planes(row: number): Pick<Planes, 'first' | 'second'> {
    const [from, to] = [row * this.#stride, row * this.#stride + this.dimensions];
    const { first, second } = this.#arrays;
    return { first: first.subarray(from, to), second: second.subarray(from, to) };
  }

  #measure(row: number): void {
    const { first, second } = this.#planes(row);
    const { length, tail } = lengthsOf(first, second);
    this.#arrays.lengths[row] = length * ABOVE;
    this.#arrays.tails[row] = tail * ABOVE;
    this.#arrays.inverses[row] = inverseOf(length);
    if (this.#dimension >= 0) this.#arrays.column[row] = second[this.#dimension];
  }

  /** The high and the low plane of a user in the kernel's memory. */
  #halves(user: Int16Array): [Int16Array, Int16Array] {
    return [user.subarray(0, this.dimensions), user.subarray(this.#stride, this.#stride + this.dimensions)];
  }

  #scoring(vector: Float32Array): Query {
    if (vector.length !== this.dimensions)
      throw new RangeError(`expected a user vector of ${this.dimensions} values, got ${vector.length}`);
    const { user, scales, scores } = this.#arrays;
    const written = encodeUser(vector, ...this.#halves(user));
    return { ...written, user, scales, out: scores.subarray(0, this.rows), factor: written.unit };
  }

  /** Cosines: the row is the user, and its values and those of all rows are divided by their lengths. */
  #comparing(of: number | Float32Array, user: Int16Array, out: Float32Array): Query {
    const { inverses } = this.#arrays;
    const planes = typeof of === 'number' ? this.#planes(of) : encode(of, 1);
    const inverse = typeof of === 'number' ? inverses[of] : inverseOf(lengthsOf(planes.first, planes.second).length);
    const written = encodeRowAsUser(planes, ...this.#halves(user));
    return { ...written, user, scales: inverses, out, factor: written.unit * inverse };
  }

  #comparingAll(of: number | Float32Array): Query {
    if (typeof of !== 'number' && of.length !== this.dimensions)
      throw new RangeError(`expected a vector of ${this.dimensions} values, got ${of.length}`);
    const { alike, cosines } = this.#arrays;
    return this.#comparing(of, alike, cosines.subarray(0, this.rows));
  }

  /** @param list the address of the rows; by default all rows */
  #scoreRows({ user, scales, factor, out }: Query, list = 0): Float32Array {
    const { first, second } = this.#arrays;
    this.#kernel.scoreRows(
      list,
      out.length,
      first.byteOffset,
      second.byteOffset,
      this.#stride,
      user.byteOffset,
      scales.byteOffset,
      factor,
      out.byteOffset,
    );
    return out;
  }

  /** Holds a column of the second plane. */
  #hold(dimension: number): void {
    const { second, column } = this.#arrays;
    if (dimension === this.#dimension) return;
    this.#dimension = dimension;
    for (let row = 0; row < this.rows; row++) column[row] = second[row * this.#stride + dimension];
  }

  #lazy({ user, scales, out, factor, top, others, low }: Query): LazyScores {
    const { first, second, lengths, tails, column } = this.#arrays;
    const dominates = Math.abs(top.w) > others;
    if (dominates) this.#hold(top.dimension);
    const length = dominates ? others : Math.sqrt(others ** 2 + top.w ** 2);
    this.#kernel.boundRows(
      this.rows,
      first.byteOffset,
      this.#stride,
      user.byteOffset,
      scales.byteOffset,
      tails.byteOffset,
      lengths.byteOffset,
      column.byteOffset,
      length + low,
      low,
      dominates ? top.w : 0,
      factor,
      out.byteOffset,
    );
    const [firstAt, secondAt, userAt, stride] = [first.byteOffset, second.byteOffset, user.byteOffset, this.#stride];
    const { scoreRow } = this.#kernel;
    return {
      bounds: out,
      of: (row) => scoreRow(firstAt + row * stride, secondAt + row * stride, stride, userAt, scales[row], factor),
    };
  }
}
