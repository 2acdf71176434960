// A run folder: config.json says what made it; everything else in it is made from that.
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
import { readJson, readJsonLines } from './json-file.ts';
import { type Sampled, sampledSchema } from './sample/report.ts';

const configSchema = z.object({
  /** The dataset folder, absolute. */
  data: z.string(),
  preset: z.string(),
  settings: settingsSchema,
  seed: z.int(),
});
export type RunConfig = z.infer<typeof configSchema>;

const CONFIG = 'config.json';
export const EVALUATION = 'evaluation.json';
export const SAMPLE = 'sample.json';
export const VALIDATIONS = 'metrics.jsonl';
export const BUNDLE = 'bundle';
export const REPORT = 'report';
/** The folder of the final fit. */
export const FINAL = 'final';
/** The folder of the runs of a sweep. */
export const SWEEP = 'sweep';

/** @throws InputError where something lies in the folder, and neither `train` nor `cluster` put it there */
export function checkRunFolder(run: string): void {
  if (!existsSync(run) || existsSync(join(run, CONFIG))) return;
  if (!statSync(run).isDirectory())
    throw new InputError('exists', 'is not a folder', { where: run, how: 'name another one' });
  if (readdirSync(run).some((name) => name !== CLUSTERS))
    throw new InputError('exists', `it is not empty, and it is no run folder: it has no ${CONFIG}`, {
      where: run,
      how: 'name another folder',
    });
}

/** Makes the folder, or empties one that a run made, and writes its config. Clusters stay if they are of this dataset. */
export async function startRun(run: string, config: RunConfig, dataset: Clustered): Promise<void> {
  checkRunFolder(run);
  if (!(await hasClusters(run, dataset))) await rm(join(run, CLUSTERS), { force: true });
  for (const made of ['checkpoint', FINAL, 'ablation', BUNDLE, REPORT, EVALUATION, SAMPLE, VALIDATIONS, SWEEP])
    await rm(join(run, made), { recursive: true, force: true });
  await mkdir(join(run, 'checkpoint'), { recursive: true });
  await writeConfig(run, config);
}

export const writeConfig = (run: string, config: RunConfig): Promise<void> =>
  writeFileAtomically(join(run, CONFIG), json({ ...config, data: resolve(config.data) }));

/** @throws InputError where the folder is none that `train` made */
export const readConfig = (run: string): Promise<RunConfig> =>
  readJson(join(run, CONFIG), configSchema, `train first: curatornet train --data DIR --run ${run}`);

const evaluationSchema = z.object({
  protocol: protocolSchema,
  rows: z.array(evaluationRow),
  comparisons: z.array(comparisonSchema),
  lists: z.array(listRowSchema),
  usersWithoutHistory: z.int(),
  coldItems: z.int(),
});

export const writeEvaluation = (run: string, evaluation: Evaluation): Promise<void> =>
  writeFileAtomically(join(run, EVALUATION), json(evaluation));

export const readEvaluation = (run: string): Promise<Evaluation> =>
  readJson(join(run, EVALUATION), evaluationSchema, `evaluate first: curatornet evaluate --run ${run}`);

/** What training drew its triples by. */
export const writeSampled = (run: string, { yields, skipped }: Sampled): Promise<void> =>
  writeFileAtomically(join(run, SAMPLE), json({ yields, skipped }));

export const readSampled = (run: string): Promise<Sampled> =>
  readJson(join(run, SAMPLE), sampledSchema, `train again: curatornet train --data DIR --run ${run}`);

const validationSchema = z.object({
  step: z.int(),
  epoch: z.int(),
  /** Mean over the steps since the line before, with the L2 penalty. */
  loss: z.number(),
  validationAccuracy: z.number(),
});
/** A line of metrics.jsonl. */
export type Validation = z.infer<typeof validationSchema>;

export const readValidations = (run: string): Promise<Validation[]> =>
  readJsonLines(join(run, VALIDATIONS), validationSchema, `train again: curatornet train --data DIR --run ${run}`);

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
