// Writes the two towers of the network's description (network/curatornet.ts) as ONNX files.
import { itemVector, layoutOf, type Net, userVector } from '../network/curatornet.ts';
import { additionsOf, type DenseLayer, type Kernel, type Towers } from '../network/towers.ts';
import { Graph } from './graph.ts';
import { itemOperations, userOperations } from './operations.ts';

/** The network with its weights as constants of the graph, which keeps those that a tower uses. */
function weightsOf(graph: Graph, towers: Towers): Net<string> {
  const matrix = ({ kernel, inputs, outputs }: Kernel) => graph.weight(kernel, [inputs, outputs]);
  const layer = ({ bias, ...kernel }: DenseLayer) => ({
    kernel: matrix(kernel),
    bias: graph.weight(bias, [bias.length]),
  });
  const { fixed, skips, sharpness } = additionsOf(towers);
  return {
    item: towers.item.map(layer),
    user: towers.user.map(layer),
    skips: skips && { item: matrix(skips.item), user: matrix(skips.user) },
    sharpness: sharpness === null ? null : graph.weight([sharpness], [1]),
    fixed,
    learned: towers.item.at(-1)!.outputs,
  };
}

/** `features` float32 [n, f], not standardised -> `vectors` float32 [n, d], with zeros in the given columns */
export function itemTowerOnnx(towers: Towers): Uint8Array {
  const { mean, deviation } = towers;
  const f = mean.length;
  const graph = new Graph();
  const net = weightsOf(graph, towers);
  const centred = graph.add('Sub', ['features', graph.weight(mean, [f])]);
  const x = graph.add('Div', [centred, graph.weight(deviation, [f])]);
  graph.add('Identity', [itemVector(itemOperations(graph), net, x)], {}, 'vectors');
  return graph.model('item_tower', ['features', ['n', f]], ['vectors', ['n', layoutOf(net).all]]);
}

/** `history` float32 [n, d], the vectors of n >= 1 items -> `user` float32 [d] */
export function userTowerOnnx(towers: Towers): Uint8Array {
  const graph = new Graph();
  const net = weightsOf(graph, towers);
  const { all } = layoutOf(net);
  graph.add('Reshape', [userVector(userOperations(graph), net, 'history'), graph.integers([all])], {}, 'user');
  return graph.model('user_tower', ['history', ['n', all]], ['user', [all]]);
}
