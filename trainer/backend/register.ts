// The way in: our backend registered with tfjs, with its kernels and their gradients.
import * as tf from '@tensorflow/tfjs';
import { WASM, WasmBackend } from './backend.ts';
import { registerFused } from './fused.ts';
import { registerKernels } from './kernels.ts';

export { WASM } from './backend.ts';

/**
 * Makes the backend known to tfjs, with this many threads; one that is there with another number is replaced, and its
 * tensors are gone.
 * @param large bytes above which a tensor stays outside the backend's memory
 */
export async function useWasm(threads: number, large?: number): Promise<void> {
  const there = tf.findBackend(WASM) as WasmBackend | null;
  if (there?.threads === threads && large === undefined) return;
  const backend = await WasmBackend.create(threads, large);
  if (there) {
    tf.removeBackend(WASM);
    await there.stop();
  } else {
    registerKernels();
    registerFused();
  }
  tf.registerBackend(WASM, () => backend);
}
