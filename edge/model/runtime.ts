// Runs onnxruntime-web in workerd. It starts while this module is evaluated, so that no request waits for the start.
//
// A worker may not compile WebAssembly from bytes, but ONNX Runtime fetches and compiles its own. An empty `wasmBinary`
// prevents the fetch; while it starts, `WebAssembly.instantiate` of those empty bytes returns an instance of the imported
// module. After a failed start ONNX Runtime stays broken, so the failure must throw and end the isolate.

import { InputError } from '@curatornet/shared/errors.ts';
import type { OpenTower } from '@curatornet/shared/open-bundle.ts';
import ortModule from 'onnxruntime-web/ort-wasm-simd-threaded.wasm';
import * as ort from 'onnxruntime-web/wasm';

/** The smallest ONNX model, y = Identity(x), in protobuf: ONNX Runtime starts when it opens a model. */
const IDENTITY = Uint8Array.from(
  '0808 3a2b 0a10 0a0178 120179 2208 4964656e74697479 120167 5a09 0a0178 1204 0a020801 6209 0a0179 1204 0a020801 4202 1011'
    .replaceAll(' ', '')
    .match(/../g)!,
  (hex) => Number.parseInt(hex, 16),
);

async function start(): Promise<void> {
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmBinary = new ArrayBuffer(0);
  ort.env.logLevel = 'error';
  const { instantiate } = WebAssembly;
  const answer = async (source: BufferSource | WebAssembly.Module, imports?: WebAssembly.Imports) =>
    source instanceof WebAssembly.Module || source.byteLength > 0
      ? instantiate(source as BufferSource, imports)
      : { module: ortModule, instance: await instantiate(ortModule, imports) };
  WebAssembly.instantiate = answer as typeof instantiate;
  try {
    await (await ort.InferenceSession.create(IDENTITY)).release();
  } finally {
    WebAssembly.instantiate = instantiate;
  }
}
await start();

let busy = false;
/**
 * Runs one call of ONNX Runtime at a time. A call keeps its arguments on the stack of the WebAssembly memory during its
 * awaits, so overlapping calls would overwrite each other's. A request waits with its own timers: workerd cancels a request
 * that waits only for another request's work.
 */
async function alone<T>(call: () => Promise<T>): Promise<T> {
  while (busy) await new Promise((resolve) => setTimeout(resolve, 0));
  busy = true;
  try {
    return await call();
  } finally {
    busy = false;
  }
}

/** Opens a tower: see OpenTower. */
export const openTower: OpenTower = async (bytes, { input, output, where }) => {
  let session: ort.InferenceSession;
  try {
    session = await alone(() => ort.InferenceSession.create(bytes));
  } catch (cause) {
    throw new InputError('malformed', 'ONNX Runtime cannot open it', { where, cause });
  }
  const release = () => alone(() => session.release());
  if (String(session.inputNames) !== input || String(session.outputNames) !== output) {
    await release();
    const what = `it maps ${session.inputNames} to ${session.outputNames}, not ${input} to ${output}`;
    throw new InputError('mismatch', what, { where });
  }
  const tower = (rows: Float32Array, n: number) =>
    alone(async () => {
      const results = await session.run({ [input]: new ort.Tensor('float32', rows, [n, rows.length / n]) });
      return results[output].data as Float32Array;
    });
  return Object.assign(tower, { release });
};
