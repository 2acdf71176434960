// curatornet pull: creates a dataset folder from a worker's items and events, to train again.
import { named, pull } from '../pull/pull.ts';
import { type Command, OPTIONS } from './command.ts';
import { openWorker, WORKER_OPTIONS } from './worker.ts';

export const pullCommand: Command = {
  about: "create a dataset folder from a worker's items and events; interrupted and run again, it goes on",
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
    const { manifest, leftOut } = await pull({
      from: admin,
      before: args.text('data'),
      out: args.needed('out'),
      name: args.text('name'),
      force: args.flag('force'),
      partial: args.flag('partial'),
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
