// Converts a network between plain arrays (towers.ts) and tfjs variables.
import * as tf from '@curatornet/backend/tfjs.ts';
import type { Statistics } from '../algebra/standardise.ts';
import type { Layer } from './curatornet.ts';
import type { Network } from './tensors.ts';
import { additionsOf, type DenseLayer, type Kernel, type Towers } from './towers.ts';

/** Copies the variables to arrays, with the statistics that standardised the features. */
export function toTowers(net: Network, { mean, deviation }: Statistics): Towers {
  const values = (variable: tf.Variable) => variable.dataSync<'float32'>().slice();
  const matrix = (kernel: tf.Variable): Kernel => ({
    kernel: values(kernel),
    inputs: kernel.shape[0],
    outputs: kernel.shape[1]!,
  });
  const layer = ({ kernel, bias }: Layer<tf.Variable>): DenseLayer => ({ ...matrix(kernel), bias: values(bias) });
  const { item, user, fixed, skips, sharpness } = net;
  return {
    mean,
    deviation,
    item: item.map(layer),
    user: user.map(layer),
    additions: {
      fixed,
      skips: skips && { item: matrix(skips.item), user: matrix(skips.user) },
      sharpness: sharpness?.dataSync()[0] ?? null,
    },
  };
}

/** Creates variables from arrays, on the backend in use. */
export function fromTowers(towers: Towers): Network {
  const matrix = ({ kernel, inputs, outputs }: Kernel) => tf.variable(tf.tensor2d(kernel, [inputs, outputs]));
  const layer = ({ bias, ...kernel }: DenseLayer): Layer<tf.Variable> => ({
    kernel: matrix(kernel),
    bias: tf.variable(tf.tensor1d(bias)),
  });
  const { fixed, skips, sharpness } = additionsOf(towers);
  return {
    item: towers.item.map(layer),
    user: towers.user.map(layer),
    fixed,
    skips: skips && { item: matrix(skips.item), user: matrix(skips.user) },
    sharpness: sharpness === null ? null : tf.variable(tf.scalar(sharpness)),
    learned: towers.item.at(-1)!.outputs,
  };
}
