// curatornet run: the whole way from a dataset to a bundle.
import { join } from 'node:path';
import { BUNDLE } from '../run-folder.ts';
import { type Command, OPTIONS } from './command.ts';
import { deployCommand } from './deploy.ts';
import { evaluateCommand } from './evaluate.ts';
import { exportCommand } from './export.ts';
import { trainCommand } from './train.ts';

const { data: _, ...DEPLOY_OPTIONS } = deployCommand.options;

export const runCommand: Command = {
  about: 'the whole way: train, evaluate, export',
  options: {
    ...trainCommand.options,
    key: OPTIONS.key,
    deploy: { type: 'boolean', about: 'and deploy it: the options below are those of curatornet deploy' },
    ...DEPLOY_OPTIONS,
  },
  async run(args) {
    const training = await trainCommand.run(args);
    const evaluation = await evaluateCommand.run(args);
    const bundle = await exportCommand.run(args);
    const to = { ...args, positionals: [join(args.needed('run'), BUNDLE)] };
    const deployed = args.flag('deploy') ? await deployCommand.run(to) : undefined;
    return {
      json: { training: training.json, evaluation: evaluation.json, export: bundle.json, deploy: deployed?.json },
      text: [training.text, '', evaluation.text, bundle.text, ...(deployed ? [deployed.text] : [])].join('\n'),
    };
  },
};
