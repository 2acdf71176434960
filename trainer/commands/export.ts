// curatornet export: writes the model bundle of a trained and evaluated run.
import { join } from 'node:path';
import { loadLabels } from '../cluster/labels.ts';
import { countUsers } from '../evaluate/owners.ts';
import { readKeys } from '../export/keys.ts';
import { Random } from '../random.ts';
import { BUNDLE, readEvaluation } from '../run-folder.ts';
import { type Command, OPTIONS } from './command.ts';

/** Lengths of the probes' histories. 100 exceeds the history of most users. */
const PROBE_LENGTHS = [1, 2, 5, 20, 100];

export const exportCommand: Command = {
  about: 'write the model bundle of a trained and evaluated run',
  options: {
    run: OPTIONS.run,
    data: { ...OPTIONS.data, about: "the dataset folder (default: the run's)" },
    backend: OPTIONS.backend,
    key: OPTIONS.key,
    threads: OPTIONS.threads,
  },
  async run(args) {
    const { checkParity } = await import('../export/parity.ts');
    const { chooseBackend, parseThreads } = await import('../tfjs/choose.ts');
    const { openServedRun } = await import('../trained-run.ts');
    const { describePictures } = await import('../export/pictures.ts');
    const { writeBundle } = await import('../export/bundle.ts');
    const { addToBundle } = await import('../report/write.ts');
    const { gatherFacts } = await import('../report/facts/facts.ts');
    const run = args.needed('run');
    const keyFile = args.text('key');
    const keys = keyFile === undefined ? undefined : await readKeys(keyFile);
    const { rows: metrics } = await readEvaluation(run);
    await chooseBackend(args.text('backend') ?? 'auto', parseThreads(args.text('threads')));
    const trained = await openServedRun(run, args.text('data'));
    const { config, about, towers, dataset, split, served } = trained;
    const rows = dataset.items.length;
    const random = new Random(config.seed);
    const probes = PROBE_LENGTHS.filter((length) => length < rows).map((length) => [
      ...random.shuffle(Int32Array.from({ length: rows }, (_, row) => row)).subarray(0, length),
    ]);
    const parity = await checkParity(served, towers, dataset.features, probes);
    const everything = split.history.map((history, user) => [...history, ...split.hidden[user]]);
    const pictures = await describePictures(dataset.folder, dataset.items);
    const folder = join(run, BUNDLE);
    const { version } = await writeBundle(folder, {
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
    await served.close();
    await addToBundle(run, await gatherFacts(run, trained));
    return {
      json: { bundle: folder, version, parity, signed: keys !== undefined },
      text: `exported ${folder}: version ${version}, ${keys ? 'signed' : 'not signed'}; tfjs and onnxruntime differ by at most ${parity.toExponential(1)}`,
    };
  },
};
