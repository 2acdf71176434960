// Kernels of the network's own operations, with registered gradients. network/operations.ts defines each operation in tfjs
// and uses the kernel of its name if the backend has one.

import { WASM } from './backend.ts';
import { gather, sizeOf, type Work } from './kernels.ts';
import * as tf from './tfjs.ts';

/** Integer arrays that a kernel takes as attributes. */
const ints = (attrs: Work['attrs'], ...names: string[]) => names.map((name) => attrs[name] as Int32Array);
const run = <T extends tf.Tensor | tf.Tensor[]>(name: string, inputs: tf.NamedTensorMap, attrs = {}): T =>
  tf.engine().runKernel(name, inputs, attrs) as T;

export function registerFused(): void {
  for (const [kernelName, kernelFunc] of Object.entries(KERNELS))
    tf.registerKernel({
      kernelName,
      backendName: WASM,
      kernelFunc: kernelFunc as unknown as tf.KernelFunc,
    });
  for (const gradient of GRADIENTS) tf.registerGradient(gradient);
}

const KERNELS: Record<string, (work: Work) => tf.TensorInfo | tf.TensorInfo[]> = {
  /** x [n, inputs], kernel [inputs, outputs], bias [outputs] -> [n, outputs] */
  DenseSelu({ inputs: { x, kernel, bias }, backend }) {
    const [m, k] = x.shape;
    const n = kernel.shape[1];
    const out = backend.output([m, n]);
    const factor = (tensor: tf.TensorInfo) => ({ at: backend.at(tensor), columns: tensor.shape[1], turned: false });
    backend.multiply(factor(x), factor(kernel), backend.at(out), [m, n, k], backend.at(bias), true);
    return out;
  },
  /** -> the gradients of SELU's input, [n, outputs], and of the bias, [outputs] */
  DenseSeluGradient({ inputs: { dy, y }, backend }) {
    const [n, outputs] = y.shape;
    const dz = backend.output([n, outputs]);
    const bias = backend.output([outputs], 'float32', true);
    const at = [dy, y, dz, bias].map((tensor) => backend.at(tensor));
    backend.kernels.seluGradient(...at, n, outputs);
    return [dz, bias];
  },

  /** x [n, d], attrs rows -> [rows, d] */
  GatherRows({ inputs: { x }, attrs, backend }) {
    const [rows] = ints(attrs, 'rows');
    let out: tf.TensorInfo | undefined;
    backend.withInts([rows], (at) => {
      out = gather(backend, x, rows, at);
    });
    return out!;
  },
  /** x [n, d], attrs from and to [sums] and rows -> [rows, d]: out[to[i]] += x[from[i]] */
  SumRows({ inputs: { x }, attrs, backend }) {
    const [from, to] = ints(attrs, 'from', 'to');
    const size = x.shape[1];
    const out = backend.output([attrs.rows as number, size], 'float32', true);
    backend.withInts([from, to], (froms, tos) =>
      backend.kernels.sumRows(backend.at(x), froms, tos, backend.at(out), from.length, size),
    );
    return out;
  },

  /** x [rows, d], attrs start [histories + 1] and items -> means and maxima, [histories, 2d] */
  PoolHistories({ inputs: { x }, attrs, backend }) {
    const [start, items] = ints(attrs, 'start', 'items');
    const [histories, size] = [start.length - 1, x.shape[1]];
    const out = backend.output([histories, 2 * size]);
    const [from, to] = [backend.at(x), backend.at(out)];
    const each = Math.ceil(items.length / histories) * size;
    backend.withInts([start, items], (starts, rows) =>
      backend.split(histories, each, 1, (h, n) => [
        'poolHistories',
        from,
        starts + 4 * h,
        rows,
        to + 8 * h * size,
        n,
        size,
      ]),
    );
    return out;
  },
  PoolHistoriesGradient({ inputs: { dy, y, x }, attrs, backend }) {
    const [start, items] = ints(attrs, 'start', 'items');
    const out = backend.output(x.shape, 'float32', true);
    const at = [dy, y, x].map((tensor) => backend.at(tensor));
    backend.withInts([start, items], (starts, rows) =>
      backend.kernels.poolHistoriesGradient(...at, starts, rows, backend.at(out), start.length - 1, x.shape[1]),
    );
    return out;
  },

  /** users [u, d], items [i, d], attrs history, positive, negative [n] -> [n] */
  PairDifferences({ inputs: { users, items }, attrs, backend }) {
    const rows = ints(attrs, 'history', 'positive', 'negative');
    const size = items.shape[1];
    const out = backend.output([rows[0].length]);
    const [u, i, to] = [users, items, out].map((tensor) => backend.at(tensor));
    backend.withInts(rows, (...at) =>
      backend.split(rows[0].length, 3 * size, 1, (from, n) => [
        'pairDifferences',
        u,
        i,
        ...at.map((address) => address + 4 * from),
        to + 4 * from,
        n,
        size,
      ]),
    );
    return out;
  },
  PairDifferencesGradient({ inputs: { dy, users, items }, attrs, backend }) {
    const rows = ints(attrs, 'history', 'positive', 'negative');
    const out = [users, items].map(({ shape }) => backend.output(shape, 'float32', true));
    const at = [dy, users, items].map((tensor) => backend.at(tensor));
    const to = out.map((tensor) => backend.at(tensor));
    backend.withInts(rows, (...of) =>
      backend.kernels.pairDifferencesGradient(...at, ...of, ...to, rows[0].length, items.shape[1]),
    );
    return out;
  },

  /** -> a scalar */
  SumOfSquares({ inputs: { x }, backend }) {
    const out = backend.output([]);
    backend.kernels.sumOfSquares(backend.at(x), backend.at(out), sizeOf(x.shape));
    return out;
  },

  /** weights, gradient, first and second moment -> weights, first and second moment. kept: the factor of weight decay */
  AdamStep({ inputs: { weights, gradient, first, second }, attrs, backend }) {
    const out = [weights, first, second].map(({ shape }) => backend.output(shape));
    const at = [weights, gradient, first, second, ...out].map((tensor) => backend.at(tensor));
    const { rate, beta1, beta2, root, epsilon, kept } = attrs as Record<string, number>;
    backend.split(sizeOf(weights.shape), 8, 16, (i, n) => [
      'adamStep',
      ...at.map((address) => address + 4 * i),
      n,
      rate,
      beta1,
      beta2,
      root,
      epsilon,
      kept,
    ]);
    return out;
  },
};

// Values shared by several gradients are computed in the body, because each closure runs in its own tidy; closures return clones.
const GRADIENTS: tf.GradConfig[] = [
  {
    kernelName: 'DenseSelu',
    inputsToSave: ['x', 'kernel'],
    outputsToSave: [true],
    gradFunc(dy, saved) {
      const [x, kernel, y] = saved as tf.Tensor2D[];
      const [dz, bias] = run<tf.Tensor2D[]>('DenseSeluGradient', { dy: dy as tf.Tensor, y });
      return {
        x: () => tf.matMul(dz, kernel, false, true),
        kernel: () => tf.matMul(x, dz, true, false),
        bias: () => bias.clone(),
      };
    },
  },
  {
    kernelName: 'PoolHistories',
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc: (dy, [x, y], attrs) => ({
      x: () => run<tf.Tensor>('PoolHistoriesGradient', { dy: dy as tf.Tensor, y, x }, attrs),
    }),
  },
  {
    kernelName: 'PairDifferences',
    inputsToSave: ['users', 'items'],
    gradFunc(dy, [users, items], attrs) {
      const inputs = { dy: dy as tf.Tensor, users, items };
      const [dUsers, dItems] = run<tf.Tensor[]>('PairDifferencesGradient', inputs, attrs);
      return { users: () => dUsers.clone(), items: () => dItems.clone() };
    },
  },
  {
    kernelName: 'SumOfSquares',
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => tf.mul(x, tf.mul(dy as tf.Tensor, 2)) }),
  },
];
