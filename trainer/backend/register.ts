// The way in: our backend registered with tfjs, with its kernels and their gradients.
import * as tf from '@tensorflow/tfjs';
import { WASM, WasmBackend } from './backend.ts';
import { registerFused } from './fused.ts';
import { registerKernels } from './kernels.ts';

export { WASM } from './backend.ts';

/** Makes the backend known to tfjs, with this many threads; one that is there with another number is replaced. */
export async function useWasm(threads: number): Promise<void> {
  const there = tf.findBackend(WASM) as WasmBackend | null;
  if (there?.threads === threads) return;
  const backend = await WasmBackend.create(threads);
  if (there) {
    tf.removeBackend(WASM);
    await there.stop();
  } else {
    registerKernels();
    registerFused();
  }
  tf.registerBackend(WASM, () => backend);
}
