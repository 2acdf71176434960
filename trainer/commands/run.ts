// curatornet run: runs the pipeline from a dataset to a bundle, and deploys it with --deploy.
import type { RunResults } from '../pipeline/run.ts';
import { backendOf } from './backend.ts';
import { clustered } from './cluster.ts';
import { type Command, type CommandResult, OPTIONS } from './command.ts';
import { deployBundle, deployCommand, deployed, deployOptions } from './deploy.ts';
import { evaluated } from './evaluate.ts';
import { exported, keysOf } from './export.ts';
import { reportCommand, reported } from './report.ts';
import { configOf, trainCommand, trained } from './train.ts';

const { data: _, ...DEPLOY_OPTIONS } = deployCommand.options;

export const runCommand: Command = {
  about: 'run the pipeline: cluster, train, evaluate, report, export',
  options: {
    ...trainCommand.options,
    key: OPTIONS.key,
    'no-ablation': reportCommand.options['no-ablation'],
    deploy: { type: 'boolean', about: 'also deploy the bundle; the options below are those of curatornet deploy' },
    ...DEPLOY_OPTIONS,
  },
  async run(args) {
    const { runPipeline } = await import('../pipeline/run.ts');
    const run = args.needed('run');
    const deployment = args.flag('deploy') ? deployOptions(args) : undefined;
    const results = await runPipeline({
      run,
      configFor: await configOf(args),
      resume: args.flag('resume'),
      sweep: args.flag('sweep'),
      ablation: !args.flag('no-ablation'),
      keys: await keysOf(args),
      ...backendOf(args),
    });
    const done: [string, CommandResult][] = outcomes(run, results);
    if (deployment) done.push(['deploy', deployed(await deployBundle(results.export.bundle, deployment))]);
    return {
      json: Object.fromEntries(done.map(([name, { json }]) => [name, json])),
      text: done.map(([, { text }]) => text).join('\n'),
    };
  },
};

/** The results of the steps, by their names in --json. */
export function outcomes(run: string, results: RunResults): [string, CommandResult][] {
  const { clusters, backend, training, evaluation, report } = results;
  return [
    ...(clusters ? [['clusters', clustered(run, backend, clusters)] satisfies [string, CommandResult]] : []),
    ['training', trained(run, backend, training)],
    ['evaluation', evaluated(evaluation)],
    ['report', reported(report)],
    ['export', exported(results.export)],
  ];
}
