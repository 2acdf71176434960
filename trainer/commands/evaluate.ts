// curatornet evaluate: a trained run and its rivals on the hidden items, as evaluation.json and a table.
import { evaluate } from '../evaluate/protocol.ts';
import { evaluationTable } from '../evaluate/table.ts';
import { countUsers } from '../model/popularity.ts';
import { writeEvaluation } from '../run-folder.ts';
import { type Command, OPTIONS } from './command.ts';

export const evaluateCommand: Command = {
  about: 'measure a trained run against its rivals on the hidden items',
  options: {
    run: OPTIONS.run,
    data: { ...OPTIONS.data, about: 'the dataset folder, by default the one of the run' },
    backend: OPTIONS.backend,
  },
  async run(args) {
    const { makeRivals } = await import('../evaluate/rivals.ts');
    const { unitRows } = await import('../model/visrank.ts');
    const { chooseBackend } = await import('../train/backend.ts');
    const { openSweep, openTrained } = await import('./trained.ts');
    const { lambdaName } = await import('../train/sweep.ts');
    const run = args.needed('run');
    await chooseBackend(args.text('backend') ?? 'auto');
    const trained = await openTrained(run, args.text('data'));
    const { config, dataset, split, served } = trained;
    const others = await openSweep(run, trained);
    const rankers = [served, ...others, ...makeRivals(dataset, split, config.seed)];
    const rows = dataset.items.length;
    const works = {
      unit: unitRows(dataset.features, dataset.featureSize),
      size: dataset.featureSize,
      artists: dataset.items.map(({ artist }) => artist),
      owners: countUsers(split.history, rows),
      users: dataset.users.length,
    };
    const question = { known: split.history, hidden: split.hidden, rows, works };
    const evaluation = await evaluate(rankers, question, config.seed);
    for (const model of [served, ...others]) await model.close();
    await writeEvaluation(run, evaluation);
    const chosen = `CuratorNet is the one with ${lambdaName(Number(config.settings.l2))}, the best by validation.\n`;
    return { json: evaluation, text: `${evaluationTable(evaluation)}${others.length > 0 ? chosen : ''}` };
  },
};
