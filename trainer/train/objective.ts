// What a step makes smaller: the loss of a batch of triples, of pairs as in the paper or of a softmax over many works,
// with L2 where it is asked for.
import * as tf from '@tensorflow/tfjs';
import type { Settings } from '../config.ts';
import { itemVectors, type Network, userVectors, variablesOf } from '../model/additions.ts';
import { l2Of, pairDifferences, pairLoss } from '../model/curatornet.ts';
import { logPartition } from '../model/linear.ts';
import { gatherRows, rowsOf } from '../model/operations.ts';
import { Random } from '../random.ts';
import { mix, type Triples } from '../sample/triples.ts';
import { type Batch, planBatch } from './batch.ts';
import { drawCandidates, planCandidates } from './candidates.ts';

/** Streams of random numbers, beside those of the loop and of sampling. */
const STREAM = { candidates: 6, dropout: 7 };

export interface Objective {
  net: Network;
  /** z-scored, of all items: [items, f] */
  features: tf.Tensor2D;
  triples: Triples;
  /** Rows that somebody has. */
  warm: Int32Array;
  settings: Pick<Settings, 'loss' | 'softmaxItems' | 'inputDropout' | 'l2'>;
  seed: number;
}

/** Vectors of the batch's items and histories. @param seen what the towers see of the features, where it is less */
function vectors(net: Network, features: tf.Tensor2D, { items: rows, histories }: Batch, mask?: () => tf.Tensor2D) {
  const x = rows ? rowsOf(features, rows) : features;
  const items = itemVectors(net, x, rows, mask ? tf.mul(x, mask()) : x);
  return { items, users: userVectors(net, items, histories) };
}

/** Score differences, [triples]: user . (positive - negative). */
export function scoreDifferences(net: Network, features: tf.Tensor2D, batch: Batch): tf.Tensor1D {
  const { users, items } = vectors(net, features, batch);
  return pairDifferences(users, items, batch);
}

/**
 * Plans a step and says how its loss is computed. What it draws depends on the seed and the step alone.
 * @returns a function for tf.variableGrads
 */
export function lossOfStep(
  { net, features, triples, warm, settings, seed }: Objective,
  order: Int32Array,
  [from, to]: readonly [number, number],
  step: number,
): () => tf.Scalar {
  const { loss, softmaxItems, inputDropout, l2 } = settings;
  const size = features.shape[1];
  const random = (stream: number) => new Random(mix(seed, step), stream);
  const candidates =
    loss === 'softmax'
      ? planCandidates(
          triples,
          order,
          from,
          to,
          drawCandidates(warm, softmaxItems, random(STREAM.candidates)),
          features.shape[0],
        )
      : null;
  const batch = planBatch(triples, order, from, to, features.shape[0], candidates?.rows);
  const rows = batch.items?.length ?? features.shape[0];
  const mask = () => tf.tensor2d(dropoutMask(rows * size, inputDropout, random(STREAM.dropout)), [rows, size]);
  const kernels = variablesOf(net).flatMap(({ variable, kernel }) => (kernel ? [variable] : []));
  return () => {
    const { users, items } = vectors(net, features, batch, inputDropout > 0 ? mask : undefined);
    const mean = candidates
      ? softmaxLoss(gatherRows(users, batch.history), items, batch.candidates, candidates)
      : pairLoss(pairDifferences(users, items, batch));
    return l2 > 0 ? tf.add(mean, l2Of(kernels, l2)) : mean;
  };
}

/** Mean -log of the softmax's share of the positive. @param users by triple */
function softmaxLoss(
  users: tf.Tensor2D,
  items: tf.Tensor2D,
  places: Int32Array,
  { shift, target }: { shift: Float32Array; target: Int32Array },
): tf.Scalar {
  const competing = gatherRows(items, places);
  const positive = tf.sum(tf.mul(users, gatherRows(competing, target)), 1);
  const all = logPartition(users, competing, tf.tensor2d(shift, [target.length, places.length]));
  return tf.mean(tf.sub(all, positive));
}

/** Inverted dropout: 0 for a share of the numbers, and the others the larger for it, so that sums stay what they are. */
function dropoutMask(count: number, share: number, random: Random): Float32Array {
  const kept = 1 / (1 - share);
  const mask = new Float32Array(count);
  for (let i = 0; i < count; i++) if (random.uniform() >= share) mask[i] = kept;
  return mask;
}
