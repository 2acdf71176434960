// curatornet embed: pictures become the features that everything else is computed from.
import { InputError } from '@curatornet/shared/errors.ts';
import { type EmbedOutcome, embed } from '../embed/embed.ts';
import { NORMALISATIONS, type Normalisation } from '../embed/normalise.ts';
import { say } from '../progress.ts';
import { parseThreads } from '../threads.ts';
import { type Arguments, type Command, OPTIONS, type Outcome } from './command.ts';

/** Skipped items that are named on stderr; --json names all. */
const NAMED = 20;
/** Visual features are computed by this many threads at most. */
const MOST_THREADS = 256;

export const embedCommand: Command = {
  about: 'turn pictures into features, and a folder of pictures into a dataset',
  options: {
    data: { ...OPTIONS.data, about: 'a folder with items.csv and events.csv', required: true },
    images: { type: 'string', value: 'DIR', about: 'the pictures, images in that folder by default' },
    model: {
      type: 'string',
      value: 'PATH|URL',
      about: 'a TensorFlow.js graph model; without it, engineered visual features',
    },
    normalisation: {
      type: 'string',
      value: 'NAME',
      about: `${Object.keys(NORMALISATIONS).join(', ')}: what the model expects, caffe by default`,
    },
    backend: { ...OPTIONS.backend, about: `for a model: ${OPTIONS.backend.about}` },
    threads: { type: 'string', value: 'N', about: 'without a model: all cores by default' },
    force: { type: 'boolean', about: 'replace features that are there' },
  },
  async run(args) {
    const data = args.needed('data');
    const embedder = await chooseEmbedder(args);
    return embedded(data, await embed({ data, images: args.text('images'), embedder, force: args.flag('force') }));
  },
};

/** Names what was skipped, and says the rest. */
export function embedded(data: string, { manifest, embedded, known, skipped }: EmbedOutcome): Outcome {
  for (const { id, why } of skipped.slice(0, NAMED)) say(`embed  skipped ${id}: ${why}`);
  if (skipped.length > NAMED) say(`embed  and ${skipped.length - NAMED} more; --json names all`);
  const count = (n: number) => n.toLocaleString('en');
  const rest = [
    ...(known > 0 ? [`${count(known)} known already`] : []),
    ...(skipped.length > 0 ? [`${count(skipped.length)} skipped, which get the mean of the others`] : []),
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
    if (args.text(name) !== undefined) throw new InputError('usage', `--${name} is ${what}`, { how: 'leave it out' });
  };
  if (model === undefined) {
    only('normalisation', 'for a model');
    only('backend', 'for a model');
    const { visualEmbedder } = await import('../embed/visual-embedder.ts');
    return visualEmbedder(parseThreads(args.text('threads'), MOST_THREADS));
  }
  only('threads', 'not for a model');
  if (!Object.hasOwn(NORMALISATIONS, normalisation))
    throw new InputError('usage', `there is no normalisation '${normalisation}'`, {
      how: `name one of: ${Object.keys(NORMALISATIONS).join(', ')}`,
    });
  const { useBackend } = await import('../tfjs/choose.ts');
  const { modelEmbedder } = await import('../embed/model-embedder.ts');
  await useBackend({ backend: args.text('backend') });
  return modelEmbedder(model, normalisation as Normalisation);
}
