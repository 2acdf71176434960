// curatornet embed: computes the features of pictures, the input of all later steps.
import { InputError } from '@curatornet/shared/errors.ts';
import { type EmbedOutcome, embed } from '../embed/embed.ts';
import { NORMALISATIONS, type Normalisation } from '../embed/normalise.ts';
import { say } from '../progress.ts';
import { parseThreads } from '../threads.ts';
import { type Arguments, type Command, type CommandResult, OPTIONS } from './command.ts';

/** The most skipped items listed on stderr; --json lists all. */
const NAMED = 20;
/** The most threads for visual features. */
const MOST_THREADS = 256;

export const embedCommand: Command = {
  about: 'compute features of pictures, and turn a folder of pictures into a dataset',
  options: {
    data: { ...OPTIONS.data, about: 'a folder with items.csv and events.csv', required: true },
    images: { type: 'string', value: 'DIR', about: 'the folder of pictures (default: images in the data folder)' },
    model: {
      type: 'string',
      value: 'PATH|URL',
      about: 'a TensorFlow.js graph model; without it, engineered visual features',
    },
    normalisation: {
      type: 'string',
      value: 'NAME',
      about: `${Object.keys(NORMALISATIONS).join(', ')}: the input format of the model (default caffe)`,
    },
    backend: { ...OPTIONS.backend, about: `with --model: ${OPTIONS.backend.about}` },
    threads: { type: 'string', value: 'N', about: 'without --model: worker threads (default: one per core)' },
    force: { type: 'boolean', about: 'replace existing features' },
  },
  async run(args) {
    const data = args.needed('data');
    const embedder = await chooseEmbedder(args);
    return embedded(data, await embed({ data, images: args.text('images'), embedder, force: args.flag('force') }));
  },
};

/** Prints the skipped items, and returns the result. */
export function embedded(data: string, { manifest, embedded, known, skipped }: EmbedOutcome): CommandResult {
  for (const { id, why } of skipped.slice(0, NAMED)) say(`embed  skipped ${id}: ${why}`);
  if (skipped.length > NAMED) say(`embed  and ${skipped.length - NAMED} more; --json lists all`);
  const count = (n: number) => n.toLocaleString('en');
  const rest = [
    ...(known > 0 ? [`${count(known)} reused`] : []),
    ...(skipped.length > 0 ? [`${count(skipped.length)} skipped (they get the mean of the others)`] : []),
  ];
  return {
    json: { embedded, known, skipped, dataset: manifest },
    text: `embedded ${data}: ${[`${count(embedded)} pictures`, ...rest].join(', ')}; ${manifest.counts.featureSize} features each`,
  };
}

async function chooseEmbedder(args: Arguments) {
  const model = args.text('model');
  const normalisation = args.text('normalisation') ?? 'caffe';
  const only = (name: string, what: string) => {
    if (args.text(name) !== undefined) throw new InputError('usage', `--${name} ${what}`, { how: 'omit it' });
  };
  if (model === undefined) {
    only('normalisation', 'requires --model');
    only('backend', 'requires --model');
    const { visualEmbedder } = await import('../embed/visual-embedder.ts');
    return visualEmbedder(parseThreads(args.text('threads'), MOST_THREADS));
  }
  only('threads', 'cannot be combined with --model');
  if (!Object.hasOwn(NORMALISATIONS, normalisation))
    throw new InputError('usage', `unknown normalisation '${normalisation}'`, {
      how: `name one of: ${Object.keys(NORMALISATIONS).join(', ')}`,
    });
  const { useBackend } = await import('../tfjs/choose.ts');
  const { modelEmbedder } = await import('../embed/model-embedder.ts');
  await useBackend({ backend: args.text('backend') });
  return modelEmbedder(model, normalisation as Normalisation);
}
