// curatornet rollback: ends a canary, or goes back to the previous version. It sends the revision that it is based on, so
// that a retry undoes nothing twice. It uploads nothing and takes effect with the next request.
import type { ModelsResponse } from '@curatornet/shared/deployments.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { because, expectServed, lastSwitch } from '../deploy/steps.ts';
import type { Command } from './command.ts';
import { confirm, openWorker, WORKER_OPTIONS } from './worker.ts';

export const rollbackCommand: Command = {
  about: 'end a canary, or go back to the previous version',
  options: {
    ...WORKER_OPTIONS,
    undo: {
      type: 'string',
      value: 'VERSION',
      about: 'the candidate or the champion to undo (default: the version of the last switch)',
    },
  },
  async run(args) {
    const admin = await openWorker(args.text('url'));
    const life = await admin.life();
    const undo = args.text('undo') ?? broughtLast(life);
    const { champion, candidate, previous, revision } = life;
    if (undo !== champion && undo !== candidate) {
      // A retry after a lost response.
      const done = lastSwitch(life);
      const known = life.history.some(({ version, candidate }) => undo === version || undo === candidate);
      if (known && done && (done.kind === 'rollback' || done.kind === 'stop') && champion !== null) {
        await expectServed(admin, champion);
        return {
          json: said(life, admin.url),
          text: `version ${undo} no longer serves: version ${champion} serves all visitors`,
        };
      }
    }
    const to = undo === candidate ? champion : previous;
    await confirm(admin, args.flag('yes'), `undoes version ${undo}: ${to ?? 'no version'} serves all visitors`);
    const now = await admin.rollback(undo, { revision, ...because(args.text('why') ?? '') });
    if (now.champion !== null) await expectServed(admin, now.champion);
    return { json: said(now, admin.url), text: now.summary };
  },
};

const said = ({ revision, champion, candidate, previous }: ModelsResponse, url: string) => ({
  revision,
  champion,
  candidate,
  previous,
  url,
});

/**
 * The version that the last switch introduced.
 * @throws InputError if it introduced none: then the user must name the version to undo
 */
function broughtLast(life: ModelsResponse): string {
  const last = lastSwitch(life);
  if (!last) throw new InputError('invalid', 'no version was deployed yet, so there is nothing to undo');
  if (last.kind === 'canary') return last.candidate!;
  if (last.kind === 'promote') return last.version;
  const what = last.candidate === null ? 'a rollback' : `the end of the canary of ${last.candidate}`;
  throw new InputError(
    'usage',
    `the last switch was ${what}, by ${last.who || 'unknown'}${last.why && `: ${last.why}`}. Version ${life.champion} serves all visitors`,
    { how: `to undo ${life.champion}: --undo ${life.champion}` },
  );
}
