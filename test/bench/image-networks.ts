// ONNX files with the layers of ResNet50 and MobileNetV2 and random weights: their speed is that of the trained networks.
// He et al., "Deep residual learning for image recognition" (2016); Sandler et al., "MobileNetV2" (2018).
import { Graph } from '../../trainer/onnx/graph.ts';
import { random } from '../fixtures/bundle.ts';

interface Convolution {
  inputs: number;
  outputs: number;
  size: number;
  stride?: number;
  groups?: number;
}

function builder() {
  const graph = new Graph();
  const next = random(1);
  const convolve = (x: string, { inputs, outputs, size, stride = 1, groups = 1 }: Convolution): string => {
    const fan = (inputs / groups) * size * size;
    const values = Float32Array.from({ length: outputs * fan }, () => (next() - 0.5) * Math.sqrt(12 / fan));
    const kernel = graph.weight(values, [outputs, inputs / groups, size, size]);
    const bias = graph.weight(new Float32Array(outputs), [outputs]);
    const pad = size >> 1;
    const attributes = { kernel_shape: [size, size], strides: [stride, stride], pads: [pad, pad, pad, pad] };
    return graph.add('Conv', [x, kernel, bias], { ...attributes, group: groups });
  };
  const finish = (x: string, features: number): Uint8Array => {
    graph.add('Flatten', [graph.add('GlobalAveragePool', [x])], { axis: 1 }, 'features');
    return graph.model('network', ['pixels', ['n', 3, 224, 224]], ['features', ['n', features]]);
  };
  return { graph, convolve, finish };
}

/** ResNet50 up to the pooling: 2,048 features. */
export function resnet50(): Uint8Array {
  const { graph, convolve, finish } = builder();
  const relu = (x: string) => graph.add('Relu', [x]);
  const first = relu(convolve('pixels', { inputs: 3, outputs: 64, size: 7, stride: 2 }));
  let x = graph.add('MaxPool', [first], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] });
  let inputs = 64;
  for (const [stage, blocks] of [3, 4, 6, 3].entries())
    for (let block = 0; block < blocks; block++) {
      const inner = 64 << stage;
      const outputs = 4 * inner;
      const stride = stage > 0 && block === 0 ? 2 : 1;
      const skip = block === 0 ? convolve(x, { inputs, outputs, size: 1, stride }) : x;
      let y = relu(convolve(x, { inputs, outputs: inner, size: 1 }));
      y = relu(convolve(y, { inputs: inner, outputs: inner, size: 3, stride }));
      x = relu(graph.add('Add', [convolve(y, { inputs: inner, outputs, size: 1 }), skip]));
      inputs = outputs;
    }
  return finish(x, inputs);
}

/** Expansion, channels, blocks and stride of each stage of MobileNetV2. */
const STAGES = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
];

/** MobileNetV2 up to the pooling: 1,280 features. */
export function mobilenetV2(): Uint8Array {
  const { graph, convolve, finish } = builder();
  const [least, most] = [graph.weight([0], []), graph.weight([6], [])];
  const relu6 = (x: string) => graph.add('Clip', [x, least, most]);
  let x = relu6(convolve('pixels', { inputs: 3, outputs: 32, size: 3, stride: 2 }));
  let inputs = 32;
  for (const [expansion, outputs, blocks, firstStride] of STAGES)
    for (let block = 0; block < blocks; block++) {
      const stride = block === 0 ? firstStride : 1;
      const wide = inputs * expansion;
      const expanded = expansion === 1 ? x : relu6(convolve(x, { inputs, outputs: wide, size: 1 }));
      const deep = relu6(convolve(expanded, { inputs: wide, outputs: wide, size: 3, stride, groups: wide }));
      const y = convolve(deep, { inputs: wide, outputs, size: 1 });
      x = stride === 1 && inputs === outputs ? graph.add('Add', [y, x]) : y;
      inputs = outputs;
    }
  return finish(relu6(convolve(x, { inputs, outputs: 1280, size: 1 })), 1280);
}
