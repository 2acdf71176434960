// A CuratorNet as plain numbers, which is how it lies in a checkpoint and goes into ONNX, and as tfjs variables.
import * as tf from '@tensorflow/tfjs';
import type { DenseLayer, Towers } from '../export/onnx.ts';
import type { CuratorNet } from './curatornet.ts';
import type { Layer } from './operations.ts';
import type { Statistics } from './statistics.ts';

/** Copies the variables out, with the statistics that its features were standardised by. */
export function toTowers({ item, user }: CuratorNet, { mean, deviation }: Statistics): Towers {
  const read = ({ kernel, bias }: Layer): DenseLayer => ({
    kernel: kernel.dataSync<'float32'>().slice(),
    bias: bias.dataSync<'float32'>().slice(),
    inputs: kernel.shape[0],
    outputs: kernel.shape[1],
  });
  return { mean, deviation, item: item.map(read), user: user.map(read) };
}

/** Makes variables out of numbers, on the backend in use. */
export function fromTowers({ item, user }: Towers): CuratorNet {
  const write = ({ kernel, bias, inputs, outputs }: DenseLayer): Layer => ({
    kernel: tf.variable(tf.tensor2d(kernel, [inputs, outputs])),
    bias: tf.variable(tf.tensor1d(bias)),
  });
  return { item: item.map(write), user: user.map(write) };
}
