// What evaluate, report and export start from: a trained run with its dataset, and the model as it is served.
import { existsSync } from 'node:fs';
import { InputError } from '@curatornet/shared/errors.ts';
import { type Dataset, openDataset } from './dataset/dataset.ts';
import { type Split, split } from './dataset/split.ts';
import type { Towers } from './network/towers.ts';
import { type RunConfig, readConfig } from './run-folder.ts';
import { ServedCuratorNet } from './serving/served.ts';
import { type CheckpointAbout, loadCheckpoint } from './train/checkpoint.ts';
import { LAMBDAS, lambdaFolder, lambdaName } from './train/sweep.ts';

export interface TrainedRun {
  config: RunConfig;
  about: CheckpointAbout;
  towers: Towers;
  dataset: Dataset;
  split: Split;
}

/** @param data the dataset or its folder; by default the one that the run was trained on */
export async function openRun(run: string, data?: string | Dataset): Promise<TrainedRun> {
  const config = await readConfig(run);
  const { towers, about } = await loadCheckpoint(run);
  const dataset = typeof data === 'object' ? data : await openDataset(data ?? config.data);
  if (dataset.fingerprint !== about.fingerprint)
    throw new InputError('mismatch', 'the run was trained on another dataset', {
      where: dataset.folder,
      how: `name the dataset of the run with --data, or train again: curatornet train --data ${dataset.folder} --run ${run}`,
    });
  return { config, about, towers, dataset, split: split(dataset) };
}

export interface ServedRun extends TrainedRun {
  served: ServedCuratorNet;
}

/** The same, with the model as it is served; whoever opens it closes it. */
export async function openServedRun(run: string, data?: string | Dataset): Promise<ServedRun> {
  const trained = await openRun(run, data);
  const { features, items } = trained.dataset;
  return { ...trained, served: await ServedCuratorNet.open(trained.towers, features, items.length) };
}

/** The other models of a sweep, each named by its lambda; none where the run was no sweep. */
export async function openSweep(run: string, { config, dataset }: ServedRun): Promise<ServedCuratorNet[]> {
  const others: ServedCuratorNet[] = [];
  for (const lambda of LAMBDAS) {
    if (lambda === config.settings.l2 || !existsSync(lambdaFolder(run, lambda))) continue;
    const { towers } = await loadCheckpoint(lambdaFolder(run, lambda));
    const name = `CuratorNet ${lambdaName(lambda)}`;
    others.push(await ServedCuratorNet.open(towers, dataset.features, dataset.items.length, name));
  }
  return others;
}
