// curatornet embed: computes the features of pictures, the input of all later steps.
import { type EmbedOutcome, embed } from '../embed/embed.ts';
import { say } from '../progress.ts';
import { type Command, type CommandResult, OPTIONS } from './command.ts';
import { chooseEmbedder, ENCODER_OPTIONS } from './encoder.ts';

/** The most skipped items listed on stderr; --json lists all. */
const NAMED = 20;

export const embedCommand: Command = {
  about: 'compute features of pictures, and turn a folder of pictures into a dataset',
  options: {
    data: { ...OPTIONS.data, about: 'a folder with items.csv and events.csv', required: true },
    images: { type: 'string', value: 'DIR', about: 'the folder of pictures (default: images in the data folder)' },
    ...ENCODER_OPTIONS,
    force: { type: 'boolean', about: 'replace features of another origin, and compute all again' },
  },
  async run(args) {
    const data = args.needed('data');
    const embedder = await chooseEmbedder(args);
    return embedded(data, await embed({ data, images: args.text('images'), embedder, force: args.flag('force') }));
  },
};

/** Prints the skipped items, and returns the result. */
export function embedded(data: string, outcome: EmbedOutcome): CommandResult {
  const { manifest, featureSize, embedded, known, skipped } = outcome;
  for (const { id, why } of skipped.slice(0, NAMED)) say(`embed  skipped ${id}: ${why}`);
  if (skipped.length > NAMED) say(`embed  and ${skipped.length - NAMED} more; --json lists all`);
  const count = (n: number) => n.toLocaleString('en');
  const rest = [
    ...(known > 0 ? [`${count(known)} known`] : []),
    ...(skipped.length > 0 ? [`${count(skipped.length)} skipped (they get the mean of the others)`] : []),
  ];
  const text = `embedded ${data}: ${[`${count(embedded)} pictures`, ...rest].join(', ')}; ${featureSize} features each`;
  return {
    json: { embedded, known, skipped, dataset: manifest },
    text: manifest ? text : `${text}\nevents.csv is missing: run embed again when it is there, to complete the dataset`,
  };
}
