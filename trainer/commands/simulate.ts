// curatornet simulate: creates a store of simulated users and painted items, to try every command without real purchases.
import { parseSeed } from '../config.ts';
import { marketTable } from '../simulate/market.ts';
import type { Simulated } from '../simulate/simulate.ts';
import { DEFAULTS } from '../simulate/sizes.ts';
import { type Command, type CommandResult, OPTIONS } from './command.ts';

const size = (about: string) => ({ type: 'string', value: 'N', about }) as const;

export const simulateCommand: Command = {
  about: 'create a dataset of painted items and simulated users who buy them',
  options: {
    out: { type: 'string', value: 'DIR', about: 'the folder to create', required: true },
    users: size(`number of users (default ${DEFAULTS.users}, as in the paper)`),
    items: size(`number of items (default ${DEFAULTS.items})`),
    artists: size(`number of artists (default ${DEFAULTS.artists}, scaled with --items)`),
    purchases: size(`approximate number of purchases (default ${DEFAULTS.purchases}, scaled with --users)`),
    side: size(`pictures have about N x N pixels (default ${DEFAULTS.side})`),
    seed: OPTIONS.seed,
    name: { type: 'string', value: 'NAME', about: "the dataset's name" },
    force: OPTIONS.force,
  },
  async run(args) {
    const { simulate } = await import('../simulate/simulate.ts');
    const number = (name: string) => (args.text(name) === undefined ? undefined : Number(args.text(name)));
    const out = args.needed('out');
    const made = await simulate({
      users: number('users'),
      items: number('items'),
      artists: number('artists'),
      purchases: number('purchases'),
      side: number('side'),
      seed: parseSeed(args.text('seed') ?? '1'),
      out,
      name: args.text('name'),
      force: args.flag('force'),
    });
    return simulated(out, made);
  },
};

export function simulated(out: string, made: Simulated): CommandResult {
  const { events, users, items } = made.counts;
  const summary = `simulated ${out}: ${events.toLocaleString('en')} purchases of ${items.toLocaleString('en')} items by ${users.toLocaleString('en')} simulated users`;
  return { json: made, text: [summary, '', ...marketTable(made.market)].join('\n') };
}
