// curatornet evaluate: a trained run and its rivals on the hidden items, as evaluation.json and a table.

import { loadLabels } from '../cluster/labels.ts';

import { evaluationSettings } from '../config.ts';
import { evaluate } from '../evaluate/protocol.ts';
import { evaluationTable } from '../evaluate/table.ts';
import { writeEvaluation } from '../run-folder.ts';
import { type Command, OPTIONS } from './command.ts';

export const evaluateCommand: Command = {
  about: 'measure a trained run against its rivals on the hidden items',
  options: {
    run: OPTIONS.run,
    data: { ...OPTIONS.data, about: 'the dataset folder, by default the one of the run' },
    set: { ...OPTIONS.set, about: 'changes a setting of the evaluation (candidates) without training again' },
    backend: OPTIONS.backend,
    threads: OPTIONS.threads,
  },
  async run(args) {
    const { makeRivals } = await import('../rivals/rivals.ts');
    const { makeQuestion } = await import('../evaluate/question.ts');
    const { chooseBackend, parseThreads } = await import('../tfjs/choose.ts');
    const { openSweep, openServedRun } = await import('../trained-run.ts');
    const { lambdaName } = await import('../train/sweep.ts');
    const run = args.needed('run');
    const changes = evaluationSettings(args.texts('set'));
    await chooseBackend(args.text('backend') ?? 'auto', parseThreads(args.text('threads')));
    const trained = await openServedRun(run, args.text('data'));
    const { config, dataset, split, served } = trained;
    const { seed } = config;
    const settings = { ...config.settings, ...changes };
    const others = await openSweep(run, trained);
    const labels = await loadLabels(run, dataset);
    const rankers = [served, ...others, ...makeRivals(dataset, split, { labels, negatives: settings.negatives, seed })];
    const evaluation = await evaluate(rankers, makeQuestion(dataset, split, settings.candidates), seed);
    for (const model of [served, ...others]) await model.close();
    await writeEvaluation(run, evaluation);
    const chosen = `CuratorNet is the one with ${lambdaName(settings.l2)}, the best by validation.\n`;
    return { json: evaluation, text: `${evaluationTable(evaluation)}${others.length > 0 ? chosen : ''}` };
  },
};
