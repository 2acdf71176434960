// WebAssembly kernels of tfjs operations, for the common cases: float32 and simple shapes. tfjs-cpu's kernels run in all
// other cases.

import { WASM, type WasmBackend } from './backend.ts';
import { broadcast } from './broadcast.ts';
import { convolve } from './convolution.ts';
import { convolveDepthwise } from './depthwise.ts';
import * as tf from './tfjs.ts';

/** The arguments of a kernel in tfjs. */
export interface Work {
  inputs: Record<string, tf.TensorInfo>;
  attrs: Record<string, unknown>;
  backend: WasmBackend;
}
type Result = tf.TensorInfo | tf.TensorInfo[];
/** Null delegates to tfjs-cpu. */
type Kernel = (work: Work) => Result | null;

export const sizeOf = (shape: number[]) => tf.util.sizeFromShape(shape);
const isFloat = (...tensors: tf.TensorInfo[]) => tensors.every(({ dtype }) => dtype === 'float32');
/** Inputs given as a list. */
const listed = (inputs: Work['inputs']) => inputs as unknown as tf.TensorInfo[];

/** Registers tfjs-cpu's kernels for the backend, then its own in their place. */
export function registerKernels(): void {
  tf.copyRegisteredKernels('cpu', WASM);
  for (const [kernelName, kernel] of Object.entries(KERNELS)) {
    const plain = tf.getKernel(kernelName, 'cpu').kernelFunc;
    tf.unregisterKernel(kernelName, WASM);
    tf.registerKernel({
      kernelName,
      backendName: WASM,
      kernelFunc: (work) => kernel(work as unknown as Work) ?? plain(work),
    });
  }
}

const unary =
  (op: number): Kernel =>
  ({ inputs: { x }, backend }) => {
    if (!isFloat(x)) return null;
    const out = backend.output(x.shape);
    const [from, to] = [backend.at(x), backend.at(out)];
    backend.split(sizeOf(x.shape), 1, 16, (i, n) => ['unary', op, from + 4 * i, to + 4 * i, n]);
    return out;
  };

const binary =
  (op: number): Kernel =>
  ({ inputs: { a, b }, backend }) => {
    const plan = isFloat(a, b) ? broadcast(a.shape, b.shape) : null;
    if (plan === null) return null;
    const { shape, sizes, a: p, b: q } = plan;
    const out = backend.output(shape);
    const [x, y, to] = [a, b, out].map((tensor) => backend.at(tensor));
    // Splits the first dimension that is not 1.
    const axis = sizes.findIndex((size) => size > 1);
    const at = axis < 0 ? 2 : axis;
    const each = sizes.slice(at + 1).reduce((n, size) => n * size, 1);
    backend.split(sizes[at], each, at === 2 ? 16 : 1, (i, n) => [
      'binary',
      op,
      x + 4 * i * p[at],
      ...p,
      y + 4 * i * q[at],
      ...q,
      to + 4 * i * each,
      ...sizes.with(at, n),
    ]);
    return out;
  };

const compare =
  (op: number): Kernel =>
  ({ inputs: { a, b }, backend }) => {
    const plan = isFloat(a, b) ? broadcast(a.shape, b.shape) : null;
    if (plan === null) return null;
    const { shape, sizes, a: p, b: q } = plan;
    const out = backend.output(shape, 'bool');
    backend.kernels.compare(op, backend.at(a), ...p, backend.at(b), ...q, backend.at(out), ...sizes);
    return out;
  };

/** Adjacent axes as [outer, middle, inner]; null for other axes. */
function reduction(shape: number[], axis: unknown, keepDims: unknown) {
  const axes = tf.util.parseAxisParam(axis as number[], shape);
  const [first, last] = [Math.min(...axes), Math.max(...axes)];
  if (last - first + 1 !== axes.length || sizeOf(shape) === 0) return null;
  const within = (i: number) => i >= first && i <= last;
  return {
    shape: keepDims ? shape.map((n, i) => (within(i) ? 1 : n)) : shape.filter((_, i) => !within(i)),
    sizes: [shape.slice(0, first), shape.slice(first, last + 1), shape.slice(last + 1)].map(sizeOf),
  };
}
const reduce =
  (op: number, mean = false): Kernel =>
  ({ inputs: { x }, attrs, backend }) => {
    const plan = isFloat(x) ? reduction(x.shape, attrs.axis ?? attrs.reductionIndices, attrs.keepDims) : null;
    if (plan === null) return null;
    const out = backend.output(plan.shape);
    backend.kernels.reduce(op, backend.at(x), backend.at(out), ...plan.sizes);
    if (mean) {
      const values = backend.viewOf(out);
      for (let i = 0; i < values.length; i++) values[i] /= plan.sizes[1];
    }
    return out;
  };

/** a [.., m, k] x b [.., k, n], each optionally transposed, with equal numbers of matrices, or one on either side. */
const matMul: Kernel = ({ inputs: { a, b, bias, preluActivationWeights }, attrs, backend }) => {
  const { transposeA, transposeB, activation } = attrs;
  if (!isFloat(a, b) || preluActivationWeights || (activation && activation !== 'linear')) return null;
  const [rows, columns] = a.shape.slice(-2);
  const [right, wide] = b.shape.slice(-2);
  const [m, k] = transposeA ? [columns, rows] : [rows, columns];
  const n = transposeB ? right : wide;
  if (bias && !(bias.shape.length === 1 && bias.shape[0] === n)) return null;
  const many = [a, b].map(({ shape }) => sizeOf(shape.slice(0, -2)));
  const matrices = Math.max(...many);
  if (many.some((count) => count !== 1 && count !== matrices)) return null;
  const lead = many[0] === matrices ? a.shape : b.shape;
  const out = backend.output([...lead.slice(0, -2), m, n], 'float32', k === 0);
  if (sizeOf(out.shape) === 0 || k === 0) return out;
  for (let i = 0; i < matrices; i++) {
    const from = (tensor: tf.TensorInfo, count: number, size: number) =>
      backend.at(tensor) + (count === 1 ? 0 : 4 * i * size);
    backend.multiply(
      { at: from(a, many[0], m * k), columns, turned: Boolean(transposeA) },
      { at: from(b, many[1], k * n), columns: wide, turned: Boolean(transposeB) },
      backend.at(out) + 4 * i * m * n,
      [m, n, k],
      bias ? backend.at(bias) : 0,
    );
  }
  return out;
};

const RELU = 4;
/** Applies an activation in place. */
function activate(backend: WasmBackend, out: tf.TensorInfo, activation: unknown): tf.TensorInfo {
  const at = backend.at(out);
  if (activation === 'relu') backend.kernels.unary(RELU, at, at, sizeOf(out.shape));
  if (activation === 'relu6') {
    const values = backend.viewOf(out);
    for (let i = 0; i < values.length; i++) values[i] = Math.min(6, Math.max(0, values[i]));
  }
  return out;
}

/** A convolution with the filters of all channels, or depthwise, with one filter for each channel. */
const conv2d =
  (depthwise: boolean): Kernel =>
  ({ inputs: { x, filter, bias, preluActivationWeights }, attrs, backend }) => {
    const { strides, dilations, pad, dimRoundingMode, dataFormat = 'NHWC', activation } = attrs;
    if (!isFloat(x, filter) || dataFormat !== 'NHWC' || preluActivationWeights || (bias && bias.shape.length !== 1))
      return null;
    if (activation && !['linear', 'relu', 'relu6'].includes(activation as string)) return null;
    if (depthwise && filter.shape[3] !== 1) return null;
    const info = tf.backend_util.computeConv2DInfo(
      x.shape as [number, number, number, number],
      filter.shape as [number, number, number, number],
      strides as [number, number],
      (dilations ?? 1) as [number, number],
      pad as 'same' | 'valid',
      dimRoundingMode as 'floor',
      depthwise,
    );
    if (sizeOf(info.outShape) === 0) return null;
    const out = depthwise
      ? convolveDepthwise(backend, x, filter, info, bias)
      : convolve(backend, x, filter, info, bias ? backend.at(bias) : 0);
    return activate(backend, out, activation);
  };

/** x[rows] of a table [.., size], which may be outside the memory. */
export function gather(backend: WasmBackend, x: tf.TensorInfo, rows: ArrayLike<number>, at: number): tf.TensorInfo {
  const size = x.shape[1];
  for (let i = 0; i < rows.length; i++)
    if (!(rows[i] >= 0 && rows[i] < x.shape[0])) throw new Error(`row ${rows[i]} is out of range: ${x.shape[0]} rows`);
  const out = backend.output([rows.length, size]);
  const table = backend.outside(x);
  if (table) {
    const values = backend.viewOf(out);
    for (let i = 0; i < rows.length; i++) values.set(table.subarray(rows[i] * size, (rows[i] + 1) * size), i * size);
  } else {
    const [from, to] = [backend.at(x), backend.at(out)];
    backend.split(rows.length, size, 1, (i, n) => ['gatherRows', from, at + 4 * i, to + 4 * i * size, n, size]);
  }
  return out;
}

const KERNELS: Record<string, Kernel> = {
  Neg: unary(0),
  Square: unary(1),
  Sqrt: unary(2),
  Exp: unary(3),
  Relu: unary(RELU),
  Selu: unary(5),
  Add: binary(0),
  Sub: binary(1),
  Multiply: binary(2),
  RealDiv: binary(3),
  Greater: compare(0),
  Equal: compare(1),
  Sum: reduce(0),
  Max: reduce(1),
  Mean: reduce(0, true),
  BatchMatMul: matMul,
  _FusedMatMul: matMul,
  Conv2D: conv2d(false),
  FusedConv2D: conv2d(false),
  DepthwiseConv2dNative: conv2d(true),
  FusedDepthwiseConv2D: conv2d(true),

  Cast({ inputs: { x }, attrs, backend }) {
    if (x.dtype === attrs.dtype) return backend.alias(x, x.shape);
    if (x.dtype !== 'bool' || attrs.dtype !== 'float32') return null;
    const out = backend.output(x.shape);
    backend.kernels.fromBool(backend.at(x), backend.at(out), sizeOf(x.shape));
    return out;
  },
  Select({ inputs: { condition, t, e }, backend }) {
    if (!isFloat(t, e) || condition.dtype !== 'bool' || condition.shape.length !== t.shape.length) return null;
    const out = backend.output(t.shape);
    backend.kernels.select(backend.at(condition), backend.at(t), backend.at(e), backend.at(out), sizeOf(t.shape));
    return out;
  },
  Transpose({ inputs: { x }, attrs, backend }) {
    const perm = attrs.perm as number[];
    if (perm.every((axis, i) => axis === i)) return backend.alias(x, x.shape);
    if (!isFloat(x) || perm.length !== 2) return null;
    const [rows, columns] = x.shape;
    const out = backend.output([columns, rows]);
    backend.kernels.transpose(backend.at(x), backend.at(out), rows, columns);
    return out;
  },
  AddN({ inputs, backend }) {
    const [first, ...rest] = listed(inputs);
    if (!isFloat(first, ...rest) || rest.length === 0) return null;
    const n = sizeOf(first.shape);
    const out = backend.output(first.shape);
    const flat = [0, 0, 1, backend.at(out), 1, 1, n];
    for (const [i, tensor] of rest.entries())
      backend.kernels.binary(0, backend.at(i === 0 ? first : out), 0, 0, 1, backend.at(tensor), ...flat);
    return out;
  },
  GatherV2({ inputs: { x, indices }, attrs: { axis, batchDims }, backend }) {
    if (!isFloat(x) || indices.dtype !== 'int32' || x.shape.length !== 2 || axis !== 0 || batchDims) return null;
    const rows = backend.viewOf(indices);
    const out = gather(backend, x, rows, backend.at(indices));
    return { ...out, shape: [...indices.shape, x.shape[1]] };
  },
  UnsortedSegmentSum({ inputs: { x, segmentIds }, attrs: { numSegments }, backend }) {
    if (!isFloat(x) || x.shape.length !== 2 || segmentIds.dtype !== 'int32') return null;
    const ids = backend.viewOf(segmentIds);
    // tfjs ignores rows with an invalid segment; the kernel would write out of bounds.
    if (ids.some((id) => id < 0 || id >= (numSegments as number))) return null;
    const out = backend.output([numSegments as number, x.shape[1]], 'float32', true);
    backend.kernels.scatterRows(backend.at(x), backend.at(segmentIds), backend.at(out), x.shape[0], x.shape[1]);
    return out;
  },
  Concat({ inputs, attrs, backend }) {
    const parts = listed(inputs);
    if (!isFloat(...parts) || parts.some(({ shape }) => shape.length !== 2)) return null;
    const axis = tf.util.parseAxisParam(attrs.axis as number, parts[0].shape)[0];
    const total = parts.reduce((sum, { shape }) => sum + shape[axis], 0);
    const out = backend.output(axis === 0 ? [total, parts[0].shape[1]] : [parts[0].shape[0], total]);
    let at = backend.at(out);
    for (const part of parts) {
      const [rows, columns] = part.shape;
      if (rows * columns > 0) backend.kernels.copyRows(backend.at(part), columns, at, out.shape[1], rows, columns);
      at += 4 * columns * (axis === 0 ? rows : 1);
    }
    return out;
  },
  Slice({ inputs: { x }, attrs, backend }) {
    if (!isFloat(x) || x.shape.length !== 2) return null;
    const [[top, left], [rows, columns]] = tf.slice_util.parseSliceParams(
      x as tf.Tensor,
      attrs.begin as number[],
      attrs.size as number[],
    );
    tf.slice_util.assertParamsValid(x as tf.Tensor, [top, left], [rows, columns]);
    const out = backend.output([rows, columns]);
    const from = backend.at(x) + 4 * (top * x.shape[1] + left);
    backend.kernels.copyRows(from, x.shape[1], backend.at(out), columns, rows, columns);
    return out;
  },
  SplitV({ inputs: { x }, attrs, backend }) {
    if (!isFloat(x) || x.shape.length !== 2) return null;
    const axis = tf.util.parseAxisParam(attrs.axis as number, x.shape)[0];
    if (axis !== 1) return null;
    let at = backend.at(x);
    return tf.backend_util
      .prepareSplitSize(x as tf.Tensor, attrs.numOrSizeSplits as number[] | number, axis)
      .map((columns) => {
        const out = backend.output([x.shape[0], columns]);
        backend.kernels.copyRows(at, x.shape[1], backend.at(out), columns, x.shape[0], columns);
        at += 4 * columns;
        return out;
      });
  },
};
