// curatornet pull: what a worker knows becomes a dataset folder, to train on again.
import { openDataset } from '../dataset/dataset.ts';
import { pull } from '../pull/pull.ts';
import { type Command, OPTIONS } from './command.ts';
import { openWorker, WORKER_OPTIONS } from './worker.ts';

export const pullCommand: Command = {
  about: "make a dataset folder out of a worker's items and events",
  options: {
    url: WORKER_OPTIONS.url,
    out: { type: 'string', value: 'DIR', about: 'the folder to make', required: true },
    data: { ...OPTIONS.data, about: 'the dataset of before: the features of items that were not uploaded since' },
    name: { type: 'string', value: 'NAME', about: "the dataset's name" },
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
      where: admin.url,
    });
    const { items, users, events } = manifest.counts;
    const left = `${leftOut.items} items without features and ${leftOut.events} events of items that are not there`;
    return {
      json: { ...manifest, leftOut },
      text: `pulled ${args.needed('out')}: ${events.toLocaleString('en')} events by ${users.toLocaleString('en')} users, ${items.toLocaleString('en')} items; left out ${left}`,
    };
  },
};
