// The parity check: export fails unless the exported towers compute the same as the trained network.

import * as tf from '@curatornet/backend/tfjs.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { towerHistory } from '@curatornet/shared/ranking.ts';
import { ranges, standardisedRows } from '../algebra/standardise.ts';
import { raggedOf } from '../network/batch.ts';
import { fromTowers } from '../network/convert.ts';
import { variablesOf } from '../network/create.ts';
import { itemVectors, userVectors } from '../network/tensors.ts';
import type { Towers } from '../network/towers.ts';
import type { ServedCuratorNet } from '../serving/served.ts';

/** The largest allowed difference between tfjs and onnxruntime, relative for values above 1. */
const PARITY_TOLERANCE = 1e-4;

/** Items per call of the network: bounds its memory. */
const PART = 4096;

/**
 * The vectors in tfjs of all items [rows, d] and of one user per history [n, d], on the backend in use. Values leave
 * tf.tidy through variables, because tidy walks through every value of a result that is no tensor.
 */
export function networkVectors(towers: Towers, features: Float32Array, histories: readonly (readonly number[])[]) {
  const { rows, size, part } = standardisedRows(features, towers.mean.length, towers);
  const net = fromTowers(towers);
  let items = new Float32Array();
  let d = 0;
  let users = new Float32Array();
  try {
    for (const [from, to] of ranges(rows, PART))
      tf.tidy(() => {
        const own = Int32Array.from({ length: to - from }, (_, i) => from + i);
        const vectors = itemVectors(net, tf.tensor2d(part(from, to), [to - from, size]), own);
        if (from === 0) {
          d = vectors.shape[1];
          items = new Float32Array(rows * d);
        }
        items.set(vectors.dataSync(), from * d);
      });
    const { used, histories: batch } = ragged(histories);
    tf.tidy(() => {
      const read = new Float32Array(used.length * d);
      for (const [i, row] of used.entries()) read.set(items.subarray(row * d, (row + 1) * d), i * d);
      users = userVectors(net, tf.tensor2d(read, [used.length, d]), batch).dataSync<'float32'>() as typeof users;
    });
  } finally {
    // tidy does not dispose variables.
    tf.dispose(variablesOf(net).all);
  }
  return { items, users };
}

/** The rows of the histories, and the histories as indices into them. */
function ragged(histories: readonly (readonly number[])[]) {
  const rows = histories.map((history) => towerHistory(history));
  const used = [...new Set(rows.flat())];
  const placeOf = new Map(used.map((row, place) => [row, place]));
  return { used, histories: raggedOf(rows.map((history) => history.map((row) => placeOf.get(row)!))) };
}

/**
 * The user tower's input [n, d] for a history, as the item tower computes it. The table holds these vectors rounded, which
 * would hide a difference of the towers.
 */
export function unrounded({ vectors, table }: ServedCuratorNet, history: readonly number[]): Float32Array {
  const rows = towerHistory(history);
  const d = table.dimensions;
  const gathered = new Float32Array(rows.length * d);
  for (const [i, row] of rows.entries()) gathered.set(vectors.subarray(row * d, (row + 1) * d), i * d);
  return gathered;
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
    const input = unrounded(served, history);
    const vector = await served.towers.user(input, input.length / served.table.dimensions);
    compare(vector, users, i * vector.length, `the user vector of a history of ${history.length}`);
  }
  return largest;
}
