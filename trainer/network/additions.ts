// Additions to the paper's network: the parts that the preset `best` enables, each by a setting (config.ts). With all of
// them disabled the network is that of curatornet.ts.
//
//   item   [ v, n, p ]   v = unit(item tower(x) + x S)           n = unit(x D)                        p = popularity
//   user   [ u, r, c ]   u = s unit(user tower(history) + m T)   r = s w unit(mean of the history's n)   c = its weight
//
// x are z-scored features, m is the mean of the history's v, S and T are the linear skip connections, D projects large
// features to their principal components, s = 1 / temperature is learned. Only u . v is trained; n and p are computed from
// the data. A score is still one dot product and a user still only a history, so serving needs no change: the vectors are
// wider.

import * as tf from '@curatornet/backend/tfjs.ts';
import { leadingDirections } from '../algebra/pca.ts';
import { rowsOfTable } from '../algebra/standardise.ts';
import type { Settings } from '../config.ts';
import type { Random } from '../random.ts';
import { columns, unit } from './addition-operations.ts';
import type { Ragged } from './batch.ts';
import { type CuratorNet, createCuratorNet, createKernel, DIMENSIONS, itemTower, userTower } from './curatornet.ts';
import { averageHistories, poolHistories } from './operations.ts';
import type { Fixed } from './towers.ts';

export interface Additions {
  fixed: Fixed;
  /** S [f, d] and T [d, d]. */
  skips: { item: tf.Variable<tf.Rank.R2>; user: tf.Variable<tf.Rank.R2> } | null;
  /** log s; null: vectors are not normalised and s = 1. */
  sharpness: tf.Variable<tf.Rank.R0> | null;
}
export type Network = CuratorNet & Additions;

/**
 * p is multiplied and c divided by this. Scores do not change, to the bit, and the cosine of two items, which ranks similar
 * items, stays a visual similarity.
 */
export const PRIOR_SCALE = 1 / 64;
/** Initial temperature. */
const TEMPERATURE = 0.1;

/** A network for the settings, with new weights. */
export function createNetwork(features: number, settings: Settings, fixed: Fixed, random: Random): Network {
  const net = createCuratorNet(features, random, fixed.meanOnly ? DIMENSIONS : 2 * DIMENSIONS);
  const skips = settings.skips === 'on' && {
    item: createKernel(features, DIMENSIONS, random),
    user: createKernel(DIMENSIONS, DIMENSIONS, random),
  };
  const sharpness = settings.normalise === 'on' && tf.variable(tf.scalar(Math.log(1 / TEMPERATURE)));
  return { ...net, fixed, skips: skips || null, sharpness: sharpness || null };
}

/** Computes the fixed parts that the settings ask for. @param standardised features [rows, size] */
export function fixedParts(
  settings: Settings,
  standardised: Float32Array,
  size: number,
  histories: readonly (readonly number[])[],
  random: Random,
): Fixed {
  const { rawWeight, rawDimensions, priorWeight } = settings;
  const raw = () => {
    if (size <= rawDimensions) return { weight: rawWeight, size, directions: null };
    const { dimensions, directions } = leadingDirections(rowsOfTable(standardised, size), rawDimensions, random);
    return { weight: rawWeight, size: dimensions, directions };
  };
  const prior = () => ({
    weight: priorWeight / PRIOR_SCALE,
    values: popularityPrior(histories, standardised.length / size).map((p) => p * PRIOR_SCALE),
  });
  return {
    meanOnly: settings.pooling === 'mean',
    raw: rawWeight === 0 ? null : raw(),
    prior: priorWeight === 0 ? null : prior(),
  };
}

/**
 * Standardised log popularity by row, over the rows in histories; 0, the mean, for other rows. A user with n items counts
 * 1 / sqrt(n) for each, so that a few users with large histories do not dominate.
 */
export function popularityPrior(histories: readonly (readonly number[])[], rows: number): Float32Array {
  const popularity = new Float64Array(rows);
  for (const history of histories) for (const row of history) popularity[row] += 1 / Math.sqrt(history.length);
  const warm = [...popularity.keys()].filter((row) => popularity[row] > 0);
  const logs = warm.map((row) => Math.log(popularity[row]));
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const deviation = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length) || 1;
  const prior = new Float32Array(rows);
  for (const [i, row] of warm.entries()) prior[row] = (logs[i] - mean) / deviation;
  return prior;
}

/** All variables in a fixed order, and the kernels among them, to which weight decay and L2 apply. */
export function variablesOf({ item, user, skips, sharpness }: Network): { all: tf.Variable[]; kernels: tf.Variable[] } {
  const layers = [...item, ...user];
  const added = skips ? [skips.item, skips.user] : [];
  return {
    all: [...layers.flatMap(({ kernel, bias }) => [kernel, bias]), ...added, ...(sharpness ? [sharpness] : [])],
    kernels: [...layers.map(({ kernel }) => kernel), ...added],
  };
}

/** The learned part of item vectors, v: z-scored features [n, f] -> [n, 200]. */
export function learnedItems(net: Network, x: tf.Tensor2D): tf.Tensor2D {
  const v = itemTower(net, x);
  const skipped = net.skips ? tf.add(v, tf.matMul(x, net.skips.item)) : v;
  return net.sharpness ? unit(skipped as tf.Tensor2D) : (skipped as tf.Tensor2D);
}

/** The learned part of user vectors, u, from that of items: [rows, 200] -> [histories, 200]. */
export function learnedUsers(net: Network, v: tf.Tensor2D, histories: Ragged): tf.Tensor2D {
  const { fixed, skips, sharpness } = net;
  const pooled = fixed.meanOnly ? averageHistories(v, histories) : poolHistories(v, histories);
  let u = userTower(net, pooled);
  if (skips) u = tf.add(u, tf.matMul(columns(pooled, 0, DIMENSIONS), skips.user));
  return sharpness ? tf.mul(unit(u), tf.exp(sharpness)) : u;
}

/**
 * Item vectors: [n, d].
 * @param x z-scored features [n, f]
 * @param rows the rows of these items; null for all
 */
export function itemVectors(net: Network, x: tf.Tensor2D, rows: Int32Array | null): tf.Tensor2D {
  const { raw, prior } = net.fixed;
  const parts = [learnedItems(net, x)];
  if (raw) {
    const { directions, size } = raw;
    parts.push(unit(directions ? tf.matMul(x, tf.tensor2d(directions, [x.shape[1], size])) : x));
  }
  if (prior) {
    const own = rows ? Float32Array.from(rows, (row) => prior.values[row]) : prior.values;
    parts.push(tf.tensor2d(own, [own.length, 1]));
  }
  return parts.length === 1 ? parts[0] : tf.concat(parts, 1);
}

/** User vectors, [histories, d], from item vectors, [rows, d]. */
export function userVectors(net: Network, items: tf.Tensor2D, histories: Ragged): tf.Tensor2D {
  const { raw, prior } = net.fixed;
  const parts = [learnedUsers(net, columns(items, 0, DIMENSIONS), histories)];
  if (raw) {
    const r = unit(averageHistories(columns(items, DIMENSIONS, DIMENSIONS + raw.size), histories));
    parts.push(tf.mul(r, net.sharpness ? tf.mul(tf.exp(net.sharpness), raw.weight) : raw.weight));
  }
  if (prior) parts.push(tf.fill([histories.histories, 1], prior.weight));
  return parts.length === 1 ? parts[0] : tf.concat(parts, 1);
}
