// The final fit: trains the network again from fresh weights on all data, hidden items and validation users included, for
// the number of steps that validation chose. `export` serves it; the evaluated model stays in `checkpoint`.
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Dataset, rereadFeatures } from '../dataset/dataset.ts';
import { everything } from '../dataset/split.ts';
import type { Towers } from '../network/towers.ts';
import { say } from '../progress.ts';
import { FINAL, type RunConfig, readValidations } from '../run-folder.ts';
import { CHECKPOINT, loadCheckpoint } from './checkpoint.ts';
import { train } from './loop.ts';
import { prepare } from './material.ts';
import { pathToBest } from './schedule.ts';

/**
 * Fits on the backend in use. Reuses the result of an earlier call; resumes an interrupted one.
 * @param labels visual clusters by row, if known
 */
export async function finalFit(
  run: string,
  { settings, seed }: RunConfig,
  dataset: Dataset,
  labels: Int32Array | null,
  backend: string,
): Promise<Towers> {
  const folder = join(run, FINAL);
  if (!existsSync(join(folder, CHECKPOINT))) {
    const validations = await readValidations(run);
    const better = pathToBest(
      validations.map(({ validationAccuracy, loss }) => ({ accuracy: validationAccuracy, loss })),
    );
    const accuracy = validations[better.length - 1].validationAccuracy;
    say('final fit  training again on all data, for the number of steps that validation chose');
    const everybody = { ...settings, validationUsers: 0, validationTriples: 0 };
    const material = prepare(dataset, everything(dataset), everybody, seed, labels);
    await mkdir(join(folder, 'checkpoint'), { recursive: true });
    const options = { run: folder, seed, backend, follow: { accuracy, better } };
    await train(material, settings, { ...options, resume: true }).catch(async (error) => {
      // The state belongs to another backend or other triples, so it cannot be resumed.
      if (error?.code !== 'mismatch') throw error;
      await rm(join(folder, 'checkpoint'), { recursive: true });
      await mkdir(join(folder, 'checkpoint'));
      return train(material, settings, options);
    });
    // Training standardised the features in place, and the caller needs the original ones.
    await rereadFeatures(dataset);
  }
  return (await loadCheckpoint(folder)).towers;
}
