// Chooses the weights of the computed parts of the score before training: ranks the last item of some users, held out, by
// these parts alone, and changes a weight where that ranks them better beyond chance. So a store in which each item is sold
// once is not hurt by parts that count who else has an item.
import * as tf from '@curatornet/backend/tfjs.ts';
import { type RightFactor, rightFactor } from '../algebra/products.ts';
import { raggedOf } from '../network/batch.ts';
import { layoutOf } from '../network/curatornet.ts';
import { givenUsers } from '../network/tensors.ts';
import { givenColumns } from '../network/towers.ts';
import type { Random } from '../random.ts';
import { type Choice, WEIGHTS, type Weights } from './choice.ts';
import { type FixedSettings, fixedParts } from './fixed.ts';
import type { Seen } from './seen.ts';

/** Each weight is tried times these. */
const FACTORS = [0, 0.5, 2];
/** A change must gain so many standard errors, because many are tried, and this share of the quality. */
const BEYOND_CHANCE = 3;
const WORTH = 0.02;
/** The most changes. */
const MOST_CHANGES = 4;
/** Users whose last item is held out: at most so many, fewer in a large catalogue, whose scores cost more. */
const MOST_USERS = 2_000;
const LEAST_USERS = 200;
const SCORES = 2 ** 24;
/** Held out at a time is at most this share of the interactions; the others must still show what occurs together. */
const SHARE = 0.1;
const MOST_FOLDS = 10;
/** Users whose scores are held at a time. */
const BLOCK = 64;

/** The data of a choice. */
interface Source {
  settings: FixedSettings;
  /** null if neither the raw term nor the association is in use */
  seen: Seen | null;
  histories: readonly (readonly number[])[];
  rows: number;
  random: Random;
}

export function chooseWeights(source: Source): Choice {
  const folds = foldsOf(source).map((users) => makeFold(source, users));
  let weights = pick(source.settings);
  const users = folds.reduce((sum, { held }) => sum + held.length, 0);
  const changes: Choice['changes'] = [];
  while (users > 0 && changes.length < MOST_CHANGES) {
    const trials = WEIGHTS.flatMap((setting) =>
      (weights[setting] > 0 ? FACTORS : []).map((factor) => ({ setting, to: factor * weights[setting] })),
    );
    const tried = [weights, ...trials.map(({ setting, to }) => ({ ...weights, [setting]: to }))];
    const found = folds.flatMap((fold) => qualities(fold, source.rows, tried));
    const quality = found.reduce((sum, by) => sum + by[0], 0) / found.length;
    const best = trials
      .map((trial, i) => ({ ...trial, ...gainOf(found.map((by) => by[i + 1] - by[0])) }))
      .filter(({ gain, error }) => gain > BEYOND_CHANCE * error && gain > WORTH * quality)
      .sort((a, b) => b.gain - a.gain)[0];
    if (best === undefined) break;
    changes.push({ ...best, from: weights[best.setting] });
    weights = { ...weights, [best.setting]: best.to };
  }
  for (const { parts } of folds) for (const part of parts) part?.items.dispose();
  return { weights, users, changes };
}

const pick = ({ rawWeight, associationWeight, cooccurrenceWeight, priorWeight }: Weights): Weights => ({
  rawWeight,
  associationWeight,
  cooccurrenceWeight,
  priorWeight,
});

/** The users of each fold. */
function foldsOf({ histories, rows, random }: Source): Int32Array[] {
  const most = Math.min(MOST_USERS, Math.max(LEAST_USERS, Math.floor(SCORES / rows)));
  const able = Int32Array.from(histories.keys().filter((user) => histories[user].length > 1));
  const users = random.shuffle(able).subarray(0, most);
  const interactions = histories.reduce((sum, history) => sum + history.length, 0);
  const size = Math.max(1, Math.floor(SHARE * interactions), Math.ceil(users.length / MOST_FOLDS));
  return Array.from({ length: Math.ceil(users.length / size) }, (_, i) => users.subarray(i * size, (i + 1) * size));
}

/** Users whose last item is held out, and the parts of their scores. */
interface Fold {
  known: number[][];
  held: number[];
  /** In the order of WEIGHTS, with weights of 1: user vectors [users, size] and item vectors; null: not in use. */
  parts: (null | { users: Float32Array; items: RightFactor })[];
  prior: Float32Array | null;
}

function makeFold({ settings, seen, histories, rows, random }: Source, users: Int32Array): Fold {
  const without = [...histories];
  for (const user of users) without[user] = histories[user].slice(0, -1);
  const known = Array.from(users, (user) => [...without[user]]);
  const ones = pick(settings);
  for (const setting of WEIGHTS) ones[setting] = Math.sign(ones[setting]);
  const fixed = fixedParts({ ...settings, ...ones, popularityShare: 1 }, seen, without, rows, random);
  const { raw, cooccurrence, association, prior } = fixed;

  const layout = layoutOf({ learned: 0, fixed });
  const given = givenColumns(fixed, null);
  const table = new Float32Array(rows * layout.all);
  for (let row = 0; row < rows; row++) {
    if (seen) table.set(seen.unit.subarray(row * seen.size, (row + 1) * seen.size), row * layout.all);
    const own = given.subarray((row * given.length) / rows, ((row + 1) * given.length) / rows);
    table.set(own, row * layout.all + layout.together);
  }
  const { r, q, y } = tf.tidy(() => {
    const { r, q, y } = givenUsers(fixed, tf.tensor2d(table, [rows, layout.all]), raggedOf(known));
    const values = (vectors: tf.Tensor | null) => vectors?.dataSync<'float32'>();
    return { r: values(r), q: values(q), y: values(y) };
  });
  /** Columns of the table, transposed. */
  const items = (from: number, size: number) =>
    rightFactor(
      Float32Array.from(
        { length: size * rows },
        (_, i) => table[(i % rows) * layout.all + from + Math.floor(i / rows)],
      ),
      size,
      rows,
    );
  return {
    known,
    held: Array.from(users, (user) => histories[user][histories[user].length - 1]),
    parts: [
      raw && r && ones.rawWeight > 0 ? { users: r, items: items(0, raw.size) } : null,
      raw && y && association ? { users: y, items: items(0, raw.size) } : null,
      cooccurrence && q && ones.cooccurrenceWeight > 0
        ? { users: q.map((value) => value * cooccurrence.weight), items: items(layout.together, cooccurrence.size) }
        : null,
    ],
    prior: prior?.values.map((p) => p * prior.weight) ?? null,
  };
}

/** By user and weights: 1 / log2(1 + place) of the held item, as in nDCG, but over all places. */
function qualities({ parts, prior, known, held }: Fold, rows: number, tried: readonly Weights[]): number[][] {
  const out: number[][] = [];
  for (let from = 0; from < held.length; from += BLOCK) {
    const count = Math.min(BLOCK, held.length - from);
    const scores = parts.map((part) => {
      const size = part ? part.users.length / held.length : 0;
      return part?.items.product(part.users.subarray(from * size, (from + count) * size)) ?? null;
    });
    for (let i = 0; i < count; i++) {
      const terms = [...scores.map((all) => all?.subarray(i * rows, (i + 1) * rows) ?? null), prior];
      const places = tried.map((weights) => placeOf(terms, weights, held[from + i], known[from + i], rows));
      out.push(places.map((place) => 1 / Math.log2(1 + place)));
    }
  }
  return out;
}

/** The place of a row among those outside the history, from 1; halfway among rows of the same score. */
function placeOf(
  terms: readonly (Float32Array | null)[],
  weights: Weights,
  held: number,
  known: readonly number[],
  rows: number,
): number {
  const score = new Float64Array(rows);
  for (const [i, term] of terms.entries()) {
    const weight = weights[WEIGHTS[i]];
    if (term && weight > 0) for (let row = 0; row < rows; row++) score[row] += weight * term[row];
  }
  const wanted = score[held];
  for (const row of known) score[row] = Number.NEGATIVE_INFINITY;
  let place = 0.5;
  for (const value of score)
    if (value > wanted) place++;
    else if (value === wanted) place += 0.5;
  return place;
}

function gainOf(differences: readonly number[]): { gain: number; error: number } {
  const n = differences.length;
  const gain = differences.reduce((sum, value) => sum + value, 0) / n;
  const variance = differences.reduce((sum, value) => sum + (value - gain) ** 2, 0) / Math.max(1, n - 1);
  return { gain, error: Math.sqrt(variance / n) };
}
