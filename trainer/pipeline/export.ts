// The step `export`: a trained and evaluated run becomes a model bundle.
import { join } from 'node:path';
import type { KeyPair } from '@curatornet/shared/signature.ts';
import { loadLabels } from '../cluster/labels.ts';
import { countUsers } from '../evaluate/owners.ts';
import { writeBundle } from '../export/bundle.ts';
import { checkParity } from '../export/parity.ts';
import { describePictures } from '../pictures/describe.ts';
import { Random } from '../random.ts';
import { gatherFacts } from '../report/facts/facts.ts';
import { addToBundle } from '../report/write.ts';
import { BUNDLE, readEvaluation } from '../run-folder.ts';
import type { Trained } from '../trained-run.ts';

/** Lengths of the probes' histories: one item, a few, and as many as most users ever have. */
const PROBE_LENGTHS = [1, 2, 5, 20, 100];

export interface Exported {
  bundle: string;
  version: string;
  /** By how much tfjs and onnxruntime differ at most. */
  parity: number;
  signed: boolean;
}

/**
 * Compares the backend in use with onnxruntime and writes `<run>/bundle`.
 * @param keys sign the bundle
 */
export async function exportBundle(run: string, trained: Trained, keys?: KeyPair): Promise<Exported> {
  const { rows: metrics } = await readEvaluation(run);
  const { config, about, towers, dataset, split, served } = trained;
  const rows = dataset.items.length;
  const random = new Random(config.seed);
  const probes = PROBE_LENGTHS.filter((length) => length < rows).map((length) => [
    ...random.shuffle(Int32Array.from({ length: rows }, (_, row) => row)).subarray(0, length),
  ]);
  const parity = await checkParity(served, towers, dataset.features, probes);
  const everything = split.history.map((history, user) => [...history, ...split.hidden[user]]);
  const pictures = await describePictures(dataset.folder, dataset.items);
  const bundle = join(run, BUNDLE);
  const { version } = await writeBundle(bundle, {
    served,
    items: dataset.items.map((item) => ({ ...item, ...pictures.get(item.id) })),
    sales: countUsers(everything, rows),
    clusters: await loadLabels(run, dataset),
    features: dataset.featureSize,
    probes,
    metrics,
    madeFrom: {
      dataset: dataset.name,
      fingerprint: dataset.fingerprint,
      preset: config.preset,
      settings: config.settings,
      seed: config.seed,
      backend: about.backend,
    },
    keys,
  });
  await addToBundle(run, await gatherFacts(run, trained));
  return { bundle, version, parity, signed: keys !== undefined };
}
