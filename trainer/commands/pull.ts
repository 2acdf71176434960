// curatornet pull: creates a dataset folder from a worker's items and events, to train again.
import { openDataset } from '../dataset/dataset.ts';
import { named, pull } from '../pull/pull.ts';
import { type Command, OPTIONS } from './command.ts';
import { openWorker, WORKER_OPTIONS } from './worker.ts';

export const pullCommand: Command = {
  about: "create a dataset folder from a worker's items and events",
  options: {
    url: WORKER_OPTIONS.url,
    out: { type: 'string', value: 'DIR', about: 'the folder to create', required: true },
    data: { ...OPTIONS.data, about: 'the previous dataset; supplies features that the worker does not have' },
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
        ? 'all items have features'
        : `left out ${leftOut.items} items without features (${named(leftOut)}) and their ${leftOut.events} events`,
      `left out as unusable: ${unusable.items} items, ${unusable.features} features and ${unusable.events} events`,
      ...unusable.first.map((one) => `  ${one}`),
    ];
    return {
      json: { ...manifest, leftOut },
      text: lines.join('\n'),
    };
  },
};
