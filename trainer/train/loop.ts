// Training, from top to bottom: standardise, draw triples, then step by step the loss, its gradient, Adam, and now and
// then the validation triples, whose best model is kept.
import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';
import * as tf from '@tensorflow/tfjs';
import type { Settings } from '../config.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { Split } from '../dataset/split.ts';
import { createCuratorNet, l2Penalty, pairLoss, scoreDifferences, variables } from '../model/curatornet.ts';
import { featureStatistics, standardise } from '../model/statistics.ts';
import { toTowers } from '../model/towers.ts';
import { progress, say } from '../progress.ts';
import { Random } from '../random.ts';
import { METRICS, writeSampled } from '../run-folder.ts';
import { sampleLines } from '../sample/report.ts';
import { sample } from '../sample/sample.ts';
import { makeSource } from '../sample/source.ts';
import type { Triples } from '../sample/triples.ts';
import { Adam } from './adam.ts';
import { planBatch } from './batch.ts';
import { saveCheckpoint } from './checkpoint.ts';

/** One stream of random numbers a purpose, so that changing one leaves the others as they are; the rest are sampling's. */
const STREAM = { weights: 3, order: 4 };

export interface TrainingResult {
  steps: number;
  /** Share of the validation triples whose positive scored higher, of the model that was kept. */
  validationAccuracy: number;
  triplesPerSecond: number;
}

/**
 * Trains on the backend in use and leaves the best model in `<run>/checkpoint`, what sampling delivered in
 * `<run>/sample.json`, and a line a validation in `<run>/metrics.jsonl`. The dataset's features are z-scored where they lie,
 * so that they are held once: whoever needs them afterwards hands in a copy. The same data, settings, seed and backend give
 * the same bits on the CPU, with any number of threads.
 */
export async function train(
  dataset: Dataset,
  { history, baskets }: Split,
  settings: Settings,
  { run, seed, backend, labels = null }: { run: string; seed: number; backend: string; labels?: Int32Array | null },
): Promise<TrainingResult> {
  const items = dataset.items.length;
  const { featureSize } = dataset;
  const statistics = featureStatistics(dataset.features, featureSize);
  const standardised = standardise(dataset.features, statistics, dataset.features);
  const artists = dataset.items.map(({ artist }) => artist);
  const source = makeSource({ history, baskets, artists, labels, features: standardised, featureSize });
  const { training, validation, ...sampled } = sample(source, settings, seed);
  for (const line of sampleLines(sampled)) say(`sample  ${line}`);
  await writeSampled(run, sampled);
  const features = tf.tensor2d(standardised, [items, featureSize]);
  const net = createCuratorNet(featureSize, new Random(seed, STREAM.weights));
  const weights = variables(net);
  const count = training.triples.length / 3;
  const steps = settings.epochs * Math.ceil(count / settings.batch);
  const between = Math.max(1, Math.floor(steps / settings.validations));
  const adam = new Adam(weights);

  const metrics = join(run, METRICS);
  await rm(metrics, { force: true });
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const random = new Random(seed, STREAM.order);
  const bar = progress('train', settings.epochs * count, 'triples');
  const started = performance.now();
  let step = 0;
  let best = -1;
  let losses = 0;
  let lossesSince = 0;
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    random.shuffle(order);
    for (let from = 0; from < count; from += settings.batch) {
      const batch = planBatch(training, order, from, Math.min(count, from + settings.batch), items);
      const rate = settings.learningRate * (1 - step / steps);
      step++;
      const loss = tf.tidy(() => {
        const { value, grads } = tf.variableGrads(() => {
          const pairs = pairLoss(scoreDifferences(net, features, batch));
          return tf.add(pairs, l2Penalty(net, settings.l2)) as tf.Scalar;
        }, weights);
        adam.apply(grads, step, rate);
        return value;
      });
      // WebGPU cannot read at once.
      losses += (await loss.data())[0];
      loss.dispose();
      lossesSince++;
      if (!Number.isFinite(losses))
        throw new InputError('invalid', `the loss is no longer a number at step ${step}`, {
          how: `lower the learning rate: --set learningRate=${settings.learningRate / 3}`,
        });
      if (step % between === 0 || step === steps) {
        const accuracy = await pairwiseAccuracy(net, features, validation, items);
        const line = { step, epoch, loss: losses / lossesSince, validationAccuracy: accuracy };
        await appendFile(metrics, `${JSON.stringify(line)}\n`);
        if (accuracy > best) {
          best = accuracy;
          const about = { step, validationAccuracy: accuracy, backend, fingerprint: dataset.fingerprint };
          // What was read in the background can be read at once afterwards.
          await Promise.all(weights.map((weight) => weight.data()));
          await saveCheckpoint(run, toTowers(net, statistics), about);
        }
        losses = 0;
        lossesSince = 0;
      }
      const accuracy = best < 0 ? '' : `best validation accuracy ${best.toFixed(4)}`;
      bar.update(epoch * count + Math.min(count, from + settings.batch), accuracy);
    }
  }
  const triplesPerSecond = (settings.epochs * count) / ((performance.now() - started) / 1000);
  bar.end(`best validation accuracy ${best.toFixed(4)}`);
  tf.dispose([features, ...weights]);
  adam.dispose();
  return { steps, validationAccuracy: best, triplesPerSecond };
}

const VALIDATION_BATCH = 1024;

/** Share of the triples whose positive scores higher than their negative. */
async function pairwiseAccuracy(
  net: Parameters<typeof scoreDifferences>[0],
  features: tf.Tensor2D,
  triples: Triples,
  items: number,
): Promise<number> {
  const count = triples.triples.length / 3;
  const order = Int32Array.from({ length: count }, (_, i) => i);
  let right = 0;
  for (let from = 0; from < count; from += VALIDATION_BATCH) {
    const batch = planBatch(triples, order, from, Math.min(count, from + VALIDATION_BATCH), items);
    const differences = tf.tidy(() => scoreDifferences(net, features, batch));
    for (const difference of await differences.data()) if (difference > 0) right++;
    differences.dispose();
  }
  return right / count;
}
