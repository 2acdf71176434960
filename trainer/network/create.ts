// A network with new weights, and the list of its variables.
import * as tf from '@curatornet/backend/tfjs.ts';
import type { Settings } from '../config.ts';
import type { Random } from '../random.ts';
import type { Layer } from './curatornet.ts';
import type { Network } from './tensors.ts';
import { type Fixed, NOTHING_FIXED } from './towers.ts';

/** Layer widths. The last ones of both towers must be equal, because their outputs are multiplied. */
const LAYERS: Record<Settings['layers'], { item: readonly number[]; user: readonly number[] }> = {
  paper: { item: [200, 200], user: [300, 200, 200] },
  small: { item: [128, 64], user: [128, 64, 64] },
};
/** Initial temperature. */
const TEMPERATURE = 0.1;

/** A new kernel, Glorot uniform (Glorot and Bengio, 2010). */
function createKernel(inputs: number, outputs: number, random: Random): tf.Variable<tf.Rank.R2> {
  const limit = Math.sqrt(6 / (inputs + outputs));
  const values = Float32Array.from({ length: inputs * outputs }, () => (2 * random.uniform() - 1) * limit);
  return tf.variable(tf.tensor2d(values, [inputs, outputs]));
}

/** Layers with Glorot uniform kernels and zero biases. */
const stack = (inputs: number, outputs: readonly number[], random: Random): Layer<tf.Variable>[] =>
  outputs.map((size, i) => ({
    kernel: createKernel(i === 0 ? inputs : outputs[i - 1], size, random),
    bias: tf.variable(tf.zeros([size])),
  }));

/** A network for the settings, with new weights. */
export function createNetwork(
  features: number,
  { layers, skips, normalise }: Pick<Settings, 'layers' | 'skips' | 'normalise'>,
  fixed: Fixed,
  random: Random,
): Network {
  const { item, user } = LAYERS[layers];
  const learned = item[item.length - 1];
  return {
    item: stack(features, item, random),
    user: stack(fixed.meanOnly ? learned : 2 * learned, user, random),
    skips:
      skips === 'on'
        ? { item: createKernel(features, learned, random), user: createKernel(learned, learned, random) }
        : null,
    sharpness: normalise === 'on' ? tf.variable(tf.scalar(Math.log(1 / TEMPERATURE))) : null,
    fixed,
    learned,
  };
}

/** The paper's network, with new weights. */
export const createPapersNetwork = (features: number, random: Random): Network =>
  createNetwork(features, { layers: 'paper', skips: 'off', normalise: 'off' }, NOTHING_FIXED, random);

/** All variables in a fixed order, and the kernels among them, to which weight decay and L2 apply. */
export function variablesOf({ item, user, skips, sharpness }: Network): { all: tf.Variable[]; kernels: tf.Variable[] } {
  const layers = [...item, ...user];
  const added = skips ? [skips.item, skips.user] : [];
  return {
    all: [...layers.flatMap(({ kernel, bias }) => [kernel, bias]), ...added, ...(sharpness ? [sharpness] : [])],
    kernels: [...layers.map(({ kernel }) => kernel), ...added],
  };
}
