// The item table in the kernel's memory: scores of every item for one user at memory speed. Platform-free: whoever uses
// it brings the compiled module (the worker by import, Node by reading the file).

const PAGE = 65536;
/** Bytes at the start of the memory that the compiler's runtime may use. */
const RESERVED = 1024;
/** Rows that `compare` can hold. */
export const MOST_COMPARED = 512;

interface Kernel {
  score(table: number, rows: number, stride: number, user: number, scores: number): void;
}

export class ItemTable {
  readonly dimensions: number;
  /** Rows that there is room for. */
  readonly capacity: number;
  readonly #module: WebAssembly.Module;
  readonly #kernel: Kernel;
  readonly #stride: number;
  readonly #table: Float32Array;
  readonly #user: Float32Array;
  #scores: Float32Array;
  /** Rows that are held for comparison, and what they were compared to. */
  readonly #held: Float32Array;
  readonly #compared: Float32Array;
  /** One over the length of each row's vector; 0 for a vector of zeros. */
  readonly #inverseNorm: Float32Array;

  /**
   * @param kernel the module of score.wasm
   * @param vectors float32 [rows, dimensions]; copied
   * @param capacity rows that there shall be room for, `rows` at least
   */
  constructor(
    kernel: WebAssembly.Module,
    vectors: Float32Array,
    rows: number,
    dimensions: number,
    capacity: number = rows,
  ) {
    if (vectors.length !== rows * dimensions)
      throw new RangeError(`${vectors.length} numbers are not [${rows}, ${dimensions}]`);
    if (capacity < rows) throw new RangeError(`no room for ${rows} rows in ${capacity}`);
    this.dimensions = dimensions;
    this.capacity = capacity;
    this.#module = kernel;
    this.#stride = Math.ceil(dimensions / 4) * 4;
    const userAt = RESERVED;
    const tableAt = userAt + Math.ceil((this.#stride * 4) / 16) * 16;
    const scoresAt = tableAt + capacity * this.#stride * 4;
    const heldAt = Math.ceil((scoresAt + capacity * 4) / 16) * 16;
    const comparedAt = heldAt + MOST_COMPARED * this.#stride * 4;
    const memory = new WebAssembly.Memory({ initial: Math.ceil((comparedAt + MOST_COMPARED * 4) / PAGE) });
    this.#user = new Float32Array(memory.buffer, userAt, this.#stride);
    this.#table = new Float32Array(memory.buffer, tableAt, capacity * this.#stride);
    this.#scores = new Float32Array(memory.buffer, scoresAt, rows);
    this.#held = new Float32Array(memory.buffer, heldAt, MOST_COMPARED * this.#stride);
    this.#compared = new Float32Array(memory.buffer, comparedAt, MOST_COMPARED);
    this.#inverseNorm = new Float32Array(capacity);
    if (this.#stride === dimensions) this.#table.set(vectors);
    else
      for (let row = 0; row < rows; row++)
        this.#table.set(vectors.subarray(row * dimensions, (row + 1) * dimensions), row * this.#stride);
    const { score } = new WebAssembly.Instance(kernel, { env: { memory } }).exports as unknown as Kernel;
    this.#kernel = { score };
    for (let row = 0; row < rows; row++) this.#measure(row);
  }

  get rows(): number {
    return this.#scores.length;
  }

  /**
   * Writes a row's vector; the row after the last one is added.
   * @throws RangeError for any other row, and where there is no room
   */
  set(row: number, vector: Float32Array): void {
    if (vector.length !== this.dimensions)
      throw new RangeError(`a vector of ${vector.length} numbers, not ${this.dimensions}`);
    if (!(row >= 0 && row <= this.rows) || row >= this.capacity)
      throw new RangeError(`no row ${row} among ${this.rows} of ${this.capacity}`);
    this.#table.set(vector, row * this.#stride);
    this.#measure(row);
    if (row === this.rows) this.#scores = new Float32Array(this.#scores.buffer, this.#scores.byteOffset, row + 1);
  }

  /** A copy with room for more rows. */
  grown(capacity: number): ItemTable {
    const packed = this.#stride === this.dimensions;
    const vectors = packed
      ? this.#table.subarray(0, this.rows * this.#stride)
      : this.gather([...Array(this.rows).keys()]);
    return new ItemTable(this.#module, vectors, this.rows, this.dimensions, capacity);
  }

  /** A row's vector, as a view. */
  vector(row: number): Float32Array {
    return this.#table.subarray(row * this.#stride, row * this.#stride + this.dimensions);
  }

  /** The vectors of rows, one behind the other: float32 [n, dimensions], the user tower's input. */
  gather(rows: readonly number[]): Float32Array {
    const out = new Float32Array(rows.length * this.dimensions);
    for (const [i, row] of rows.entries()) out.set(this.vector(row), i * this.dimensions);
    return out;
  }

  /**
   * The score of every row: the dot product of its vector with the user's.
   * The result is a view that the next call overwrites: take what is needed from it before anything is awaited.
   */
  score(user: Float32Array): Float32Array {
    if (user.length !== this.dimensions)
      throw new RangeError(`a user vector of ${user.length} numbers, not ${this.dimensions}`);
    this.#user.set(user);
    this.#kernel.score(this.#table.byteOffset, this.rows, this.#stride, this.#user.byteOffset, this.#scores.byteOffset);
    return this.#scores;
  }

  /** The cosine of every row's vector with one row's. The result is a view that the next `score` or `cosines` overwrites. */
  cosines(row: number): Float32Array {
    const scores = this.score(this.vector(row));
    const length = this.#inverseNorm[row];
    for (let other = 0; other < scores.length; other++) scores[other] *= length * this.#inverseNorm[other];
    return scores;
  }

  /**
   * Holds up to MOST_COMPARED rows together, so that a row is compared with all of them in one run of the kernel.
   * @returns for a row its cosines with the rows that are held, in their order: a view that the next call overwrites. It
   *   is good until `compare` is called again
   * @throws RangeError for more rows
   */
  compare(rows: readonly number[]): (row: number) => Float32Array {
    if (rows.length > MOST_COMPARED) throw new RangeError(`${rows.length} rows to compare, more than ${MOST_COMPARED}`);
    for (const [at, row] of rows.entries()) this.#held.set(this.vector(row), at * this.#stride);
    const norms = Float32Array.from(rows, (row) => this.#inverseNorm[row]);
    const cosines = this.#compared.subarray(0, rows.length);
    return (row) => {
      this.#kernel.score(this.#held.byteOffset, rows.length, this.#stride, this.#at(row), this.#compared.byteOffset);
      for (let at = 0; at < cosines.length; at++) cosines[at] *= norms[at] * this.#inverseNorm[row];
      return cosines;
    };
  }

  /** The address of a row. */
  #at(row: number): number {
    return this.#table.byteOffset + row * this.#stride * 4;
  }

  #measure(row: number): void {
    this.#kernel.score(this.#at(row), 1, this.#stride, this.#at(row), this.#compared.byteOffset);
    this.#inverseNorm[row] = this.#compared[0] > 0 ? 1 / Math.sqrt(this.#compared[0]) : 0;
  }
}
