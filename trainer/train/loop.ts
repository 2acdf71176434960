// The training loop: initialises or resumes the weights, then computes loss, gradient and Adam update per step, validates
// regularly and keeps the best model. A final fit follows the decisions of an earlier training instead of validating, and
// keeps its last model.
import { appendFile, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@curatornet/backend/tfjs.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { about, operationsPerSecond } from '../algebra/speed.ts';
import type { Settings } from '../config.ts';
import { fixedParts } from '../given/fixed.ts';
import { seenFor } from '../given/seen.ts';
import { toTowers } from '../network/convert.ts';
import { createNetwork, variablesOf } from '../network/create.ts';
import { type Network, scoreDifferences } from '../network/tensors.ts';
import { progress, say } from '../progress.ts';
import { Random } from '../random.ts';
import { VALIDATIONS, writeSampled } from '../run-folder.ts';
import type { Triples } from '../sample/triples/triples.ts';
import { Adam } from './adam.ts';
import { planBatch } from './batch.ts';
import { saveCheckpoint } from './checkpoint.ts';
import { operationsOfStep } from './estimate.ts';
import type { Material } from './material.ts';
import { lossOfStep, makeObjective, mayEmbedAll } from './objective.ts';
import { afterValidation, isBetter, stepSize, TOP } from './schedule.ts';
import { loadState, type Place, saveState } from './state.ts';

/** Random streams by purpose, so that changing one does not affect the others; sampling and the objective have more. */
const STREAM = { weights: 3, order: 4, components: 8, together: 9 };

export interface TrainingResult {
  steps: number;
  /** Share of the validation triples whose positive scored higher, for the model that was kept. */
  validationAccuracy: number;
  triplesPerSecond: number;
}

export interface TrainingOptions {
  run: string;
  seed: number;
  backend: string;
  /** Resume an interrupted training in this run folder. */
  resume?: boolean;
  /** Makes it a final fit, which repeats the decisions of this training. */
  follow?: Followed;
}

export interface Followed {
  /** Steps of its best model. */
  accuracy: number;
  /** For each validation up to the best one, whether it was better than all earlier ones. */
  better: readonly boolean[];
}

/**
 * Trains on the backend in use and writes the best model to `<run>/checkpoint`, the sampling report to
 * `<run>/sample.json`, and a line per validation to `<run>/metrics.jsonl`. The same data, settings, seed and backend give
 * the same bits on the CPU, with any number of threads, however often the training was interrupted and resumed.
 */
export async function train(
  material: Material,
  settings: Settings,
  { run, seed, backend, resume = false, follow }: TrainingOptions,
): Promise<TrainingResult> {
  const { statistics, rows, size, history, warm, training, validation, fingerprint } = material;
  const features = tf.tensor2d(material.features, [rows, size]);
  const seen = seenFor(settings, material.features, size, new Random(seed, STREAM.components));
  const fixed = fixedParts(settings, seen, history, rows, new Random(seed, STREAM.together));
  const net = createNetwork(size, settings, fixed, new Random(seed, STREAM.weights));
  const { all: weights, kernels } = variablesOf(net);
  const adam = new Adam(weights, kernels);
  const objective = makeObjective(net, features, { triples: training, warm, settings, seed });
  const count = training.triples.length / 3;
  const stepsAnEpoch = Math.ceil(count / settings.batch);
  const steps = settings.epochs * stepsAnEpoch;
  const between = Math.max(1, Math.floor(steps / settings.validations));
  const end = follow ? Math.min(steps, follow.better.length * between) : steps;

  await writeSampled(run, material.sampled);
  const metrics = join(run, VALIDATIONS);
  const bound = { backend, dataset: fingerprint, triples: material.digest };
  const place: Place = (resume && (await loadState(run, bound, adam.state()))) || {
    step: 0,
    over: false,
    best: null,
    losses: 0,
    lossesSince: 0,
    ladder: TOP,
    metrics: 0,
  };
  if (resume && (place.step > 0 || !follow)) say(`train  resumed after step ${place.step} of ${end}`);
  if (place.metrics > 0) await truncate(metrics, place.metrics);
  else await rm(metrics, { force: true });
  let saved = performance.now();
  const save = async () => {
    await saveState(run, place, bound, adam.state());
    saved = performance.now();
  };

  const order = Int32Array.from({ length: count }, (_, i) => i);
  const random = new Random(seed, STREAM.order);
  const triplesOf = (steps: number) =>
    Math.floor(steps / stepsAnEpoch) * count + Math.min(count, (steps % stepsAnEpoch) * settings.batch);
  const bar = progress('train', triplesOf(end), 'triples', { from: triplesOf(place.step) });
  const speed = await operationsPerSecond();
  say(`train  takes ${about(operationsOfStep(material, settings) * (end - place.step), speed)} on this backend`);
  const started = performance.now();
  let trained = 0;
  for (let epoch = 0; epoch < settings.epochs && !place.over; epoch++) {
    random.shuffle(order);
    // Completed epochs and steps are only counted.
    for (let at = Math.max(0, place.step - epoch * stepsAnEpoch); at < stepsAnEpoch && !place.over; at++) {
      const from = at * settings.batch;
      const to = Math.min(count, from + settings.batch);
      const rate = stepSize(settings, place.step / steps, place.ladder);
      place.step++;
      const loss = tf.tidy(() => {
        const { value, grads } = tf.variableGrads(lossOfStep(objective, order, [from, to], place.step), weights);
        adam.apply(grads, place.step, rate, settings.weightDecay);
        return value;
      });
      // WebGPU cannot read synchronously.
      place.losses += (await loss.data())[0];
      loss.dispose();
      place.lossesSince++;
      trained += to - from;
      if (!Number.isFinite(place.losses))
        throw new InputError('invalid', `the loss is not finite at step ${place.step}`, {
          how: `lower the learning rate: --set learningRate=${settings.learningRate / 3}`,
        });
      if (place.step % between === 0 || place.step === end) {
        const validationAccuracy = follow?.accuracy ?? (await pairwiseAccuracy(net, features, validation, rows));
        const mean = place.losses / place.lossesSince;
        const judged = follow ? {} : { validationAccuracy };
        const line = { step: place.step, epoch, loss: mean, ...judged, learningRate: rate };
        await appendFile(metrics, `${JSON.stringify(line)}\n`);
        const score = { accuracy: validationAccuracy, loss: mean };
        const better = follow?.better[Math.ceil(place.step / between) - 1] ?? isBetter(score, place.best);
        if (follow ? place.step === end : better) {
          place.best = score;
          const about = { step: place.step, validationAccuracy, backend, fingerprint };
          // After an asynchronous read, the values can be read synchronously.
          await Promise.all(weights.map((weight) => weight.data()));
          await saveCheckpoint(run, toTowers(net, statistics), about);
        }
        const ladder = afterValidation(settings, place.ladder, better);
        place.over = ladder === null || place.step === end;
        place.ladder = ladder ?? place.ladder;
        place.losses = 0;
        place.lossesSince = 0;
        place.metrics = (await stat(metrics)).size;
        await save();
      } else if (performance.now() - saved >= settings.saveEvery * 1000) await save();
      bar.update(epoch * count + to, place.best ? `best validation accuracy ${place.best.accuracy.toFixed(4)}` : '');
    }
  }
  const validationAccuracy = place.best!.accuracy;
  const note = follow ? '' : `best validation accuracy ${validationAccuracy.toFixed(4)}`;
  bar.end(note, triplesOf(place.step));
  if (place.step < end) say(`train  stopped before step ${end}, because the last validations were not better`);
  tf.dispose([features, ...weights]);
  adam.dispose();
  const triplesPerSecond = trained / ((performance.now() - started) / 1000);
  return { steps: place.step, validationAccuracy, triplesPerSecond };
}

const VALIDATION_BATCH = 1024;

/**
 * Share of the triples whose positive scores higher than their negative, without the parts of the score that count which
 * items occur together: they have counted the positives of these triples, too.
 */
async function pairwiseAccuracy(net: Network, features: tf.Tensor2D, triples: Triples, items: number): Promise<number> {
  const judged = { ...net, fixed: { ...net.fixed, cooccurrence: null, association: null } };
  const count = triples.triples.length / 3;
  const order = Int32Array.from({ length: count }, (_, i) => i);
  let right = 0;
  for (let from = 0; from < count; from += VALIDATION_BATCH) {
    const to = Math.min(count, from + VALIDATION_BATCH);
    const batch = planBatch(triples, order, from, to, items, undefined, mayEmbedAll(features));
    const differences = tf.tidy(() => scoreDifferences(judged, features, batch));
    for (const difference of await differences.data()) if (difference > 0) right++;
    differences.dispose();
  }
  return right / count;
}
