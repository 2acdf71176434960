// An allocator for tensors in one WebAssembly memory, which all threads share.
//
// Its whole address range is reserved at the start, because growing a memory detaches the views that tfjs holds. Untouched
// pages take no physical memory.

const PAGE = 65_536;
/** Sizes to try in pages, 4 GiB first; systems with limits on address space may grant less. */
const PAGES = [65_536, 32_768, 16_384, 8_192];
/** Loops over four values at a time may run beyond the end of a block; the last block must stay inside the memory. */
const MARGIN = 64;

export interface Block {
  /** Byte address, a multiple of 64. */
  at: number;
  /** Size in bytes, at least the requested size. */
  size: number;
}

/** Four size classes per power of two, so that batches of similar size reuse blocks. */
function sizeClass(bytes: number): number {
  if (bytes <= 256) return 256;
  const step = 2 ** (Math.floor(Math.log2(bytes - 1)) - 2);
  return Math.ceil(bytes / step) * step;
}

export class Memory {
  readonly wasm: WebAssembly.Memory;
  readonly buffer: ArrayBufferLike;
  /** The first page is reserved for the module. */
  #top = PAGE;
  readonly #free = new Map<number, number[]>();

  constructor() {
    this.wasm = reserve();
    this.buffer = this.wasm.buffer;
  }

  take(bytes: number): Block {
    const size = sizeClass(bytes);
    const at = this.#free.get(size)?.pop();
    if (at !== undefined) return { at, size };
    if (this.#top + size + MARGIN <= this.buffer.byteLength) {
      this.#top += size;
      return { at: this.#top - size, size };
    }
    for (const [larger, list] of this.#free)
      if (larger > size && list.length > 0) return { at: list.pop()!, size: larger };
    const megabytes = (n: number) => `${Math.ceil(n / 2 ** 20).toLocaleString('en')} MB`;
    throw new Error(
      `${megabytes(bytes)} more do not fit into the ${megabytes(this.buffer.byteLength)} that the backend wasm has; a smaller batch needs less`,
    );
  }

  give({ at, size }: Block): void {
    const list = this.#free.get(size);
    if (list) list.push(at);
    else this.#free.set(size, [at]);
  }

  /** The most bytes in use so far. */
  get used(): number {
    return this.#top;
  }
}

function reserve(): WebAssembly.Memory {
  let refusal: unknown;
  for (const pages of PAGES) {
    try {
      return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    } catch (error) {
      refusal = error;
    }
  }
  throw new Error('this system does not grant WebAssembly 512 MB of address space', { cause: refusal });
}
