// What evaluate, report and export start from: a trained run with its dataset, and the model as it is served.
import { InputError } from '@curatornet/shared/errors.ts';
import { type Dataset, openDataset } from '../dataset/dataset.ts';
import { type Split, split } from '../dataset/split.ts';
import type { Towers } from '../export/onnx.ts';
import { ServedCuratorNet } from '../model/served.ts';
import { type RunConfig, readConfig } from '../run-folder.ts';
import { type CheckpointAbout, loadCheckpoint } from '../train/checkpoint.ts';

export interface TrainedRun {
  config: RunConfig;
  about: CheckpointAbout;
  towers: Towers;
  dataset: Dataset;
  split: Split;
}

/** @param data the dataset folder; by default the one that the run was trained on */
export async function openRun(run: string, data?: string): Promise<TrainedRun> {
  const config = await readConfig(run);
  const { towers, about } = await loadCheckpoint(run);
  const dataset = await openDataset(data ?? config.data);
  if (dataset.fingerprint !== about.fingerprint)
    throw new InputError('mismatch', 'the run was trained on another dataset', {
      where: dataset.folder,
      how: `name the dataset of the run with --data, or train again: curatornet train --data ${dataset.folder} --run ${run}`,
    });
  return { config, about, towers, dataset, split: split(dataset) };
}

export interface Trained extends TrainedRun {
  served: ServedCuratorNet;
}

/** The same, with the model as it is served. */
export async function openTrained(run: string, data?: string): Promise<Trained> {
  const trained = await openRun(run, data);
  const { features, items } = trained.dataset;
  return { ...trained, served: await ServedCuratorNet.open(trained.towers, features, items.length) };
}
