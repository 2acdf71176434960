// The step `train`: trains on a dataset and keeps the best checkpoint in the run folder.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadLabels } from '../cluster/labels.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { interactionsOf, split } from '../dataset/split.ts';
import { choiceLines } from '../given/choice.ts';
import { chooseWeights } from '../given/choose.ts';
import { seenFor } from '../given/seen.ts';
import { say } from '../progress.ts';
import { Random } from '../random.ts';
import { type RunConfig, SWEEP, startRun, WEIGHTS, writeConfig, writeWeights } from '../run-folder.ts';
import { type TrainingResult, train } from '../train/loop.ts';
import { type Material, prepare } from '../train/material.ts';
import { type SweepResult, sweep } from '../train/sweep.ts';

/** The configuration of a run for a number of interactions, on which `triples=auto` depends. */
export type ConfigFor = (interactions: number) => RunConfig;

export interface TrainOptions {
  run: string;
  configFor: ConfigFor;
  /** Training z-scores its features in place. */
  dataset: Dataset;
  /** Name of the backend in use. */
  backend: string;
  /** Resume an interrupted training in this run folder. */
  resume: boolean;
  /** Train with each of the paper's lambdas. A resumed sweep remains a sweep. */
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
    `data  hidden for evaluation: ${parts.how === 'given' ? 'the rows of validation.csv' : `the ${parts.how} of each user`}`,
  );
  say(
    `train  learns from ${settings.triples.toLocaleString('en')} triples of ${interactions.toLocaleString('en')} interactions${settings.epochs > 1 ? `, ${settings.epochs} times` : ''}`,
  );
  if (!resume) await startRun(run, config, dataset);
  const swept = options.sweep || existsSync(join(run, SWEEP));
  const material = prepare(dataset, parts, settings, seed, await loadLabels(run, dataset));
  const chosen = await withWeights(run, config, material, resume);
  const how = { run, seed, backend, resume };
  return swept ? sweep(material, chosen, how) : train(material, chosen.settings, how);
}

/** Random stream of the choice; training has others. */
const STREAM = 10;

/**
 * The configuration with the weights chosen on held-out interactions, if it asks for that. Writes both config and choice, so
 * that resuming, the final fit and the ablation use the same weights.
 */
async function withWeights(run: string, config: RunConfig, material: Material, resume: boolean): Promise<RunConfig> {
  const { settings, seed } = config;
  if (settings.chooseWeights === 'off' || (resume && existsSync(join(run, WEIGHTS)))) return config;
  const { features, size, rows, history } = material;
  const seen = seenFor(settings, features, size, new Random(seed, STREAM));
  const choice = chooseWeights({ settings, seen, histories: history, rows, random: new Random(seed, STREAM) });
  for (const line of choiceLines(choice)) say(`weights  ${line}`);
  const chosen = { ...config, settings: { ...settings, ...choice.weights } };
  await writeWeights(run, choice);
  await writeConfig(run, chosen);
  return chosen;
}
