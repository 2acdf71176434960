// A table of float32 vectors that scores all rows for one user. It holds the vectors of rivals and of older bundles while
// their probes run; tests and benchmarks compare the item table with it.

import { instantiate } from './memory.ts';

interface Kernel {
  scoreFloats(table: number, rows: number, stride: number, user: number, scores: number): void;
}

export class Float32Table {
  readonly #kernel: Kernel;
  readonly #dimensions: number;
  readonly #stride: number;
  readonly #table: Float32Array;
  readonly #user: Float32Array;
  readonly #scores: Float32Array;

  /**
   * @param kernel the module of score.wasm
   * @param vectors float32 [rows, dimensions]; copied
   */
  constructor(kernel: WebAssembly.Module, vectors: Float32Array, rows: number, dimensions: number) {
    if (vectors.length !== rows * dimensions)
      throw new RangeError(`${vectors.length} values do not fill [${rows}, ${dimensions}]`);
    this.#dimensions = dimensions;
    const stride = Math.ceil(dimensions / 4) * 4;
    this.#stride = stride;
    const { exports, arrays } = instantiate(kernel, {
      user: [Float32Array, stride] as const,
      table: [Float32Array, rows * stride] as const,
      scores: [Float32Array, rows] as const,
    });
    this.#kernel = exports as unknown as Kernel;
    this.#user = arrays.user;
    this.#table = arrays.table;
    this.#scores = arrays.scores;
    if (stride === dimensions) this.#table.set(vectors);
    else
      for (let row = 0; row < rows; row++)
        this.#table.set(vectors.subarray(row * dimensions, (row + 1) * dimensions), row * stride);
  }

  /** A view of a row's vector. */
  vector(row: number): Float32Array {
    return this.#table.subarray(row * this.#stride, row * this.#stride + this.#dimensions);
  }

  /** The vectors of the given rows, concatenated: float32 [n, dimensions]. */
  gather(rows: readonly number[]): Float32Array {
    const out = new Float32Array(rows.length * this.#dimensions);
    for (const [i, row] of rows.entries()) out.set(this.vector(row), i * this.#dimensions);
    return out;
  }

  /**
   * The score of every row: the dot product of its vector and the user's.
   * Returns a view that the next call overwrites: read it before the next await.
   */
  score(user: Float32Array): Float32Array {
    if (user.length !== this.#dimensions)
      throw new RangeError(`expected a user vector of ${this.#dimensions} values, got ${user.length}`);
    this.#user.set(user);
    const { byteOffset } = this.#scores;
    this.#kernel.scoreFloats(
      this.#table.byteOffset,
      this.#scores.length,
      this.#stride,
      this.#user.byteOffset,
      byteOffset,
    );
    return this.#scores;
  }
}
