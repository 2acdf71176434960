// The parity check: export fails unless the exported towers compute the same as the trained network.

import * as tf from '@curatornet/backend/tfjs.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { towerHistory } from '@curatornet/shared/ranking.ts';
import { standardise } from '../algebra/standardise.ts';
import { raggedOf } from '../network/batch.ts';
import { fromTowers } from '../network/convert.ts';
import { variablesOf } from '../network/create.ts';
import { itemVectors, userVectors } from '../network/tensors.ts';
import type { Towers } from '../network/towers.ts';
import type { ServedCuratorNet } from '../serving/served.ts';

/** The largest allowed difference between tfjs and onnxruntime, relative for values above 1. */
const PARITY_TOLERANCE = 1e-4;

/** The vectors in tfjs of all items [rows, d] and of one user per history [n, d], on the backend in use. */
export function networkVectors(towers: Towers, features: Float32Array, histories: readonly (readonly number[])[]) {
  const size = towers.mean.length;
  return tf.tidy(() => {
    const net = fromTowers(towers);
    try {
      const standardised = tf.tensor2d(standardise(features, towers), [features.length / size, size]);
      const items = itemVectors(net, standardised, null);
      const users = userVectors(net, items, raggedOf(histories.map(towerHistory)));
      return { items: items.dataSync<'float32'>(), users: users.dataSync<'float32'>() };
    } finally {
      // tidy does not dispose variables.
      tf.dispose(variablesOf(net).all);
    }
  });
}

const difference = (a: number, b: number) => Math.abs(a - b) / Math.max(1, Math.abs(b));

/**
 * Compares every item vector and the user vectors of the histories.
 * @returns the largest difference
 * @throws InputError `mismatch` beyond PARITY_TOLERANCE
 */
export async function checkParity(
  served: ServedCuratorNet,
  towers: Towers,
  features: Float32Array,
  histories: readonly (readonly number[])[],
): Promise<number> {
  const { items, users } = networkVectors(towers, features, histories);
  let largest = 0;
  const compare = (runtime: ArrayLike<number>, network: ArrayLike<number>, at: number, what: string) => {
    for (let i = 0; i < runtime.length; i++) {
      const off = difference(runtime[i], network[at + i]);
      if (!(off <= PARITY_TOLERANCE))
        throw new InputError(
          'mismatch',
          `onnxruntime and tfjs differ in ${what}: ${runtime[i]} and ${network[at + i]}`,
          {
            how: `the tolerance is ${PARITY_TOLERANCE}; training may have diverged: lower the learning rate`,
          },
        );
      largest = Math.max(largest, off);
    }
  };
  compare(served.vectors, items, 0, 'an item vector');
  for (const [i, history] of histories.entries()) {
    const vector = await served.user(history);
    compare(vector, users, i * vector.length, `the user vector of a history of ${history.length}`);
  }
  return largest;
}
