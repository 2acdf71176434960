// curatornet run: the whole way from a dataset to a bundle.
import { type Command, OPTIONS } from './command.ts';
import { evaluateCommand } from './evaluate.ts';
import { exportCommand } from './export.ts';
import { trainCommand } from './train.ts';

export const runCommand: Command = {
  about: 'the whole way: train, evaluate, export',
  options: { ...trainCommand.options, key: OPTIONS.key },
  async run(args) {
    const training = await trainCommand.run(args);
    const evaluation = await evaluateCommand.run(args);
    const bundle = await exportCommand.run(args);
    return {
      json: { training: training.json, evaluation: evaluation.json, export: bundle.json },
      text: [training.text, '', evaluation.text, bundle.text].join('\n'),
    };
  },
};
