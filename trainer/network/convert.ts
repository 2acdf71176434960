// Converts a CuratorNet between plain arrays (towers.ts) and tfjs variables.
import * as tf from '@curatornet/backend/tfjs.ts';
import type { Statistics } from '../algebra/standardise.ts';
import type { Additions, Network } from './additions.ts';
import type { CuratorNet } from './curatornet.ts';
import type { Layer } from './operations.ts';
import type { DenseLayer, Kernel, Towers } from './towers.ts';
import { NO_ADDITIONS } from './towers.ts';

/** Copies the variables to arrays, with the statistics that standardised the features. */
export function toTowers(net: CuratorNet & Partial<Additions>, { mean, deviation }: Statistics): Towers {
  const matrix = (kernel: tf.Variable<tf.Rank.R2>): Kernel => ({
    kernel: kernel.dataSync<'float32'>().slice(),
    inputs: kernel.shape[0],
    outputs: kernel.shape[1],
  });
  const layer = ({ kernel, bias }: Layer): DenseLayer => ({
    ...matrix(kernel),
    bias: bias.dataSync<'float32'>().slice(),
  });
  const { item, user, fixed, skips, sharpness } = { ...NO_ADDITIONS, ...net };
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
export function fromTowers({ item, user, additions }: Towers): Network {
  const matrix = ({ kernel, inputs, outputs }: Kernel) => tf.variable(tf.tensor2d(kernel, [inputs, outputs]));
  const layer = ({ bias, ...kernel }: DenseLayer): Layer => ({
    kernel: matrix(kernel),
    bias: tf.variable(tf.tensor1d(bias)),
  });
  const { fixed, skips, sharpness } = { ...NO_ADDITIONS, ...additions };
  return {
    item: item.map(layer),
    user: user.map(layer),
    fixed,
    skips: skips && { item: matrix(skips.item), user: matrix(skips.user) },
    sharpness: sharpness === null ? null : tf.variable(tf.scalar(sharpness)),
  };
}
