// What a training step costs at two sizes of the catalogue, in turns: triples a second of CPU with the default preset, on one
// thread. Beyond some thousands of items a step draws its candidates, so its cost should not grow.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@curatornet/backend/tfjs.ts';
import { chooseSettings } from '../../trainer/config.ts';
import { openDataset } from '../../trainer/dataset/dataset.ts';
import { importInteractions } from '../../trainer/dataset/interactions.ts';
import { split } from '../../trainer/dataset/split.ts';
import { fixedParts } from '../../trainer/given/fixed.ts';
import { seenFor } from '../../trainer/given/seen.ts';
import { createNetwork, variablesOf } from '../../trainer/network/create.ts';
import { Random } from '../../trainer/random.ts';
import { chooseBackend } from '../../trainer/tfjs/choose.ts';
import { Adam } from '../../trainer/train/adam.ts';
import { prepare } from '../../trainer/train/material.ts';
import { lossOfStep, makeObjective } from '../../trainer/train/objective.ts';
import { writeStore } from './make-dataset.ts';

const SIZES = [
  { items: 6_710, size: 128, users: 9_300, events: 60_000 },
  { items: 100_000, size: 128, users: 150_000, events: 1_000_000 },
];
const [ROUNDS, STEPS] = [3, 12];

/** The step of a training on a made store. */
async function stepAt(folder: string, store: (typeof SIZES)[number]): Promise<(step: number) => void> {
  const settings = chooseSettings('best', ['triples=20000', 'validationTriples=100']);
  mkdirSync(folder);
  await writeStore(folder, store);
  const [events, features, items, out] = ['events.csv', 'features.npy', 'items.csv', 'data'].map((f) =>
    join(folder, f),
  );
  await importInteractions({ events, features, items, out });
  const dataset = await openDataset(out);
  const material = prepare(dataset, split(dataset), settings, 1);
  const { rows, size, history, warm, training } = material;
  const seen = seenFor(settings, material.features, size, new Random(1));
  const fixed = fixedParts(settings, seen, history, rows, new Random(1));
  const net = createNetwork(size, settings, fixed, new Random(2));
  const { all, kernels } = variablesOf(net);
  const adam = new Adam(all, kernels);
  const table = tf.tensor2d(material.features, [rows, size]);
  const objective = makeObjective(net, table, { triples: training, warm, settings, seed: 1 });
  const order = Int32Array.from({ length: training.triples.length / 3 }, (_, i) => i);
  const { batch } = settings;
  return (step) =>
    tf.tidy(() => {
      const loss = lossOfStep(objective, order, [step * batch, (step + 1) * batch], step + 1);
      adam.apply(tf.variableGrads(loss, all).grads, step + 1, 1e-3, settings.weightDecay);
    });
}

export async function benchCatalogueSize(log: (line: string) => void): Promise<void> {
  await chooseBackend('wasm', 1);
  const folder = mkdtempSync(join(tmpdir(), 'curatornet-size-'));
  const { batch } = chooseSettings('best', []);
  const best = [0, 0];
  try {
    const steps = [await stepAt(join(folder, '0'), SIZES[0]), await stepAt(join(folder, '1'), SIZES[1])];
    for (let round = 0; round < ROUNDS; round++)
      for (const [i, step] of steps.entries()) {
        const before = process.cpuUsage();
        for (let n = 0; n < STEPS; n++) step(round * STEPS + n);
        const { user, system } = process.cpuUsage(before);
        best[i] = Math.max(best[i], (STEPS * batch) / ((user + system) / 1e6));
      }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  for (const [i, { items }] of SIZES.entries())
    log(
      `${items.toLocaleString('en').padStart(9)} items: ${Math.round(best[i]).toLocaleString('en')} triples a second of CPU`,
    );
  log(`the larger catalogue gives ${(best[1] / best[0]).toFixed(2)} of the smaller one`);
}

if (import.meta.main) {
  await benchCatalogueSize(console.log);
  process.exit(0);
}
