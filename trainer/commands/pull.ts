// curatornet pull: what a worker knows becomes a dataset folder, to train on again.
import { InputError } from '@curatornet/shared/errors.ts';
import { openDataset } from '../dataset/dataset.ts';
import { pull } from '../pull/pull.ts';
import { type Command, OPTIONS } from './command.ts';
import { openWorker, WORKER_OPTIONS } from './worker.ts';

/** In percent. */
const MOST_UNUSABLE = 5;

export const pullCommand: Command = {
  about: "make a dataset folder out of a worker's items and events",
  options: {
    url: WORKER_OPTIONS.url,
    out: { type: 'string', value: 'DIR', about: 'the folder to make', required: true },
    data: { ...OPTIONS.data, about: 'the dataset of before: the features of items that were not uploaded since' },
    name: { type: 'string', value: 'NAME', about: "the dataset's name" },
    unusable: {
      type: 'string',
      value: 'PERCENT',
      about: `how much of the export may be left out as unusable, ${MOST_UNUSABLE} by default`,
    },
    force: OPTIONS.force,
  },
  async run(args) {
    const admin = await openWorker(args.text('url'));
    const data = args.text('data');
    const before = data === undefined ? undefined : await openDataset(data);
    const { manifest, leftOut } = await pull({
      export: await admin.export(),
      before,
      out: args.needed('out'),
      name: args.text('name'),
      force: args.flag('force'),
      mostUnusable: percent(args.text('unusable')),
      where: admin.url,
    });
    const { items, users, events } = manifest.counts;
    const { unusable } = leftOut;
    const left = `left out ${leftOut.items} items without features and ${leftOut.events} events of items that are not there`;
    const named = unusable.first.map((one) => `\n  ${one}`).join('');
    const not = `left out as unusable ${unusable.items} items, ${unusable.features} features and ${unusable.events} events${named}`;
    return {
      json: { ...manifest, leftOut },
      text: `pulled ${args.needed('out')}: ${events.toLocaleString('en')} events by ${users.toLocaleString('en')} users, ${items.toLocaleString('en')} items\n${left}\n${not}`,
    };
  },
};

/** @throws InputError `usage` where it is no share */
function percent(text: string | undefined): number {
  const share = Number(text ?? MOST_UNUSABLE);
  if (text?.trim() === '' || !(share >= 0 && share <= 100))
    throw new InputError('usage', `--unusable ${text} is not a number from 0 to 100`, {
      how: 'say it in percent: --unusable 10',
    });
  return share;
}
