// Matrix products by onnxruntime-node, for who has installed it: its library uses the widest vectors of the processor,
// which WebAssembly cannot. Everything else stays as it is, in the same memory: the library reads and writes there.
//
// Its public interface answers in the background only, and tfjs kernels answer at once, so this takes the binding below
// it, which does. That is why the version is pinned.
import { createRequire } from 'node:module';
import type { Factor } from './backend.ts';
import { gemmModel } from './gemm-model.ts';

const VERSION = '1.30.0';
export const HOW_TO_INSTALL = `ONNXRUNTIME_NODE_INSTALL=skip npm install --no-save onnxruntime-node@${VERSION}`;

type Tensors = Record<string, unknown>;
interface Session {
  loadModel(buffer: ArrayBufferLike, offset: number, bytes: number, options: object): void;
  run(feeds: Tensors, fetches: Tensors, options: object): unknown;
}
interface Binding {
  binding: { InferenceSession: new () => Session };
  initOrt(): void;
}
type MakeTensor = new (type: 'float32', values: Float32Array, shape: number[]) => unknown;

/** C [m, n] = act(A B + bias); addresses as in WasmBackend.multiply. */
export type NativeProduct = (
  a: Factor,
  b: Factor,
  c: number,
  size: readonly [m: number, n: number, k: number],
  bias: number,
  selu: boolean,
) => void;

/** @throws where onnxruntime-node is not installed, or not in the version whose binding is known */
export function nativeProduct(memory: ArrayBufferLike, threads: number): NativeProduct {
  const require = createRequire(import.meta.url);
  const { version } = require('onnxruntime-node/package.json') as { version: string };
  if (version !== VERSION) throw new Error(`onnxruntime-node is ${version}, not ${VERSION}`);
  const { binding, initOrt } = require('onnxruntime-node/dist/binding.js') as Binding;
  const { Tensor } = createRequire(require.resolve('onnxruntime-node'))('onnxruntime-common') as { Tensor: MakeTensor };
  initOrt();
  const sessions = new Map<string, Session>();
  const sessionFor = (a: boolean, b: boolean, bias: boolean, selu: boolean): Session => {
    const key = [a, b, bias, selu].join();
    let session = sessions.get(key);
    if (!session) {
      session = new binding.InferenceSession();
      const model = gemmModel({ transA: a, transB: b, bias, selu });
      session.loadModel(model.buffer, model.byteOffset, model.byteLength, {
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
      });
      sessions.set(key, session);
    }
    return session;
  };
  const tensor = (at: number, ...shape: number[]) => {
    const values = new Float32Array(
      memory as ArrayBuffer,
      at,
      shape.reduce((n, size) => n * size, 1),
    );
    return new Tensor('float32', values, shape);
  };
  return (a, b, c, [m, n, k], bias, selu) => {
    const feeds: Tensors = {
      a: a.turned ? tensor(a.at, k, m) : tensor(a.at, m, k),
      b: b.turned ? tensor(b.at, n, k) : tensor(b.at, k, n),
    };
    if (bias) feeds.bias = tensor(bias, n);
    sessionFor(a.turned, b.turned, bias > 0, selu).run(feeds, { c: tensor(c, m, n) }, {});
  };
}
