// The memory of a table: arrays one after another in a WebAssembly memory of their size.

const PAGE = 65536;
/** Bytes at the start of the memory that are reserved for the compiler's runtime. */
const RESERVED = 1024;
/** Every array starts at a multiple of this, the size of a vector. */
const ALIGN = 16;

/** The constructor of a typed array. */
type View<A> = { new (buffer: ArrayBuffer, at: number, length: number): A; readonly BYTES_PER_ELEMENT: number };
/** The type and the length of each array, by name. */
type Plan = Record<string, readonly [View<unknown>, number]>;
export type Arrays<P extends Plan> = { [N in keyof P]: P[N] extends readonly [View<infer A>, number] ? A : never };

/** Creates an instance of a kernel, with arrays in its memory. */
export function instantiate<P extends Plan>(
  kernel: WebAssembly.Module,
  plan: P,
): { exports: WebAssembly.Exports; arrays: Arrays<P> } {
  let end = RESERVED;
  const placed = Object.entries(plan).map(([name, [View, length]]) => {
    const at = end;
    end = Math.ceil((at + length * View.BYTES_PER_ELEMENT) / ALIGN) * ALIGN;
    return { name, View, at, length };
  });
  const memory = new WebAssembly.Memory({ initial: Math.ceil(end / PAGE) });
  const arrays = placed.map(({ name, View, at, length }) => [name, new View(memory.buffer, at, length)]);
  const { exports } = new WebAssembly.Instance(kernel, { env: { memory } });
  return { exports, arrays: Object.fromEntries(arrays) as Arrays<P> };
}
