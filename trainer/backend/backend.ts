// The tfjs backend `wasm`: tensors in one WebAssembly memory, and kernels in WebAssembly with SIMD, split among threads. It
// inherits from tfjs's cpu backend, whose kernels run on views of the memory where kernels.ts has no replacement. Results
// are the same, to the bit, for any number of threads.

import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { type Block, Memory } from './memory.ts';
import * as tf from './tfjs.ts';
import { type KernelCall, type Kernels, Threads } from './threads.ts';

/** Its name in tfjs; 'wasm' is the name of tfjs's own WebAssembly backend. */
export const WASM = 'curatornet-wasm';

const VIEWS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };
type Stored = keyof typeof VIEWS;
const isStored = (dtype: tf.DataType): dtype is Stored => dtype in VIEWS;

/** What tfjs stores per tensor; its cpu kernels read `values`. */
class Values {
  refCount = 1;
  readonly dtype: Stored;
  readonly block: Block;
  readonly values: Float32Array | Int32Array | Uint8Array;
  constructor(memory: Memory, length: number, dtype: Stored) {
    const View = VIEWS[dtype];
    this.dtype = dtype;
    this.block = memory.take(length * View.BYTES_PER_ELEMENT);
    this.values = new View(memory.buffer as ArrayBuffer, this.block.at, length);
  }
}

/** Larger tensors, in bytes, stay outside the memory, so that there is one copy; rows are gathered from there. */
const LARGE = 2 ** 28;
/** Kernels on fewer values are not split among threads. */
const SMALL = 2 ** 18;
/** Products with fewer multiplications are not split among threads. */
const SMALL_PRODUCT = 2 ** 22;

export interface WasmOptions {
  /** Size in bytes above which a tensor stays outside the memory. */
  large?: number;
}

/** A factor of a product: [rows, columns] at an address, optionally read as its transpose. */
export interface Factor {
  at: number;
  columns: number;
  turned: boolean;
}

export class WasmBackend extends MathBackendCPU {
  readonly #memory: Memory;
  readonly #threads: Threads;
  readonly #large: number;

  private constructor(memory: Memory, threads: Threads, { large = LARGE }: WasmOptions) {
    super();
    // The cpu backend prints an advertisement for tfjs-node on first use.
    (this as unknown as { firstUse: boolean }).firstUse = false;
    this.#memory = memory;
    this.#threads = threads;
    this.#large = large;
  }

  static async create(threads: number, options: WasmOptions = {}): Promise<WasmBackend> {
    const memory = new Memory();
    return new WasmBackend(memory, await Threads.start(memory, threads), options);
  }

  get threads(): number {
    return this.#threads.count;
  }
  get kernels(): Kernels {
    return this.#threads.kernels;
  }
  stop(): Promise<void> {
    return this.#threads.stop();
  }

  // Storage: the interface that tfjs requires.

  override write(values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): object {
    if (!isStored(dtype) || this.#isLarge(values)) return super.write(values, shape, dtype);
    const dataId = { id: this.#nextId() };
    this.#store(dataId, values, dtype);
    return dataId;
  }
  override move(
    dataId: object,
    values: tf.backend_util.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    refCount: number,
  ): void {
    if (!isStored(dtype) || this.#isLarge(values)) super.move(dataId, values, shape, dtype, refCount);
    else this.#store(dataId, values, dtype).refCount = refCount;
  }
  /** Returns a copy, because the memory will be reused for other tensors. */
  override readSync(dataId: object): tf.backend_util.BackendValues {
    const values = super.readSync(dataId);
    return ArrayBuffer.isView(values) ? (values as Float32Array).slice() : values;
  }
  override disposeData(dataId: object, force = false): boolean {
    const held = this.data.has(dataId) ? this.data.get(dataId) : null;
    const gone = super.disposeData(dataId, force);
    if (gone && held instanceof Values) this.#memory.give(held.block);
    return gone;
  }
  override memory() {
    return { unreliable: false, reasons: [], bytesOfMemory: this.#memory.used };
  }

  #isLarge(values: tf.backend_util.BackendValues): boolean {
    return ArrayBuffer.isView(values) && values.byteLength > this.#large;
  }
  #nextId(): number {
    return (MathBackendCPU as unknown as { nextDataId: number }).nextDataId++;
  }
  #store(dataId: object, values: tf.backend_util.BackendValues, dtype: Stored): Values {
    const held = new Values(this.#memory, values.length, dtype);
    held.values.set(values as Float32Array);
    this.data.set(dataId, held as never);
    return held;
  }

  // The interface for kernels.

  /** Address of a tensor's first value. */
  at({ dataId, shape }: tf.TensorInfo): number {
    const held = this.data.get(dataId) as unknown;
    if (held instanceof Values) return held.block.at;
    throw new Error(`a table of [${shape}] is too large for the backend wasm; only gathering rows of it is supported`);
  }
  /** The values of a tensor outside the memory, or null. */
  outside({ dataId }: tf.TensorInfo): Float32Array | null {
    const held = this.data.get(dataId) as unknown;
    return held instanceof Values ? null : (held as { values: Float32Array }).values;
  }
  /** A new tensor, uninitialised or zero. */
  output(shape: number[], dtype: Stored = 'float32', zero = false): tf.TensorInfo {
    const held = new Values(this.#memory, tf.util.sizeFromShape(shape), dtype);
    if (zero) held.values.fill(0);
    const dataId = { id: this.#nextId() };
    this.data.set(dataId, held as never);
    return { dataId, shape, dtype };
  }
  viewOf({ dataId }: tf.TensorInfo): Float32Array {
    return (this.data.get(dataId) as unknown as Values).values as Float32Array;
  }
  /** The same values with another shape. */
  alias({ dataId, dtype }: tf.TensorInfo, shape: number[]): tf.TensorInfo {
    this.incRef(dataId);
    return { dataId, dtype, shape };
  }
  /** Calls `work` with the addresses of temporary copies of integer arrays. */
  withInts(arrays: Int32Array[], work: (...at: number[]) => void): void {
    const blocks = arrays.map((array) => this.#memory.take(array.byteLength));
    for (const [i, { at }] of blocks.entries())
      new Int32Array(this.#memory.buffer as ArrayBuffer, at, arrays[i].length).set(arrays[i]);
    try {
      work(...blocks.map(({ at }) => at));
    } finally {
      for (const block of blocks) this.#memory.give(block);
    }
  }

  /**
   * Splits n units of work among the threads.
   * @param each values per unit; small work is not split
   * @param step parts begin at multiples of this
   */
  split(n: number, each: number, step: number, call: (from: number, count: number) => KernelCall): void {
    const parts = n * each < SMALL ? 1 : this.threads;
    this.#threads.run(this.#parts(n, parts, step).map(([from, count]) => call(from, count)));
  }

  #parts(n: number, parts: number, step: number): [from: number, count: number][] {
    const size = Math.max(step, Math.ceil(n / parts / step) * step);
    return Array.from({ length: Math.ceil(n / size) }, (_, i) => [i * size, Math.min(size, n - i * size)]);
  }

  /**
   * C [m, n] = act(A B + bias), split by rows, or by columns if it is wide.
   * @param bias address of [n], 0 for no bias
   */
  multiply(a: Factor, b: Factor, c: number, [m, n, k]: [number, number, number], bias = 0, selu = false): void {
    const call = (i: number, rows: number, j: number, columns: number): KernelCall => [
      'gemm',
      a.at + 4 * i * (a.turned ? 1 : a.columns),
      Number(a.turned),
      a.columns,
      b.at + 4 * j * (b.turned ? b.columns : 1),
      Number(b.turned),
      b.columns,
      c + 4 * (i * n + j),
      n,
      rows,
      columns,
      k,
      bias && bias + 4 * j,
      Number(selu),
    ];
    if (this.threads === 1 || m * n * k < SMALL_PRODUCT) this.#threads.run([call(0, m, 0, n)]);
    else if (n > 2 * m)
      this.#threads.run(this.#parts(n, 2 * this.threads, 8).map(([j, count]) => call(0, m, j, count)));
    else {
      // Two parts per thread balance the load; smaller parts would pack the right factor too often.
      const parts = m > 240 * this.threads ? 2 * this.threads : this.threads;
      this.#threads.run(this.#parts(m, parts, 6).map(([i, count]) => call(i, count, 0, n)));
    }
  }
}
