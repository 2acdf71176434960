// The step `train`: a dataset becomes the best checkpoint of a run folder.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadLabels } from '../cluster/labels.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { split } from '../dataset/split.ts';
import { say } from '../progress.ts';
import { type RunConfig, SWEEP, startRun } from '../run-folder.ts';
import { type TrainingResult, train } from '../train/loop.ts';
import { prepare } from '../train/material.ts';
import { type SweepResult, sweep } from '../train/sweep.ts';

export interface TrainOptions {
  run: string;
  config: RunConfig;
  /** Its features are z-scored where they lie. */
  dataset: Dataset;
  /** The name of the backend in use. */
  backend: string;
  /** Go on where a training in this run folder was cut off. */
  resume: boolean;
  /** Train with each of the paper's lambdas. A sweep that is resumed stays one. */
  sweep: boolean;
}

/** Trains on the backend in use. */
export async function trainModel(options: TrainOptions): Promise<TrainingResult | SweepResult> {
  const { run, config, dataset, backend, resume } = options;
  const { settings, seed } = config;
  const parts = split(dataset);
  say(
    `data  ${dataset.name}: ${dataset.items.length.toLocaleString('en')} items, ${dataset.users.length.toLocaleString('en')} users`,
  );
  say(
    `data  hidden for evaluation: ${parts.how === 'given' ? 'what validation.csv holds' : `the ${parts.how} of each user`}`,
  );
  if (!resume) await startRun(run, config, dataset);
  const swept = options.sweep || existsSync(join(run, SWEEP));
  const material = prepare(dataset, parts, settings, seed, await loadLabels(run, dataset));
  const how = { run, seed, backend, resume };
  return swept ? sweep(material, config, how) : train(material, settings, how);
}
