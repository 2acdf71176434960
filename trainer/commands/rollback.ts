// curatornet rollback: undoes the last switch. Nothing is uploaded, and the next request finds it.
import { because } from '../deploy/steps.ts';
import type { Command } from './command.ts';
import { confirm, openWorker, WORKER_OPTIONS } from './worker.ts';

export const rollbackCommand: Command = {
  about: 'end a canary, or go back to the version before',
  options: WORKER_OPTIONS,
  async run(args) {
    const admin = await openWorker(args.text('url'));
    await confirm(admin, args.flag('yes'), 'the last switch is undone');
    const life = await admin.rollback(because(args.text('why') ?? ''));
    return {
      json: { champion: life.champion, candidate: life.candidate, previous: life.previous, url: admin.url },
      text: `version ${life.champion} answers everybody`,
    };
  },
};
