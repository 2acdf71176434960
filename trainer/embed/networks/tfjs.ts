// Runs TensorFlow.js models in the tfjs backend in use: graph models and layers models.
import * as tf from '@curatornet/backend/tfjs.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import type { ImageNetwork, NetworkOptions } from './network.ts';
import { readTfjs, type TfjsFiles } from './tfjs-files.ts';

const AGAIN = 'convert the model again';

/** A loaded model: the shape of its inputs, and how to compute an output. */
interface Loaded {
  inputs: readonly { shape?: readonly (number | null)[] | null }[];
  predict(batch: tf.Tensor): tf.Tensor | tf.Tensor[] | tf.NamedTensorMap;
}

/**
 * Loads the model whose model.json is `file`.
 * @throws InputError `missing`, or `malformed` if tfjs cannot load it or it has several inputs
 */
export async function tfjsNetwork(file: string, { output }: Pick<NetworkOptions, 'output'>): Promise<ImageNetwork> {
  const refuse = (what: string, how: string, cause?: unknown) =>
    new InputError('malformed', what, { where: file, how, cause });
  const { kind, artifacts, digest } = await readTfjs(file);
  const { inputs, predict } = await (kind === 'graph' ? loadGraph : loadLayers)(artifacts, output).catch((cause) => {
    throw refuse(`tfjs cannot load it: ${cause.message}`, AGAIN, cause);
  });
  if (inputs.length !== 1)
    throw refuse(`has ${inputs.length} inputs`, 'convert a model whose only input is a batch of pictures');
  return {
    about: `a TensorFlow.js ${kind} model in the backend ${tf.getBackend()}`,
    digest,
    input: inputs[0].shape?.map((size) => size ?? -1) ?? [],
    async run(pixels, dims) {
      const batch = tf.tensor(pixels, dims as number[]);
      let result: ReturnType<Loaded['predict']>;
      try {
        result = predict(batch);
      } catch (cause) {
        throw refuse(`cannot run: ${(cause as Error).message}`, `try another --backend, or ${AGAIN}`, cause);
      } finally {
        batch.dispose();
      }
      if (!(result instanceof tf.Tensor))
        throw refuse(
          `has ${Object.keys(result).length} outputs`,
          'name the one with the features: "output" in encoder.json',
        );
      const { shape, dtype } = result;
      const values = (await result.data()) as Float32Array;
      result.dispose();
      if (dtype !== 'float32')
        throw refuse(`returns [${shape}] of ${dtype}`, 'convert it with one output: [batch, features]');
      return { dims: shape, values };
    },
  };
}

async function loadGraph(artifacts: TfjsFiles['artifacts'], output: string | undefined): Promise<Loaded> {
  const graph = await loadGraphModel({ load: async () => artifacts });
  return {
    inputs: graph.inputs,
    // Any node of the graph may be the output.
    predict: (batch) => (output === undefined ? graph.predict(batch) : graph.execute(batch, output)),
  };
}

async function loadLayers(artifacts: TfjsFiles['artifacts'], output: string | undefined): Promise<Loaded> {
  const { loadLayersModel, model: createModel } = await import('@tensorflow/tfjs-layers');
  const whole = await loadLayersModel({ load: async () => artifacts });
  const model =
    output === undefined ? whole : createModel({ inputs: whole.inputs, outputs: layerOutput(whole, output) });
  return { inputs: model.inputs, predict: (batch) => model.predict(batch) };
}

function layerOutput(model: { layers: { name: string; output: unknown }[] }, name: string) {
  const layer = model.layers.find((one) => one.name === name);
  if (layer) return layer.output as never;
  throw new Error(
    `it has no layer ${name}; the last ones are ${model.layers
      .slice(-5)
      .map((one) => one.name)
      .join(', ')}`,
  );
}
