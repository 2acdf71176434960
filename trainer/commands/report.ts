// curatornet report: writes a page about a run, with figures, after the ablation whose results it shows.
import type { Reported } from '../pipeline/report.ts';
import { backendOf } from './backend.ts';
import { type Command, type CommandResult, RUN_OPTIONS } from './command.ts';

export const reportCommand: Command = {
  about: 'write a page about a run: tables, figures, ablation, model card',
  options: {
    ...RUN_OPTIONS,
    'no-ablation': { type: 'boolean', about: 'train no variants; show the results of earlier ablations only' },
  },
  async run(args) {
    const { reportRun } = await import('../pipeline/report.ts');
    const { useBackend } = await import('../tfjs/choose.ts');
    const { openRun } = await import('../trained-run.ts');
    const run = args.needed('run');
    const trained = await openRun(run, args.text('data'));
    const backend = await useBackend(backendOf(args));
    return reported(await reportRun(run, trained, { ablation: !args.flag('no-ablation'), backend }));
  },
};

export const reported = ({ page, figures, variants }: Reported): CommandResult => ({
  json: { page, figures, variants },
  text: `reported ${page}: ${figures} figures, ${variants} variants in the ablation`,
});
