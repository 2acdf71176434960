// curatornet cluster: computes visual clusters of the items and a 2-D map of them, and writes both to the run folder.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';
import { CLUSTERS, writeClusters } from '../cluster/clusters-file.ts';
import { clusterSettings } from '../cluster/settings.ts';
import { parseSeed } from '../config.ts';
import { openDataset } from '../dataset/dataset.ts';
import { say } from '../progress.ts';
import { checkRunFolder } from '../run-folder.ts';
import { type Command, OPTIONS } from './command.ts';

export const clusterCommand: Command = {
  about: 'compute visual clusters of the items and a map of them',
  options: {
    data: { ...OPTIONS.data, required: true },
    run: { ...OPTIONS.run, about: `the run folder, where ${CLUSTERS} is written; may exist before or after train` },
    set: { ...OPTIONS.set, about: 'clusters=100, dimensions=200 or runs=20; may be repeated' },
    seed: OPTIONS.seed,
    backend: OPTIONS.backend,
    threads: OPTIONS.threads,
  },
  async run(args) {
    const { chooseBackend, parseThreads } = await import('../tfjs/choose.ts');
    const { clusterFeatures } = await import('../cluster/cluster.ts');
    const run = args.needed('run');
    const settings = clusterSettings(args.texts('set'));
    const seed = parseSeed(args.text('seed') ?? '1');
    checkRunFolder(run);
    const backend = await chooseBackend(args.text('backend') ?? 'auto', parseThreads(args.text('threads')));
    for (const reason of backend.passedOver) say(`backend  skipped ${reason}`);
    say(`backend  ${backend.name}: ${backend.about}`);
    const dataset = await openDataset(args.needed('data'));
    const { items, features, featureSize, fingerprint } = dataset;
    if (items.length < 2)
      throw new InputError('invalid', 'has one item; clustering needs at least two', { where: dataset.folder });
    const clusters = { dataset: fingerprint, ...clusterFeatures(features, featureSize, settings, seed) };
    await mkdir(run, { recursive: true });
    await writeClusters(run, clusters);
    const { labels: _labels, map: _map, ...figures } = clusters;
    return {
      json: { run, backend: backend.name, ...figures },
      text: `clustered ${join(run, CLUSTERS)}: ${items.length.toLocaleString('en')} items in ${clusters.k} clusters, silhouette ${clusters.silhouette.toFixed(4)}`,
    };
  },
};
