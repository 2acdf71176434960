// curatornet report: the run on one page, with its figures, after the ablation that it shows.
import type { Reported } from '../pipeline/report.ts';
import { backendOf } from './backend.ts';
import { type Command, type Outcome, RUN_OPTIONS } from './command.ts';

export const reportCommand: Command = {
  about: 'show a run on one page: tables, figures, ablation, model card',
  options: {
    ...RUN_OPTIONS,
    'no-ablation': { type: 'boolean', about: 'train no variants; show those that are there' },
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

export const reported = ({ page, figures, variants }: Reported): Outcome => ({
  json: { page, figures, variants },
  text: `reported ${page}: ${figures} figures, ${variants} variants in the ablation`,
});
