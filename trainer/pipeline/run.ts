// The pipeline: cluster, train, evaluate, report, export. It opens the dataset once and selects the backend once.
import type { KeyPair } from '@curatornet/shared/signature.ts';
import { type Clusters, hasClusters } from '../cluster/clusters-file.ts';
import { clusterSettings } from '../cluster/settings.ts';
import { openDataset, rereadFeatures } from '../dataset/dataset.ts';
import { say } from '../progress.ts';
import { checkRunFolder } from '../run-folder.ts';
import { type BackendOptions, useBackend } from '../tfjs/choose.ts';
import type { TrainingResult } from '../train/loop.ts';
import type { SweepResult } from '../train/sweep.ts';
import { openServedRun } from '../trained-run.ts';
import { clusterItems, FEWEST_ITEMS } from './cluster.ts';
import { type Evaluated, evaluateRun } from './evaluate.ts';
import { type Exported, exportBundle } from './export.ts';
import { type Reported, reportRun } from './report.ts';
import { type ConfigFor, trainModel } from './train.ts';

export interface RunOptions extends BackendOptions {
  run: string;
  configFor: ConfigFor;
  resume: boolean;
  sweep: boolean;
  /** Whether to train the variants of the ablation. */
  ablation: boolean;
  /** To sign the bundle; optional. */
  keys?: KeyPair;
}

/** The result of each step. */
export interface RunResults {
  /** Undefined if clusters existed or there were too few items. */
  clusters?: Clusters;
  backend: string;
  training: TrainingResult | SweepResult;
  evaluation: Evaluated;
  report: Reported;
  export: Exported;
}

export async function runPipeline(options: RunOptions): Promise<RunResults> {
  const { run, configFor, resume, sweep, ablation, keys } = options;
  checkRunFolder(run);
  const config = configFor(0);
  const given = await openDataset(config.data);
  await useBackend(options);
  // A resumed run keeps its clusters.
  const clusters = resume ? undefined : await clusterIfNeeded(run, given, config.seed);
  const backend = await useBackend(options, 'training');
  const training = await trainModel({ run, configFor, dataset: given, backend, resume, sweep });
  const inUse = await useBackend(options);
  await rereadFeatures(given);
  const trained = await openServedRun(run, given);
  const evaluation = await evaluateRun(run, trained, { threads: options.threads });
  const report = await reportRun(run, trained, { ablation, backend: inUse });
  const exported = await exportBundle(run, trained, { backend: inUse, keys });
  await trained.served.close();
  return { clusters, backend, training, evaluation, report, export: exported };
}

type Opened = Awaited<ReturnType<typeof openDataset>>;

/** Computes clusters, unless the run folder or the dataset has them, or there are too few items. */
async function clusterIfNeeded(run: string, dataset: Opened, seed: number): Promise<Clusters | undefined> {
  const { items } = dataset;
  if (dataset.clusters !== null || (await hasClusters(run, dataset))) return undefined;
  if (items.length < FEWEST_ITEMS) {
    say(`cluster  skipped: clustering needs at least ${FEWEST_ITEMS} items, the dataset has ${items.length}`);
    return undefined;
  }
  return clusterItems({ run, dataset, settings: clusterSettings([`clusters=${clustersFor(items.length)}`]), seed });
}

/** The square root of the number of items, up to the paper's 100. */
const clustersFor = (items: number) => Math.max(2, Math.min(100, Math.round(Math.sqrt(items))));
