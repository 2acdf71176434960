// The operations of the network's description (network/curatornet.ts) as nodes of an ONNX graph. Each returns the name of
// its output.
import type { ItemOperations, Operations, UserOperations } from '../network/curatornet.ts';
import { UNIT_EPSILON } from '../network/towers.ts';
import { FLOAT, type Graph } from './graph.ts';

function operations(graph: Graph): Operations<string> {
  const add = (a: string, b: string) => graph.add('Add', [a, b]);
  return {
    dense: (x, { kernel, bias }) => graph.add('Selu', [graph.add('Gemm', [x, kernel, bias])]),
    product: (x, kernel) => graph.add('MatMul', [x, kernel]),
    add,
    times: (x, factor) => graph.add('Mul', [x, typeof factor === 'number' ? graph.weight([factor], [1]) : factor]),
    exp: (x) => graph.add('Exp', [x]),
    unit(x) {
      const squares = graph.add('ReduceSumSquare', [x], { axes: [1], keepdims: 1 });
      return graph.add('Div', [x, graph.add('Sqrt', [add(squares, graph.weight([UNIT_EPSILON], [1]))])]);
    },
    columns: (x, from, to) => graph.add('Slice', [x, ...[from, to, 1].map((value) => graph.integers([value]))]),
    join: (parts) => graph.add('Concat', parts, { axis: 1 }),
    constant: (values, columns) => graph.weight(values, [values.length / columns, columns]),
  };
}

/** A new item has zeros in the given columns: the item tower adds them at the end. */
export const itemOperations = (graph: Graph): ItemOperations<string> => ({
  ...operations(graph),
  withGiven: (x, columns) => graph.add('Pad', [x, graph.integers([0, 0, 0, columns])]),
});

/** Of one user: the rows are the items of the history, and the results have one row. */
export function userOperations(graph: Graph): UserOperations<string> {
  const all = operations(graph);
  const reduce = (op: string, x: string) => graph.add(op, [x], { axes: [0], keepdims: 1 });
  const average = (x: string) => reduce('ReduceMean', x);
  return {
    ...all,
    average,
    averageAndMaximum: (x) => all.join([average(x), reduce('ReduceMax', x)]),
    sumOverRoot(x) {
      const shape = graph.add('Shape', [x]);
      const count = graph.add('Slice', [shape, graph.integers([0]), graph.integers([1])]);
      return all.times(average(x), graph.add('Sqrt', [graph.add('Cast', [count], { to: FLOAT })]));
    },
    same: (values) => graph.weight(values, [1, values.length]),
  };
}
