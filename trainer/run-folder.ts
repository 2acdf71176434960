// A run folder: config.json holds the settings, all other files are computed from them. Paths, reading and writing.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { evaluationRow } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { z } from 'zod';
import { CLUSTERS, type Clustered, hasClusters } from './cluster/clusters-file.ts';
import { settingsSchema } from './config.ts';
import { comparisonSchema } from './evaluate/compare.ts';
import { listRowSchema } from './evaluate/lists.ts';
import { type Evaluation, protocolSchema } from './evaluate/protocol.ts';
import { writeFileAtomically } from './files.ts';
import { type Choice, choiceSchema } from './given/choice.ts';
import { readJsonFile, readJsonLines } from './json-file.ts';
import { type Sampled, sampledSchema } from './sample/report.ts';

const configSchema = z.object({
  /** Absolute path of the dataset folder. */
  data: z.string(),
  preset: z.string(),
  settings: settingsSchema,
  seed: z.int(),
});
export type RunConfig = z.infer<typeof configSchema>;

const CONFIG = 'config.json';
export const EVALUATION = 'evaluation.json';
/** The results of an interrupted evaluation. */
export const PARTIAL = 'evaluation.partial.jsonl';
export const SAMPLE = 'sample.json';
export const VALIDATIONS = 'metrics.jsonl';
export const WEIGHTS = 'weights.json';
export const BUNDLE = 'bundle';
export const REPORT = 'report';
/** The folder for the final fit. */
export const FINAL = 'final';
/** The folder for the runs of a sweep. */
export const SWEEP = 'sweep';

/** @throws InputError if the folder is not empty and was not created by `train` or `cluster` */
export function checkRunFolder(run: string): void {
  if (!existsSync(run) || existsSync(join(run, CONFIG))) return;
  if (!statSync(run).isDirectory())
    throw new InputError('exists', 'is not a folder', { where: run, how: 'name another one' });
  if (readdirSync(run).some((name) => name !== CLUSTERS))
    throw new InputError('exists', `is not empty and not a run folder: it has no ${CONFIG}`, {
      where: run,
      how: 'name another folder',
    });
}

/** Creates the folder, or empties an earlier run, and writes its config. Clusters of the same dataset are kept. */
export async function startRun(run: string, config: RunConfig, dataset: Clustered): Promise<void> {
  checkRunFolder(run);
  if (!(await hasClusters(run, dataset))) await rm(join(run, CLUSTERS), { force: true });
  for (const made of [
    'checkpoint',
    FINAL,
    'ablation',
    BUNDLE,
    REPORT,
    EVALUATION,
    PARTIAL,
    SAMPLE,
    VALIDATIONS,
    WEIGHTS,
    SWEEP,
  ])
    await rm(join(run, made), { recursive: true, force: true });
  await mkdir(join(run, 'checkpoint'), { recursive: true });
  await writeConfig(run, config);
}

export const writeConfig = (run: string, config: RunConfig): Promise<void> =>
  writeFileAtomically(join(run, CONFIG), json({ ...config, data: resolve(config.data) }));

/** @throws InputError if `train` did not create the folder */
export const readConfig = (run: string): Promise<RunConfig> =>
  readJsonFile(join(run, CONFIG), configSchema, `train first: curatornet train --data DIR --run ${run}`);

const evaluationSchema = z.object({
  protocol: protocolSchema,
  rows: z.array(evaluationRow),
  comparisons: z.array(comparisonSchema),
  lists: z.array(listRowSchema),
  usersWithoutHistory: z.int(),
  coldItems: z.int(),
  rareItems: z.int(),
});

export const writeEvaluation = (run: string, evaluation: Evaluation): Promise<void> =>
  writeFileAtomically(join(run, EVALUATION), json(evaluation));

export const readEvaluation = (run: string): Promise<Evaluation> =>
  readJsonFile(join(run, EVALUATION), evaluationSchema, `evaluate first: curatornet evaluate --run ${run}`);

/** The triples that each guideline yielded for training, and the guidelines that were skipped. */
export const writeSampled = (run: string, { yields, skipped }: Sampled): Promise<void> =>
  writeFileAtomically(join(run, SAMPLE), json({ yields, skipped }));

export const readSampled = (run: string): Promise<Sampled> =>
  readJsonFile(join(run, SAMPLE), sampledSchema, `train again: curatornet train --data DIR --run ${run}`);

export const writeWeights = (run: string, choice: Choice): Promise<void> =>
  writeFileAtomically(join(run, WEIGHTS), json(choice));

export const readWeights = (run: string): Promise<Choice> =>
  readJsonFile(join(run, WEIGHTS), choiceSchema, `train again: curatornet train --data DIR --run ${run}`);

const validationSchema = z.object({
  step: z.int(),
  epoch: z.int(),
  /** Mean loss of the steps since the previous line, with the L2 penalty. */
  loss: z.number(),
  validationAccuracy: z.number(),
});
/** A line of metrics.jsonl. */
export type Validation = z.infer<typeof validationSchema>;

export const readValidations = (run: string): Promise<Validation[]> =>
  readJsonLines(join(run, VALIDATIONS), validationSchema, `train again: curatornet train --data DIR --run ${run}`);

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
