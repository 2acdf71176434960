// Writes the two towers as ONNX files: the same computation as network/curatornet.ts and network/additions.ts.
import { type DenseLayer, dimensionsOf, type Kernel, type Towers, UNIT_EPSILON } from '../network/towers.ts';
import { Graph } from './graph.ts';

/** Dense SELU layers on top of `input`. */
const denseLayers = (graph: Graph, layers: readonly DenseLayer[], input: string): string =>
  layers.reduce((x, { kernel, bias, inputs, outputs }) => {
    const weights = [graph.weight(kernel, [inputs, outputs]), graph.weight(bias, [outputs])];
    return graph.add('Selu', [graph.add('Gemm', [x, ...weights])]);
  }, input);

/** y + x kernel */
const skip = (graph: Graph, y: string, x: string, { kernel, inputs, outputs }: Kernel): string =>
  graph.add('Add', [y, graph.add('MatMul', [x, graph.weight(kernel, [inputs, outputs])])]);

/** Scales rows to length 1. */
function unit(graph: Graph, x: string): string {
  const squares = graph.add('ReduceSumSquare', [x], { axes: [1], keepdims: 1 });
  const length = graph.add('Sqrt', [graph.add('Add', [squares, graph.weight([UNIT_EPSILON], [1])])]);
  return graph.add('Div', [x, length]);
}

/** Concatenates parts along the last axis. */
const join = (graph: Graph, parts: string[]): string =>
  parts.length === 1 ? parts[0] : graph.add('Concat', parts, { axis: 1 });

/** `features` float32 [n, f], not standardised -> `vectors` float32 [n, d], with the popularity of a new item */
export function itemTowerOnnx(towers: Towers): Uint8Array {
  const { mean, deviation, item, additions } = towers;
  const f = mean.length;
  const graph = new Graph();
  const centred = graph.add('Sub', ['features', graph.weight(mean, [f])]);
  const x = graph.add('Div', [centred, graph.weight(deviation, [f])]);
  let v = denseLayers(graph, item, x);
  if (additions?.skips) v = skip(graph, v, x, additions.skips.item);
  if (additions && additions.sharpness !== null) v = unit(graph, v);
  const parts = [v];
  const { raw, prior } = additions?.fixed ?? {};
  if (raw) {
    const { directions, size } = raw;
    parts.push(unit(graph, directions ? graph.add('MatMul', [x, graph.weight(directions, [f, size])]) : x));
  }
  const joined = join(graph, parts);
  // A new item has the mean popularity, 0: a column of zeros at the end.
  if (prior) graph.add('Pad', [joined, graph.integers([0, 0, 0, 1])], {}, 'vectors');
  else graph.add('Identity', [joined], {}, 'vectors');
  return graph.model('item_tower', ['features', ['n', f]], ['vectors', ['n', dimensionsOf(towers).all]]);
}

/** `history` float32 [n, d], the vectors of n >= 1 items -> `user` float32 [d] */
export function userTowerOnnx(towers: Towers): Uint8Array {
  const { user, additions } = towers;
  const { learned, all } = dimensionsOf(towers);
  const { meanOnly, raw, prior } = additions?.fixed ?? {};
  const graph = new Graph();
  const part = (from: number, to: number) =>
    from === 0 && to === all
      ? 'history'
      : graph.add('Slice', ['history', graph.integers([from]), graph.integers([to]), graph.integers([1])]);
  const average = (x: string) => graph.add('ReduceMean', [x], { axes: [0], keepdims: 1 });
  const v = part(0, learned);
  const mean = average(v);
  const pooled = meanOnly ? mean : join(graph, [mean, graph.add('ReduceMax', [v], { axes: [0], keepdims: 1 })]);
  let u = denseLayers(graph, user, pooled);
  if (additions?.skips) u = skip(graph, u, mean, additions.skips.user);
  const sharpness = additions?.sharpness ?? null;
  const s = sharpness === null ? 1 : Math.exp(sharpness);
  const times = (x: string, factor: number) => graph.add('Mul', [x, graph.weight([factor], [1])]);
  if (sharpness !== null) u = times(unit(graph, u), s);
  const parts = [u];
  if (raw) parts.push(times(unit(graph, average(part(learned, learned + raw.size))), s * raw.weight));
  if (prior) parts.push(graph.weight([prior.weight], [1, 1]));
  graph.add('Reshape', [join(graph, parts), graph.integers([all])], {}, 'user');
  return graph.model('user_tower', ['history', ['n', all]], ['user', [all]]);
}
