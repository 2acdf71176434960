// curatornet run: the whole way from a dataset to a bundle, with clusters where the guidelines need them.
import { join } from 'node:path';
import { hasClusters } from '../cluster/clusters-file.ts';
import { chooseSettings, DEFAULT_PRESET } from '../config.ts';
import { openDataset } from '../dataset/dataset.ts';
import { BUNDLE } from '../run-folder.ts';
import { clusterCommand } from './cluster.ts';
import { type Arguments, type Command, OPTIONS, type Outcome } from './command.ts';
import { deployCommand } from './deploy.ts';
import { evaluateCommand } from './evaluate.ts';
import { exportCommand } from './export.ts';
import { reportCommand } from './report.ts';
import { trainCommand } from './train.ts';

const { data: _, ...DEPLOY_OPTIONS } = deployCommand.options;

export const runCommand: Command = {
  about: 'the whole way: cluster if need be, train, evaluate, report, export',
  options: {
    ...trainCommand.options,
    key: OPTIONS.key,
    'no-ablation': reportCommand.options['no-ablation'],
    deploy: { type: 'boolean', about: 'and deploy it: the options below are those of curatornet deploy' },
    ...DEPLOY_OPTIONS,
  },
  async run(args) {
    const done: Record<string, Outcome> = {};
    // --set is training's: clusters are made as they are by default, and evaluation takes the run's settings.
    if (await needsClusters(args)) done.clusters = await clusterCommand.run({ ...args, texts: () => [] });
    done.training = await trainCommand.run(args);
    done.evaluation = await evaluateCommand.run({ ...args, texts: () => [] });
    done.report = await reportCommand.run(args);
    done.export = await exportCommand.run(args);
    if (args.flag('deploy'))
      done.deploy = await deployCommand.run({ ...args, positionals: [join(args.needed('run'), BUNDLE)] });
    return {
      json: Object.fromEntries(Object.entries(done).map(([name, { json }]) => [name, json])),
      text: Object.values(done)
        .map(({ text }) => text)
        .join('\n'),
    };
  },
};

/** Whether a guideline needs visual clusters, and the run folder has none of this dataset. */
async function needsClusters(args: Arguments): Promise<boolean> {
  const data = args.text('data');
  // A run that is resumed has the clusters that it began with; of one without a dataset, training says what it lacks.
  if (data === undefined || args.flag('resume')) return false;
  const settings = chooseSettings(args.text('preset') ?? DEFAULT_PRESET, args.texts('set'));
  if (settings.negatives !== 'guidelines' && settings.favouriteArtists === 0) return false;
  return !(await hasClusters(args.needed('run'), await openDataset(data)));
}
