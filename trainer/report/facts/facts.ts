// The data of a run for the report and the model card, read from its folder; null for files that the run lacks.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AblationEntry } from '../../ablate/ablation-file.ts';
import { CLUSTERS, type Clusters, type MappedClusters, readClusters } from '../../cluster/clusters-file.ts';
import type { Settings } from '../../config.ts';
import type { Dataset } from '../../dataset/dataset.ts';
import type { Split } from '../../dataset/split.ts';
import type { Evaluation } from '../../evaluate/protocol.ts';
import type { Choice } from '../../given/choice.ts';
import {
  EVALUATION,
  readEvaluation,
  readSampled,
  readValidations,
  readWeights,
  SAMPLE,
  VALIDATIONS,
  type Validation,
  WEIGHTS,
} from '../../run-folder.ts';
import type { Sampled } from '../../sample/report.ts';
import type { CheckpointAbout } from '../../train/checkpoint.ts';
import type { TrainedRun } from '../../trained-run.ts';

export interface Facts {
  dataset: Pick<Dataset, 'name' | 'provenance' | 'simulated' | 'fingerprint' | 'items' | 'featureSize' | 'folder'>;
  counts: { items: number; users: number; events: number; artists: number; hidden: number };
  /** The rule that hid the items. */
  hiddenBy: Split['how'];
  preset: string;
  settings: Settings;
  seed: number;
  model: CheckpointAbout & { itemTower: number[]; userTower: number[] };
  evaluation: Evaluation | null;
  sampled: Sampled | null;
  /** How the weights of the computed parts were chosen; null if they were set. */
  choice: Choice | null;
  validations: Validation[] | null;
  /** Clusters of the run folder; without them, the report uses those of the dataset. */
  clusters: Clusters | MappedClusters | null;
  /** Empty until the ablation is read or computed. */
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
    // The settings of the evaluation may differ from those of the training.
    settings: { ...config.settings, candidates: evaluation?.protocol.candidates ?? config.settings.candidates },
    seed: config.seed,
    model: {
      ...about,
      itemTower: towers.item.map(({ outputs }) => outputs),
      userTower: towers.user.map(({ outputs }) => outputs),
    },
    evaluation,
    sampled: await where(SAMPLE, () => readSampled(run)),
    choice: await where(WEIGHTS, () => readWeights(run)),
    validations: await where(VALIDATIONS, () => readValidations(run)),
    clusters: await where(CLUSTERS, () => readClusters(run, dataset)),
    ablation: [],
  };
}
