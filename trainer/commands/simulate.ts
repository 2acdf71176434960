// curatornet simulate: a store of made-up people and painted items, for trying everything without anybody's purchases.
import { parseSeed } from '../config.ts';
import type { DatasetManifest } from '../dataset/manifest.ts';
import { DEFAULTS } from '../simulate/sizes.ts';
import { type Command, OPTIONS, type Outcome } from './command.ts';

const size = (about: string) => ({ type: 'string', value: 'N', about }) as const;

export const simulateCommand: Command = {
  about: 'paint a store of simulated items, and make a dataset of simulated people who buy them',
  options: {
    out: { type: 'string', value: 'DIR', about: 'the folder to make', required: true },
    users: size(`people, ${DEFAULTS.users} by default, as in the paper`),
    items: size(`items, ${DEFAULTS.items} by default`),
    artists: size(`${DEFAULTS.artists} by default, or as many an item as that`),
    purchases: size(`about so many, ${DEFAULTS.purchases} by default, or as many a user as that`),
    side: size(`pictures of about N x N pixels, ${DEFAULTS.side} by default`),
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

export function simulated(out: string, made: DatasetManifest): Outcome {
  const { events, users, items } = made.counts;
  return {
    json: made,
    text: `simulated ${out}: ${events.toLocaleString('en')} purchases of ${items.toLocaleString('en')} items by ${users.toLocaleString('en')} people, nobody of whom is real`,
  };
}
