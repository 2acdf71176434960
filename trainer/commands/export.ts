// curatornet export: a trained and evaluated run becomes a model bundle.
import { join } from 'node:path';
import { loadLabels } from '../cluster/labels.ts';
import { countUsers } from '../evaluate/owners.ts';
import { readKeys } from '../export/keys.ts';
import { Random } from '../random.ts';
import { BUNDLE, readEvaluation } from '../run-folder.ts';
import { type Command, OPTIONS } from './command.ts';

/** Lengths of the probes' histories: one item, a few, and as many as most users ever have. */
const PROBE_LENGTHS = [1, 2, 5, 20, 100];

export const exportCommand: Command = {
  about: 'write the model bundle of a trained and evaluated run',
  options: {
    run: OPTIONS.run,
    data: { ...OPTIONS.data, about: 'the dataset folder, by default the one of the run' },
    backend: OPTIONS.backend,
    key: OPTIONS.key,
    threads: OPTIONS.threads,
  },
  async run(args) {
    const { checkParity } = await import('../export/parity.ts');
    const { chooseBackend, parseThreads } = await import('../tfjs/choose.ts');
    const { ServedCuratorNet } = await import('../serving/served.ts');
    const { finalFit } = await import('../train/final-fit.ts');
    const { openServedRun } = await import('../trained-run.ts');
    const { describePictures } = await import('../export/pictures.ts');
    const { writeBundle } = await import('../export/bundle.ts');
    const { addToBundle } = await import('../report/write.ts');
    const { gatherFacts } = await import('../report/facts/facts.ts');
    const run = args.needed('run');
    const keyFile = args.text('key');
    const keys = keyFile === undefined ? undefined : await readKeys(keyFile);
    const { rows: metrics, protocol } = await readEvaluation(run);
    const backend = await chooseBackend(args.text('backend') ?? 'auto', parseThreads(args.text('threads')));
    const trained = await openServedRun(run, args.text('data'));
    const { config, about, towers, dataset, split, served: evaluated } = trained;
    const rows = dataset.items.length;
    const random = new Random(config.seed);
    const probes = PROBE_LENGTHS.filter((length) => length < rows).map((length) => [
      ...random.shuffle(Int32Array.from({ length: rows }, (_, row) => row)).subarray(0, length),
    ]);
    const labels = await loadLabels(run, dataset);
    const refitted = config.settings.finalFit === 'on';
    const final = refitted ? await finalFit(run, config, dataset, labels, backend.name) : towers;
    const served = refitted ? await ServedCuratorNet.open(final, dataset.features, rows) : evaluated;
    const parity = Math.max(
      await checkParity(served, final, dataset.features, probes),
      refitted ? await checkParity(evaluated, towers, dataset.features, probes) : 0,
    );
    const everything = split.history.map((history, user) => [...history, ...split.hidden[user]]);
    const pictures = await describePictures(dataset.folder, dataset.items);
    const folder = join(run, BUNDLE);
    const { version } = await writeBundle(folder, {
      served,
      evaluated: refitted ? evaluated : undefined,
      items: dataset.items.map((item) => ({ ...item, ...pictures.get(item.id) })),
      sales: countUsers(everything, rows),
      clusters: labels,
      features: dataset.featureSize,
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
    for (const model of new Set([served, evaluated])) await model.close();
    await addToBundle(run, await gatherFacts(run, trained));
    return {
      json: { bundle: folder, version, parity, signed: keys !== undefined },
      text: `exported ${folder}: version ${version}, ${keys ? 'signed' : 'not signed'}${refitted ? ', fitted once more on all data' : ''}; tfjs and onnxruntime differ by ${parity.toExponential(1)} at most`,
    };
  },
};
