// Trains with each of the paper's four lambdas, on one sample, in `<run>/sweep`, and keeps the best by validation as the
// model of the run. Table 2 of the paper has a row for each.
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../files.ts';
import { say } from '../progress.ts';
import { type RunConfig, SAMPLE, SWEEP, VALIDATIONS, writeConfig } from '../run-folder.ts';
import { CHECKPOINT } from './checkpoint.ts';
import { type TrainingOptions, type TrainingResult, train } from './loop.ts';
import type { Material } from './material.ts';

export const LAMBDAS: readonly number[] = [0, 0.0001, 0.001, 0.01];

/** In the paper's notation: .0001 */
export const lambdaName = (lambda: number): string => `λ=${String(lambda).replace(/^0\./, '.')}`;
export const lambdaFolder = (run: string, lambda: number): string => join(run, SWEEP, `lambda-${lambda}`);

export interface SweepResult extends TrainingResult {
  l2: number;
  sweep: { l2: number; validationAccuracy: number }[];
}

/** Trains a model for each lambda; with `resume`, keeps finished ones and resumes the interrupted one. */
export async function sweep(material: Material, config: RunConfig, options: TrainingOptions): Promise<SweepResult> {
  const { run } = options;
  const found: (TrainingResult & { l2: number })[] = [];
  for (const l2 of LAMBDAS) {
    const folder = lambdaFolder(run, l2);
    const settings = { ...config.settings, l2 };
    say(`sweep  ${lambdaName(l2)}`);
    await mkdir(join(folder, 'checkpoint'), { recursive: true });
    await writeConfig(folder, { ...config, settings });
    found.push({ l2, ...(await train(material, settings, { ...options, run: folder })) });
  }
  // Ties go to the smaller lambda.
  const best = found.reduce((a, b) => (b.validationAccuracy > a.validationAccuracy ? b : a));
  const folder = lambdaFolder(run, best.l2);
  for (const file of [CHECKPOINT, VALIDATIONS, SAMPLE])
    await writeFileAtomically(join(run, file), await readFile(join(folder, file)));
  await writeConfig(run, { ...config, settings: { ...config.settings, l2: best.l2 } });
  return { ...best, sweep: found.map(({ l2, validationAccuracy }) => ({ l2, validationAccuracy })) };
}
