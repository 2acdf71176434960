// curatornet cluster: visual clusters of the items, and a map of them, into the run folder.
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
  about: 'find visual clusters of the items, and draw a map of them',
  options: {
    data: { ...OPTIONS.data, required: true },
    run: { ...OPTIONS.run, about: `the run folder, which gets ${CLUSTERS}; train may come before or after` },
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
    for (const reason of backend.passedOver) say(`backend  passed over ${reason}`);
    say(`backend  ${backend.name}: ${backend.about}`);
    const dataset = await openDataset(args.needed('data'));
    const { items, features, featureSize, fingerprint } = dataset;
    if (items.length < 2)
      throw new InputError('invalid', 'has one item, and clusters need two at least', { where: dataset.folder });
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
