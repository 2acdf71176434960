// curatornet evaluate: evaluates a trained run and its rivals on the hidden items: evaluation.json and a table.
import { evaluationSettings } from '../config.ts';
import { evaluationTable } from '../evaluate/table.ts';
import type { Evaluated } from '../pipeline/evaluate.ts';
import { parseRivals, RIVAL_NAMES } from '../rivals/names.ts';
import { backendOf } from './backend.ts';
import { type Command, type CommandResult, OPTIONS, RUN_OPTIONS } from './command.ts';

export const evaluateCommand: Command = {
  about: 'evaluate a trained run and its rivals on the hidden items',
  options: {
    ...RUN_OPTIONS,
    set: {
      ...OPTIONS.set,
      about: 'change a setting of the evaluation (candidates, k, evaluationUsers) without training again',
    },
    rivals: {
      type: 'string',
      value: 'NAMES',
      about: `only these rivals, with commas between them: ${RIVAL_NAMES.join(', ')}`,
    },
  },
  async run(args) {
    const { evaluateRun } = await import('../pipeline/evaluate.ts');
    const { useBackend } = await import('../tfjs/choose.ts');
    const { openServedRun } = await import('../trained-run.ts');
    const run = args.needed('run');
    const changes = evaluationSettings(args.texts('set'));
    const rivals = parseRivals(args.text('rivals'));
    const options = backendOf(args);
    await useBackend(options);
    const trained = await openServedRun(run, args.text('data'));
    const result = await evaluateRun(run, trained, { changes, rivals, threads: options.threads });
    await trained.served.close();
    return evaluated(result);
  },
};

export function evaluated({ evaluation, chosen }: Evaluated): CommandResult {
  const line = chosen === null ? '' : `CuratorNet has ${chosen}, the best by validation.\n`;
  return { json: evaluation, text: `${evaluationTable(evaluation)}${line}` };
}
