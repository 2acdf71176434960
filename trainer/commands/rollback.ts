// curatornet rollback: ends a canary, or goes back to the version before. It says what it undoes, and sends the revision that
// it decided on, so that asking twice undoes nothing twice. Nothing is uploaded, and the next request finds it.
import type { LifeResponse } from '@curatornet/shared/deployments.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { because, expectServed, lastSwitch } from '../deploy/steps.ts';
import type { Command } from './command.ts';
import { confirm, openWorker, WORKER_OPTIONS } from './worker.ts';

export const rollbackCommand: Command = {
  about: 'end a canary, or go back to the version before',
  options: {
    ...WORKER_OPTIONS,
    undo: {
      type: 'string',
      value: 'VERSION',
      about: 'what is undone: the candidate or the champion; by default what the last switch brought',
    },
  },
  async run(args) {
    const admin = await openWorker(args.text('url'));
    const life = await admin.life();
    const undo = args.text('undo') ?? broughtLast(life);
    const { champion, candidate, previous, revision } = life;
    if (undo !== champion && undo !== candidate) {
      // Asked again, after the answer was lost or the worker was faster.
      const done = lastSwitch(life);
      const known = life.history.some(({ version, candidate }) => undo === version || undo === candidate);
      if (known && done && (done.kind === 'rollback' || done.kind === 'stop') && champion !== null) {
        await expectServed(admin, champion);
        return {
          json: said(life, admin.url),
          text: `${undo} does not serve any more: version ${champion} answers everybody`,
        };
      }
    }
    const to = undo === candidate ? champion : previous;
    await confirm(admin, args.flag('yes'), `version ${undo} is undone: ${to ?? 'nothing'} answers everybody`);
    const now = await admin.rollback(undo, { revision, ...because(args.text('why') ?? '') });
    if (now.champion !== null) await expectServed(admin, now.champion);
    return { json: said(now, admin.url), text: now.summary };
  },
};

const said = ({ revision, champion, candidate, previous }: LifeResponse, url: string) => ({
  revision,
  champion,
  candidate,
  previous,
  url,
});

/**
 * What the last switch put before visitors.
 * @throws InputError where it put nothing new there: then nobody can know what is to be undone
 */
function broughtLast(life: LifeResponse): string {
  const last = lastSwitch(life);
  if (!last) throw new InputError('invalid', 'nothing was put in force yet, so there is nothing to undo');
  if (last.kind === 'canary') return last.candidate!;
  if (last.kind === 'promote') return last.version;
  const what = last.candidate === null ? 'a rollback' : `the end of the canary of ${last.candidate}`;
  throw new InputError(
    'usage',
    `the last switch was ${what}, by ${last.who || 'somebody'}${last.why && `: ${last.why}`}. Version ${life.champion} answers everybody`,
    { how: `if ${life.champion} is what you want to undo, say so: --undo ${life.champion}` },
  );
}
