// The step `train`: a dataset becomes the best checkpoint of a run folder.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadLabels } from '../cluster/labels.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { interactionsOf, split } from '../dataset/split.ts';
import { say } from '../progress.ts';
import { type RunConfig, SWEEP, startRun } from '../run-folder.ts';
import { type TrainingResult, train } from '../train/loop.ts';
import { prepare } from '../train/material.ts';
import { type SweepResult, sweep } from '../train/sweep.ts';

/** The configuration of a run for a number of interactions to learn from: `triples=auto` follows it. */
export type ConfigFor = (interactions: number) => RunConfig;

export interface TrainOptions {
  run: string;
  configFor: ConfigFor;
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
  const { run, configFor, dataset, backend, resume } = options;
  const parts = split(dataset);
  const interactions = interactionsOf(parts);
  const config = configFor(interactions);
  const { settings, seed } = config;
  say(
    `data  ${dataset.name}: ${dataset.items.length.toLocaleString('en')} items, ${dataset.users.length.toLocaleString('en')} users`,
  );
  say(
    `data  hidden for evaluation: ${parts.how === 'given' ? 'what validation.csv holds' : `the ${parts.how} of each user`}`,
  );
  say(
    `train  learns from ${settings.triples.toLocaleString('en')} triples of ${interactions.toLocaleString('en')} interactions${settings.epochs > 1 ? `, ${settings.epochs} times` : ''}`,
  );
  if (!resume) await startRun(run, config, dataset);
  const swept = options.sweep || existsSync(join(run, SWEEP));
  const material = prepare(dataset, parts, settings, seed, await loadLabels(run, dataset));
  const how = { run, seed, backend, resume };
  return swept ? sweep(material, config, how) : train(material, settings, how);
}
