// The loss of a training step: pairwise as in the paper or a softmax over many items, with L2 if set.

import * as tf from '@curatornet/backend/tfjs.ts';
import type { Settings } from '../config.ts';
import { PRIOR_SCALE } from '../given/popularity.ts';
import { logPartition } from '../network/addition-operations.ts';
import { variablesOf } from '../network/create.ts';
import { l2Of, pairLoss } from '../network/loss.ts';
import { gatherRows, pairDifferences, rowsOf } from '../network/operations.ts';
import { learnedItems, learnedUsers, type Network } from '../network/tensors.ts';
import { Random } from '../random.ts';
import { mixHash, type Triples } from '../sample/triples/triples.ts';
import { planBatch } from './batch.ts';
import { type Candidates, candidateDraws, type Drawn, planCandidates } from './candidates.ts';

/** Random streams, in addition to those of the loop and of sampling. */
const STREAM = { candidates: 6, dropout: 7 };

/** What the steps of a training share. */
export interface Objective {
  net: Network;
  /** Z-scored features of all items, [items, f]. */
  features: tf.Tensor2D;
  triples: Triples;
  settings: ObjectiveSettings;
  seed: number;
  /** By row: added to the score of every user in the loss. */
  prior: Float32Array;
  draw: (random: Random) => Drawn;
}
type ObjectiveSettings = Pick<Settings, 'loss' | 'softmaxItems' | 'inputDropout' | 'priorInLoss' | 'l2'>;

/** @param warm rows with interactions */
export function makeObjective(
  net: Network,
  features: tf.Tensor2D,
  { triples, warm, settings, seed }: Pick<Objective, 'triples' | 'settings' | 'seed'> & { warm: Int32Array },
): Objective {
  // The popularity prior enters the loss, so the network learns only what popularity does not explain.
  const prior = Float32Array.from(
    { length: features.shape[0] },
    (_, row) => (settings.priorInLoss / PRIOR_SCALE) * (net.fixed.prior?.values[row] ?? 0),
  );
  return { net, features, triples, settings, seed, prior, draw: candidateDraws(warm, settings.softmaxItems, prior) };
}

/** With more values of features than this, no batch embeds all items. */
const WHOLE = 2 ** 26;
export const mayEmbedAll = ({ size }: tf.Tensor2D): boolean => size <= WHOLE;

/**
 * Plans a step and returns its loss function. Random draws depend only on the seed and the step.
 * @returns a function for tf.variableGrads
 */
export function lossOfStep(
  { net, features, triples, settings, seed, prior, draw }: Objective,
  order: Int32Array,
  [from, to]: readonly [number, number],
  step: number,
): () => tf.Scalar {
  const { loss, inputDropout, l2 } = settings;
  const random = (stream: number) => new Random(mixHash(seed, step), stream);
  const candidates =
    loss === 'softmax' ? planCandidates(triples, order, from, to, draw(random(STREAM.candidates)), prior) : null;
  const batch = planBatch(triples, order, from, to, features.shape[0], candidates?.rows, mayEmbedAll(features));
  const { kernels } = variablesOf(net);
  return () => {
    const x = batch.items ? rowsOf(features, batch.items) : features;
    const items = learnedItems(net, inputDropout > 0 ? dropped(x, inputDropout, random(STREAM.dropout)) : x);
    const users = learnedUsers(net, items, batch.histories);
    const mean = candidates
      ? softmaxLoss(gatherRows(users, batch.history), items, batch.candidates, candidates)
      : pairLoss(tf.add(pairDifferences(users, items, batch), pairShift(triples, order, [from, to], prior)));
    return l2 > 0 ? tf.add(mean, l2Of(kernels, l2)) : mean;
  };
}

/** Mean negative log of the positive's softmax probability. @param users by triple */
function softmaxLoss(
  users: tf.Tensor2D,
  items: tf.Tensor2D,
  places: Int32Array,
  { shift, target }: Candidates,
): tf.Scalar {
  const competing = gatherRows(items, places);
  const own = target.map((place, i) => i * places.length + place);
  const positive = tf.add(
    tf.sum(tf.mul(users, gatherRows(competing, target)), 1),
    tf.tensor1d(Float32Array.from(own, (at) => shift[at])),
  );
  const all = logPartition(users, competing, tf.tensor2d(shift, [target.length, places.length]));
  return tf.mean(tf.sub(all, positive));
}

/** By triple: the difference of what is added to the positive's and the negative's score. */
function pairShift(
  { triples }: Triples,
  order: Int32Array,
  [from, to]: readonly [number, number],
  prior: Float32Array,
): tf.Tensor1D {
  const of = (triple: number) => prior[triples[3 * triple + 1]] - prior[triples[3 * triple + 2]];
  return tf.tensor1d(Float32Array.from(order.subarray(from, to), of));
}

/** Inverted dropout: zeroes a share of the values and scales up the others, so that sums keep their expectation. */
export function dropped(x: tf.Tensor2D, share: number, random: Random): tf.Tensor2D {
  const kept = 1 / (1 - share);
  const mask = new Float32Array(x.size);
  for (let i = 0; i < mask.length; i++) if (random.uniform() >= share) mask[i] = kept;
  return tf.mul(x, tf.tensor2d(mask, x.shape));
}
