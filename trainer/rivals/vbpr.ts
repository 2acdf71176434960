// VBPR, and BPR matrix factorisation, which is VBPR without the visual part.
//
//   x(u, i) = bias_i + p_u . q_i + theta_u . (E f_i) + beta . f_i
//
// He and McAuley, "VBPR: Visual Bayesian Personalized Ranking from Implicit Feedback" (2016); Rendle et al., "BPR" (2009).
// Both have parameters per user and per item, so they cannot score users that training never saw; for new items VBPR has
// the visual part only.

import * as tf from '@curatornet/backend/tfjs.ts';
import { Float32Table } from '@curatornet/shared/scoring/float32-table.ts';
import { kernel } from '@curatornet/shared/scoring/node.ts';
import type { Ranker } from '../evaluate/ranker.ts';
import { pairLoss } from '../network/loss.ts';
import { gatherRows, sumOfSquares } from '../network/operations.ts';
import { progress } from '../progress.ts';
import { Random } from '../random.ts';
import type { DrawPair, ItemPair } from '../sample/pairs.ts';
import { countOf } from '../sample/source/lists.ts';
import type { SamplingSource } from '../sample/source/source.ts';
import { Adam } from '../train/adam.ts';

export interface VbprOptions {
  /** false: BPR matrix factorisation. */
  visual: boolean;
  /** Dimensions of the latent and of the visual part, each. */
  dimensions: number;
  /** Average number of updates per interaction. */
  passes: number;
  batch: number;
  learningRate: number;
  /** L2 factor on half the squares of the parameters in a triple, as in BPR; on E and beta as a whole. */
  l2: number;
  seed: number;
}

/** The most updates: of more interactions, each has fewer. */
const MOST_TRIPLES = 10_000_000;

/** The updates, and the size and number of the batches. */
function plan(interactions: number, { passes, batch: most }: Pick<VbprOptions, 'passes' | 'batch'>) {
  const triples = Math.min(MOST_TRIPLES, passes * interactions);
  // A small store gets smaller batches, so that it also takes some hundred steps.
  const batch = Math.min(most, Math.ceil(triples / 300));
  return { triples, batch, steps: Math.ceil(triples / batch) };
}

/** Operations and parameter updates a second on one core of a current machine. */
const SPEED = { operations: 4e10, updates: 2.5e8 };

/** About how many seconds the fit takes. The visual part embeds all items in every step. */
export function secondsOfFit(
  { rows, users, interactions, featureSize }: Record<'rows' | 'users' | 'interactions' | 'featureSize', number>,
  { visual, dimensions: k, ...rest }: Omit<VbprOptions, 'seed'>,
): number {
  const operations = visual ? 4 * rows * featureSize * k : 0;
  const updates = (visual ? 2 * users + rows : users + rows) * k;
  return plan(interactions, rest).steps * (operations / SPEED.operations + updates / SPEED.updates);
}

export const VBPR_DEFAULTS: Omit<VbprOptions, 'visual' | 'seed'> = {
  dimensions: 32,
  passes: 60,
  batch: 8_192,
  learningRate: 5e-3,
  l2: 2e-2,
};

interface Parameters {
  /** [users, k], [items, k], [items, 1] */
  user: tf.Variable<tf.Rank.R2>;
  item: tf.Variable<tf.Rank.R2>;
  bias: tf.Variable<tf.Rank.R2>;
  /** [users, k], [f, k], [f, 1]: the visual part */
  taste?: tf.Variable<tf.Rank.R2>;
  projection?: tf.Variable<tf.Rank.R2>;
  visualBias?: tf.Variable<tf.Rank.R2>;
}

/** The visual parts of the items' vectors, [items, k], and biases, [items, 1]. */
const seen = (
  { projection, visualBias }: Parameters,
  features: tf.Tensor2D,
): { vectors: tf.Tensor2D | null; bias: tf.Tensor2D | null } =>
  projection && visualBias
    ? {
        vectors: tf.matMul(features, projection),
        bias: tf.matMul(features, visualBias),
      }
    : { vectors: null, bias: null };

const squares = (...parts: tf.Tensor[]) => parts.map(sumOfSquares).reduce((a, b) => tf.add(a, b));

/**
 * Fits the model on the backend in use.
 * @param source with z-scored features
 * @param drawPair draws the pairs to learn from
 */
export function fitVbpr(source: SamplingSource, drawPair: DrawPair, options: VbprOptions): Ranker {
  const { visual, dimensions: k, learningRate, l2, seed } = options;
  const { rows, known, features, featureSize: size } = source;
  const name = visual ? 'VBPR' : 'BPR-MF';
  const random = new Random(seed, visual ? 11 : 12);
  const spread = (n: number, width: number, scale: number) =>
    tf.variable(
      tf.tensor2d(
        Float32Array.from({ length: n * width }, () => (2 * random.uniform() - 1) * scale),
        [n, width],
      ),
    );
  const parameters: Parameters = {
    user: spread(countOf(known), k, 0.1),
    item: spread(rows, k, 0.1),
    bias: spread(rows, 1, 0),
    ...(visual && {
      taste: spread(countOf(known), k, 0.1),
      projection: spread(size, k, 1 / size),
      visualBias: spread(size, 1, 0),
    }),
  };
  const variables: tf.Variable[] = Object.values(parameters);
  const table = tf.tensor2d(features, [rows, size]);
  const adam = new Adam(variables);
  const { triples, batch, steps } = plan(known.items.length, options);
  const pair: ItemPair = { user: 0, positive: 0, negative: 0 };
  const bar = progress(name, triples, 'triples');
  for (let step = 0; step < steps; step++) {
    const user = new Int32Array(batch);
    const positive = new Int32Array(batch);
    const negative = new Int32Array(batch);
    for (let i = 0; i < batch; i++) {
      drawPair(random, pair);
      user[i] = pair.user;
      positive[i] = pair.positive;
      negative[i] = pair.negative;
    }
    tf.tidy(() => {
      const { grads } = tf.variableGrads(
        () => batchLoss(parameters, table, { user, positive, negative }, l2),
        variables,
      );
      adam.apply(grads, step + 1, learningRate);
    });
    bar.update(Math.min(triples, (step + 1) * batch));
  }
  bar.end();
  const ranker = toRanker(name, parameters, table, rows);
  tf.dispose([table, ...variables]);
  adam.dispose();
  return ranker;
}

function batchLoss(
  parameters: Parameters,
  features: tf.Tensor2D,
  { user, positive, negative }: Record<'user' | 'positive' | 'negative', Int32Array>,
  l2: number,
): tf.Scalar {
  const { taste, projection, visualBias } = parameters;
  const u = gatherRows(parameters.user, user);
  const i = gatherRows(parameters.item, positive);
  const j = gatherRows(parameters.item, negative);
  const bi = gatherRows(parameters.bias, positive);
  const bj = gatherRows(parameters.bias, negative);
  let x = tf.add(tf.sum(tf.mul(u, tf.sub(i, j)), 1, true), tf.sub(bi, bj));
  let penalty = tf.div(squares(u, i, j, bi, bj), user.length);
  const { vectors, bias } = seen(parameters, features);
  if (vectors && bias && taste && projection && visualBias) {
    const t = gatherRows(taste, user);
    const difference = (of: tf.Tensor2D) => tf.sub(gatherRows(of, positive), gatherRows(of, negative));
    x = tf.add(x, tf.add(tf.sum(tf.mul(t, difference(vectors)), 1, true), difference(bias)));
    penalty = tf.add(penalty, tf.add(tf.div(squares(t), user.length), squares(projection, visualBias)));
  }
  return tf.add(pairLoss(tf.squeeze(x, [1])), tf.mul(penalty, l2 / 2));
}

/** The fitted model as one dot product: an item is [q, E f, bias], a user [p, theta, 1]. */
function toRanker(name: string, parameters: Parameters, features: tf.Tensor2D, rows: number): Ranker {
  const { items, users } = tf.tidy(() => {
    const { vectors, bias } = seen(parameters, features);
    const total = bias ? tf.add(parameters.bias, bias) : parameters.bias;
    const ones = tf.ones<tf.Rank.R2>([parameters.user.shape[0], 1]);
    return {
      items: tf.concat([parameters.item, ...(vectors ? [vectors] : []), total as tf.Tensor2D], 1).dataSync<'float32'>(),
      users: tf
        .concat([parameters.user, ...(parameters.taste ? [parameters.taste] : []), ones], 1)
        .dataSync<'float32'>(),
    };
  });
  const width = items.length / rows;
  const table = new Float32Table(kernel, items, rows, width);
  return { name, score: ({ user }) => table.score(users.subarray(user * width, (user + 1) * width)) };
}
