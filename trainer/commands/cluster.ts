// curatornet cluster: computes visual clusters of the items and a 2-D map of them, and writes both to the run folder.
import { join } from 'node:path';
import { CLUSTERS, type Clusters } from '../cluster/clusters-file.ts';
import { clusterSettings } from '../cluster/settings.ts';
import { parseSeed } from '../config.ts';
import { openDataset } from '../dataset/dataset.ts';
import { checkRunFolder } from '../run-folder.ts';
import { backendOf } from './backend.ts';
import { type Command, type CommandResult, OPTIONS } from './command.ts';

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
    const { clusterItems } = await import('../pipeline/cluster.ts');
    const { useBackend } = await import('../tfjs/choose.ts');
    const run = args.needed('run');
    const settings = clusterSettings(args.texts('set'));
    const seed = parseSeed(args.text('seed') ?? '1');
    checkRunFolder(run);
    const backend = await useBackend(backendOf(args));
    const dataset = await openDataset(args.needed('data'));
    return clustered(run, backend, await clusterItems({ run, dataset, settings, seed }));
  },
};

export function clustered(run: string, backend: string, { labels, map: _map, ...figures }: Clusters): CommandResult {
  return {
    json: { run, backend, ...figures },
    text: `clustered ${join(run, CLUSTERS)}: ${labels.length.toLocaleString('en')} items in ${figures.k} clusters, silhouette ${figures.silhouette.toFixed(4)}`,
  };
}
