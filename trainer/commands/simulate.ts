// curatornet simulate: a dataset of made-up people, for trying everything without anybody's purchases.
import { parseSeed } from '../config.ts';
import { SIMULATE_DEFAULTS, simulate } from '../simulate/simulate.ts';
import { type Command, OPTIONS } from './command.ts';

const size = (about: string, initial: number) =>
  ({ type: 'string', value: 'N', about: `${about}, ${initial} by default` }) as const;

export const simulateCommand: Command = {
  about: 'make a dataset of simulated people and works',
  options: {
    out: { type: 'string', value: 'DIR', about: 'the folder to make', required: true },
    users: size('people', SIMULATE_DEFAULTS.users),
    items: size('works', SIMULATE_DEFAULTS.items),
    features: size('numbers in the features of a work', SIMULATE_DEFAULTS.features),
    styles: size('styles that works are drawn around', SIMULATE_DEFAULTS.styles),
    seed: OPTIONS.seed,
    name: { type: 'string', value: 'NAME', about: "the dataset's name" },
    force: OPTIONS.force,
  },
  async run(args) {
    const number = (name: string) => (args.text(name) === undefined ? undefined : Number(args.text(name)));
    const out = args.needed('out');
    const made = await simulate({
      users: number('users'),
      items: number('items'),
      features: number('features'),
      styles: number('styles'),
      seed: parseSeed(args.text('seed') ?? '1'),
      out,
      name: args.text('name'),
      force: args.flag('force'),
    });
    const { events, users, items } = made.counts;
    return {
      json: made,
      text: `simulated ${out}: ${events.toLocaleString('en')} purchases of ${items.toLocaleString('en')} works by ${users.toLocaleString('en')} people, nobody of whom is real`,
    };
  },
};
