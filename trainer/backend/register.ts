// The entry of the backend: registers it with tfjs, with its kernels and their gradients.

import { WASM, WasmBackend, type WasmOptions } from './backend.ts';
import { registerFused } from './fused.ts';
import { registerKernels } from './kernels.ts';
import * as tf from './tfjs.ts';

export { WASM } from './backend.ts';

/**
 * Registers the backend in tfjs with a number of threads. A registered backend with other options is replaced, and its
 * tensors are lost.
 */
export async function useWasm(threads: number, options: WasmOptions = {}): Promise<void> {
  const there = tf.findBackend(WASM) as WasmBackend | null;
  const same = there?.threads === threads && options.large === undefined;
  if (same) return;
  const backend = await WasmBackend.create(threads, options);
  if (there) {
    tf.removeBackend(WASM);
    await there.stop();
  } else {
    registerKernels();
    registerFused();
  }
  tf.registerBackend(WASM, () => backend);
}
