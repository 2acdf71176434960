// curatornet pull: what a worker knows becomes a dataset folder, to train on again.
import { openDataset } from '../dataset/dataset.ts';
import { named, pull } from '../pull/pull.ts';
import { type Command, OPTIONS } from './command.ts';
import { openWorker, WORKER_OPTIONS } from './worker.ts';

export const pullCommand: Command = {
  about: "make a dataset folder out of a worker's items and events",
  options: {
    url: WORKER_OPTIONS.url,
    out: { type: 'string', value: 'DIR', about: 'the folder to make', required: true },
    data: { ...OPTIONS.data, about: 'the dataset of before: the features of items that were not uploaded since' },
    name: { type: 'string', value: 'NAME', about: "the dataset's name" },
    partial: {
      type: 'boolean',
      about: 'leave out more than a tenth of the items, features or events',
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
      partial: args.flag('partial'),
      where: admin.url,
    });
    const { items, users, events } = manifest.counts;
    const { unusable } = leftOut;
    const lines = [
      `pulled ${args.needed('out')}: ${events.toLocaleString('en')} events by ${users.toLocaleString('en')} users, ${items.toLocaleString('en')} items`,
      leftOut.items === 0
        ? 'left out no item for want of features'
        : `left out ${leftOut.items} items without features (${named(leftOut)}) and ${leftOut.events} events of them`,
      `left out as unusable ${unusable.items} items, ${unusable.features} features and ${unusable.events} events`,
      ...unusable.first.map((one) => `  ${one}`),
    ];
    return {
      json: { ...manifest, leftOut },
      text: lines.join('\n'),
    };
  },
};
