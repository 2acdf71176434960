// The item table in WebAssembly memory: scores all items for one user at memory bandwidth. Platform-independent: the
// caller passes the compiled module (the worker imports it, Node reads the file).

const PAGE = 65536;
/** Bytes at the start of the memory that are reserved for the compiler's runtime. */
const RESERVED = 1024;
/** The most rows that `compare` accepts. */
export const MOST_COMPARED = 512;

interface Kernel {
  score(table: number, rows: number, stride: number, user: number, scores: number): void;
}

export class ItemTable {
  readonly dimensions: number;
  /** Capacity in rows. */
  readonly capacity: number;
  readonly #module: WebAssembly.Module;
  readonly #kernel: Kernel;
  readonly #stride: number;
  readonly #table: Float32Array;
  readonly #user: Float32Array;
  #scores: Float32Array;
  /** The rows passed to `compare`, and the result buffer. */
  readonly #held: Float32Array;
  readonly #compared: Float32Array;
  /** 1 / length of each row's vector; 0 for a zero vector. */
  readonly #inverseNorm: Float32Array;

  /**
   * @param kernel the module of score.wasm
   * @param vectors float32 [rows, dimensions]; copied
   * @param capacity rows to reserve memory for, at least `rows`
   */
  constructor(
    kernel: WebAssembly.Module,
    vectors: Float32Array,
    rows: number,
    dimensions: number,
    capacity: number = rows,
  ) {
    if (vectors.length !== rows * dimensions)
      throw new RangeError(`${vectors.length} values do not fill [${rows}, ${dimensions}]`);
    if (capacity < rows) throw new RangeError(`${rows} rows exceed the capacity of ${capacity}`);
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
   * Writes a row's vector; `row` may be an existing row or the next one.
   * @throws RangeError for any other row, or if the table is full
   */
  set(row: number, vector: Float32Array): void {
    if (vector.length !== this.dimensions)
      throw new RangeError(`expected a vector of ${this.dimensions} values, got ${vector.length}`);
    if (!(row >= 0 && row <= this.rows) || row >= this.capacity)
      throw new RangeError(`row ${row} is out of range: ${this.rows} rows, capacity ${this.capacity}`);
    this.#table.set(vector, row * this.#stride);
    this.#measure(row);
    if (row === this.rows) this.#resize(row + 1);
  }

  /**
   * Adds rows after the existing ones.
   * @param vectors float32 [rows, dimensions]; copied
   * @throws RangeError if the table is full
   */
  append(vectors: Float32Array): void {
    const { dimensions, rows } = this;
    const added = vectors.length / dimensions;
    if (!Number.isInteger(added)) throw new RangeError(`${vectors.length} values do not fill rows of ${dimensions}`);
    if (rows + added > this.capacity)
      throw new RangeError(`${rows} and ${added} rows exceed the capacity of ${this.capacity}`);
    for (let row = 0; row < added; row++) {
      this.#table.set(vectors.subarray(row * dimensions, (row + 1) * dimensions), (rows + row) * this.#stride);
      this.#measure(rows + row);
    }
    this.#resize(rows + added);
  }

  /** Removes all rows; the capacity stays. */
  clear(): void {
    this.#resize(0);
  }

  /** A copy with a larger capacity. */
  grown(capacity: number): ItemTable {
    const packed = this.#stride === this.dimensions;
    const vectors = packed
      ? this.#table.subarray(0, this.rows * this.#stride)
      : this.gather([...Array(this.rows).keys()]);
    return new ItemTable(this.#module, vectors, this.rows, this.dimensions, capacity);
  }

  /** A view of a row's vector. */
  vector(row: number): Float32Array {
    return this.#table.subarray(row * this.#stride, row * this.#stride + this.dimensions);
  }

  /** The vectors of the given rows, concatenated: float32 [n, dimensions], the input of the user tower. */
  gather(rows: readonly number[]): Float32Array {
    const out = new Float32Array(rows.length * this.dimensions);
    for (const [i, row] of rows.entries()) out.set(this.vector(row), i * this.dimensions);
    return out;
  }

  /**
   * The score of every row: the dot product of its vector and the user's.
   * Returns a view that the next call overwrites: read it before the next await.
   */
  score(user: Float32Array): Float32Array {
    if (user.length !== this.dimensions)
      throw new RangeError(`expected a user vector of ${this.dimensions} values, got ${user.length}`);
    this.#user.set(user);
    this.#kernel.score(this.#table.byteOffset, this.rows, this.#stride, this.#user.byteOffset, this.#scores.byteOffset);
    return this.#scores;
  }

  /**
   * The cosine of every row's vector with that of one row, or with a vector from elsewhere. Returns a view that the next
   * `score` or `cosines` overwrites.
   */
  cosines(of: number | Float32Array): Float32Array {
    const scores = this.score(typeof of === 'number' ? this.vector(of) : of);
    const length = this.#inverseNormAt(this.#user.byteOffset);
    for (let other = 0; other < scores.length; other++) scores[other] *= length * this.#inverseNorm[other];
    return scores;
  }

  /**
   * Copies up to MOST_COMPARED rows into one block, so that one call of the kernel compares a row with all of them.
   * @returns a function from a row to its cosines with the copied rows, in their order. It returns a view that its next
   *   call overwrites, and is valid until `compare` is called again
   * @throws RangeError for more than MOST_COMPARED rows
   */
  compare(rows: readonly number[]): (row: number) => Float32Array {
    if (rows.length > MOST_COMPARED)
      throw new RangeError(`cannot compare ${rows.length} rows; at most ${MOST_COMPARED}`);
    for (const [at, row] of rows.entries()) this.#held.set(this.vector(row), at * this.#stride);
    const norms = Float32Array.from(rows, (row) => this.#inverseNorm[row]);
    const cosines = this.#compared.subarray(0, rows.length);
    return (row) => {
      this.#kernel.score(this.#held.byteOffset, rows.length, this.#stride, this.#at(row), this.#compared.byteOffset);
      for (let at = 0; at < cosines.length; at++) cosines[at] *= norms[at] * this.#inverseNorm[row];
      return cosines;
    };
  }

  /** The byte address of a row. */
  #at(row: number): number {
    return this.#table.byteOffset + row * this.#stride * 4;
  }

  #measure(row: number): void {
    this.#inverseNorm[row] = this.#inverseNormAt(this.#at(row));
  }

  /** Of the vector at a byte address. */
  #inverseNormAt(address: number): number {
    this.#kernel.score(address, 1, this.#stride, address, this.#compared.byteOffset);
    return this.#compared[0] > 0 ? Math.fround(1 / Math.sqrt(this.#compared[0])) : 0;
  }

  #resize(rows: number): void {
    this.#scores = new Float32Array(this.#scores.buffer, this.#scores.byteOffset, rows);
  }
}
