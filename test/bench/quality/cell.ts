// A cell of the quality benchmark: one dataset, one seed, and either a preset of CuratorNet or all rivals. The benchmark runs
// each cell as a process of its own; its result is a JSON file with the metrics of every user.
//
//   node test/bench/quality/cell.ts DATASET-FOLDER RUN-FOLDER SEED METHOD THREADS RESULT-FILE
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { METRICS, type Metric } from '../../../shared/bundle.ts';
import { chooseSettings, type Settings } from '../../../trainer/config.ts';
import { type Dataset, openDataset, rereadFeatures } from '../../../trainer/dataset/dataset.ts';
import { interactionsOf, split } from '../../../trainer/dataset/split.ts';
import { type Measurements, measureAll, type Protocol } from '../../../trainer/evaluate/protocol.ts';
import type { Ranker } from '../../../trainer/evaluate/ranker.ts';
import { makeTask } from '../../../trainer/evaluate/task.ts';
import { writeFileAtomically } from '../../../trainer/files.ts';
import { trainModel } from '../../../trainer/pipeline/train.ts';
import { makeRivals } from '../../../trainer/rivals/rivals.ts';
import { useBackend } from '../../../trainer/tfjs/choose.ts';
import { openServedRun } from '../../../trainer/trained-run.ts';

/** The cell of the rivals; any other name is a preset. */
export const RIVALS = 'rivals';

/** The measurements of a cell with one set of candidates. */
export interface CellTable extends Measurements {
  protocol: Protocol;
}

export interface Cell {
  dataset: { items: number; users: number; interactions: number; fingerprint: string };
  seed: number;
  method: string;
  /** Seconds of training, or of fitting the rivals, by the wall clock; of the last try if the cell was resumed. */
  seconds: number;
  threads: number;
  tables: CellTable[];
}

const SIX_DIGITS = 1e6;

async function runCell([data, run, seedText, method, threadsText, result]: string[]): Promise<void> {
  const [seed, threads] = [Number(seedText), Number(threadsText)];
  const backend = await useBackend({ backend: 'wasm', threads }, 'training');
  const dataset = await openDataset(data);
  const parts = split(dataset);
  const startedAt = performance.now();
  const rankers =
    method === RIVALS
      ? makeRivals(dataset, parts, { labels: null, negatives: 'uniform', seed })
      : [await trainedModel({ data, run, seed, preset: method, backend, dataset })];
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  await rereadFeatures(dataset);
  const candidates: Settings['candidates'][] = dataset.events.at ? ['catalogue', 'inventory'] : ['catalogue'];
  const tables: CellTable[] = [];
  for (const among of candidates) {
    const task = makeTask(dataset, parts, among);
    tables.push({ protocol: task.protocol, ...rounded(await measureAll(rankers, task)) });
  }
  const { items, users, fingerprint } = dataset;
  const about = { items: items.length, users: users.length, interactions: interactionsOf(parts), fingerprint };
  await writeFileAtomically(
    result,
    JSON.stringify({ dataset: about, seed, method, seconds, threads, tables } satisfies Cell),
  );
}

interface Training {
  data: string;
  run: string;
  seed: number;
  preset: string;
  backend: string;
  dataset: Dataset;
}

/** Trains, or resumes a training that was interrupted, and opens the model as it is served. */
async function trainedModel({ data, run, seed, preset, backend, dataset }: Training): Promise<Ranker> {
  const configFor = (interactions: number) => ({
    data,
    preset,
    settings: chooseSettings(preset, [], interactions),
    seed,
  });
  const resume = existsSync(join(run, 'config.json'));
  await trainModel({ run, configFor, dataset, backend, resume, sweep: false });
  await rereadFeatures(dataset);
  const { served } = await openServedRun(run, dataset);
  return { name: `CuratorNet, ${preset}`, score: (query) => served.score(query) };
}

/** With six decimals, so that the files of 3,000 users stay small. */
function rounded({ all, cold, ...rest }: Measurements): Measurements {
  const short = (measured: Measurements['all']) =>
    measured.map(({ method, values }) => ({
      method,
      values: Object.fromEntries(
        METRICS.map((metric) => [metric, values[metric].map((value) => Math.round(value * SIX_DIGITS) / SIX_DIGITS)]),
      ) as Record<Metric, number[]>,
    }));
  return { all: short(all), cold: short(cold), ...rest };
}

if (process.argv[1] === import.meta.filename) {
  await runCell(process.argv.slice(2));
  process.exit(0);
}
