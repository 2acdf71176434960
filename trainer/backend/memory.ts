// One WebAssembly memory that holds every tensor, handed out in blocks. It is shared, so that threads can work on it.
//
// All of its addresses are reserved at the start: to grow it later would detach the views that tfjs holds, and pages that
// nobody has touched cost nothing.

const PAGE = 65_536;
/** Pages to ask for, 4 GiB first; a machine that limits addresses may grant fewer. */
const PAGES = [65_536, 32_768, 16_384, 8_192];
/** Loops over four numbers at a time may run over the end of a block, and the last one must not leave the memory. */
const MARGIN = 64;

export interface Block {
  /** Address of the first byte, a multiple of 64. */
  at: number;
  /** Bytes that are the block's, at least as many as were asked for. */
  size: number;
}

/** Sizes come four to an octave, so that batches of nearly the same size use the same blocks. */
function sizeClass(bytes: number): number {
  if (bytes <= 256) return 256;
  const step = 2 ** (Math.floor(Math.log2(bytes - 1)) - 2);
  return Math.ceil(bytes / step) * step;
}

export class Memory {
  readonly wasm: WebAssembly.Memory;
  readonly buffer: ArrayBufferLike;
  /** The module may keep what it likes in the first page. */
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

  /** Bytes that were ever in use. */
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
  throw new Error('this machine grants no 512 MB of addresses to WebAssembly', { cause: refusal });
}
