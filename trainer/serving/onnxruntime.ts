// The towers in onnxruntime-web, in Node: the same WebAssembly that the worker runs, so the same bits. The evaluator
// ranks with it, and export checks it against tfjs.
import * as ort from 'onnxruntime-web';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

/** Items that go through the item tower at once: bounds its memory. */
const BATCH = 1024;

export interface RuntimeTowers {
  /** Vectors of items: [n, d] out of [n, f]. */
  items(features: Float32Array, rows: number): Promise<Float32Array>;
  /** A user's vector [d] out of the vectors of a history, [n, d]. */
  user(history: Float32Array, n: number): Promise<Float32Array>;
  release(): Promise<void>;
}

/** Opens both towers, as files' bytes. */
export async function openTowers(itemTower: Uint8Array, userTower: Uint8Array): Promise<RuntimeTowers> {
  const item = await ort.InferenceSession.create(itemTower);
  const user = await ort.InferenceSession.create(userTower);
  return {
    async items(features, rows) {
      const width = features.length / rows;
      let vectors: Float32Array | undefined;
      for (let from = 0; from < rows; from += BATCH) {
        const to = Math.min(rows, from + BATCH);
        const input = new ort.Tensor('float32', features.subarray(from * width, to * width), [to - from, width]);
        const { vectors: part } = await item.run({ features: input });
        vectors ??= new Float32Array(rows * part.dims[1]);
        vectors.set(part.data as Float32Array, from * part.dims[1]);
        part.dispose();
      }
      return vectors ?? new Float32Array(0);
    },
    async user(history, n) {
      const { user: vector } = await user.run({ history: new ort.Tensor('float32', history, [n, history.length / n]) });
      return vector.data as Float32Array;
    },
    async release() {
      await item.release();
      await user.release();
    },
  };
}
