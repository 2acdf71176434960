// Everything that the report and the model card say of a run, read from its folder; null is what the run does not have.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AblationEntry } from '../../ablate/ablation-file.ts';
import { CLUSTERS, type Clusters, type MappedClusters, readClusters } from '../../cluster/clusters-file.ts';
import type { Settings } from '../../config.ts';
import type { Dataset } from '../../dataset/dataset.ts';
import type { Split } from '../../dataset/split.ts';
import type { Evaluation } from '../../evaluate/protocol.ts';
import {
  EVALUATION,
  readEvaluation,
  readSampled,
  readValidations,
  SAMPLE,
  VALIDATIONS,
  type Validation,
} from '../../run-folder.ts';
import type { Sampled } from '../../sample/report.ts';
import type { CheckpointAbout } from '../../train/checkpoint.ts';
import type { TrainedRun } from '../../trained-run.ts';

export interface Facts {
  dataset: Pick<Dataset, 'name' | 'provenance' | 'simulated' | 'fingerprint' | 'items' | 'featureSize' | 'folder'>;
  counts: { items: number; users: number; events: number; artists: number; hidden: number };
  /** Which rule hid what is asked. */
  hiddenBy: Split['how'];
  preset: string;
  settings: Settings;
  seed: number;
  model: CheckpointAbout & { itemTower: number[]; userTower: number[] };
  evaluation: Evaluation | null;
  sampled: Sampled | null;
  validations: Validation[] | null;
  /** Those of the run folder; report puts those that came with the dataset in their place where there are none. */
  clusters: Clusters | MappedClusters | null;
  /** Empty until the ablation is read or made. */
  ablation: AblationEntry[];
}

export async function gatherFacts(run: string, { config, about, towers, dataset, split }: TrainedRun): Promise<Facts> {
  const where = <T>(file: string, read: () => Promise<T>) => (existsSync(join(run, file)) ? read() : null);
  const { items, users, events, validation } = dataset;
  const evaluation = await where(EVALUATION, () => readEvaluation(run));
  return {
    dataset,
    counts: {
      items: items.length,
      users: users.length,
      events: events.user.length + (validation?.user.length ?? 0),
      artists: new Set(items.flatMap(({ artist }) => artist ?? [])).size,
      hidden: split.hidden.reduce((sum, rows) => sum + rows.length, 0),
    },
    hiddenBy: split.how,
    preset: config.preset,
    // What was asked may differ from what training was started with.
    settings: { ...config.settings, candidates: evaluation?.protocol.candidates ?? config.settings.candidates },
    seed: config.seed,
    model: {
      ...about,
      itemTower: towers.item.map(({ outputs }) => outputs),
      userTower: towers.user.map(({ outputs }) => outputs),
    },
    evaluation,
    sampled: await where(SAMPLE, () => readSampled(run)),
    validations: await where(VALIDATIONS, () => readValidations(run)),
    clusters: await where(CLUSTERS, () => readClusters(run, dataset)),
    ablation: [],
  };
}
