// The final fit: the network once more from fresh weights, on everything that is known, hidden items and validation users
// included, for as many steps as validation chose. `export` serves it; what was evaluated stays in `checkpoint`.
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../dataset/dataset.ts';
import { everything } from '../dataset/split.ts';
import type { Towers } from '../network/towers.ts';
import { say } from '../progress.ts';
import { FINAL, type RunConfig, readValidations } from '../run-folder.ts';
import { CHECKPOINT, loadCheckpoint } from './checkpoint.ts';
import { train } from './loop.ts';
import { prepare } from './material.ts';
import { pathToBest } from './schedule.ts';

/**
 * Fits on the backend in use, or takes what an earlier call has fitted; one that was cut off goes on.
 * @param labels visual clusters by row, where there are any
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
    say('final fit  once more, on all data, for as many steps as validation chose');
    // Training works on the features where they lie, and they are needed as they are.
    const own = { ...dataset, features: dataset.features.slice() };
    const everybody = { ...settings, validationUsers: 0, validationTriples: 0 };
    const material = prepare(own, everything(dataset), everybody, seed, labels);
    await mkdir(join(folder, 'checkpoint'), { recursive: true });
    const options = { run: folder, seed, backend, follow: { accuracy, better } };
    await train(material, settings, { ...options, resume: true }).catch(async (error) => {
      // The state of another backend, or of triples that other clusters gave: none that this one can go on from.
      if (error?.code !== 'mismatch') throw error;
      await rm(join(folder, 'checkpoint'), { recursive: true });
      await mkdir(join(folder, 'checkpoint'));
      return train(material, settings, options);
    });
  }
  return (await loadCheckpoint(folder)).towers;
}
