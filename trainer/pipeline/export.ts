// The step `export`: writes the model bundle of a trained and evaluated run.
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
import { ServedCuratorNet } from '../serving/served.ts';
import { finalFit } from '../train/final-fit.ts';
import type { ServedRun } from '../trained-run.ts';

/** Lengths of the probes' histories. 100 exceeds the history of most users. */
const PROBE_LENGTHS = [1, 2, 5, 20, 100];

export interface Exported {
  bundle: string;
  version: string;
  /** The largest difference between tfjs and onnxruntime. */
  parity: number;
  signed: boolean;
  /** Whether the model was trained again on all data. */
  refitted: boolean;
}

/**
 * Compares the backend in use with onnxruntime and writes `<run>/bundle`. With the setting `finalFit` the bundle serves a
 * model that learned from all data, and also contains the evaluated one.
 * @param backend the name of the backend in use
 * @param keys to sign the bundle; optional
 */
export async function exportBundle(
  run: string,
  trained: ServedRun,
  { backend, keys }: { backend: string; keys?: KeyPair },
): Promise<Exported> {
  const { rows: metrics, protocol } = await readEvaluation(run);
  const { config, about, towers, dataset, split, served: evaluated } = trained;
  const rows = dataset.items.length;
  const random = new Random(config.seed);
  const probes = PROBE_LENGTHS.filter((length) => length < rows).map((length) => [
    ...random.shuffle(Int32Array.from({ length: rows }, (_, row) => row)).subarray(0, length),
  ]);
  const labels = await loadLabels(run, dataset);
  const refitted = config.settings.finalFit === 'on';
  const final = refitted ? await finalFit(run, config, dataset, labels, backend) : towers;
  const served = refitted ? await ServedCuratorNet.open(final, dataset.features, rows) : evaluated;
  const parity = Math.max(
    await checkParity(served, final, dataset.features, probes),
    refitted ? await checkParity(evaluated, towers, dataset.features, probes) : 0,
  );
  const everything = split.history.map((history, user) => [...history, ...split.hidden[user]]);
  const pictures = await describePictures(dataset.folder, dataset.items);
  const bundle = join(run, BUNDLE);
  const { version } = await writeBundle(bundle, {
    served,
    evaluated: refitted ? evaluated : undefined,
    items: dataset.items.map((item) => ({ ...item, ...pictures.get(item.id) })),
    sales: countUsers(everything, rows),
    clusters: labels,
    features: dataset.featureSize,
    encoder: dataset.encoder,
    probes,
    metrics,
    madeFrom: {
      dataset: dataset.name,
      fingerprint: dataset.fingerprint,
      preset: config.preset,
      settings: { ...config.settings, candidates: protocol.candidates },
      seed: config.seed,
      backend: about.backend,
      learnedFrom: refitted ? 'everything' : 'all but the hidden items',
    },
    keys,
  });
  if (refitted) await served.close();
  await addToBundle(run, await gatherFacts(run, trained));
  return { bundle, version, parity, signed: keys !== undefined, refitted };
}
