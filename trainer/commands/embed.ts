// curatornet embed: pictures become the features that everything else is computed from.
import { InputError } from '@curatornet/shared/errors.ts';
import { embed } from '../embed/embed.ts';
import { NORMALISATIONS, type Normalisation } from '../embed/normalise.ts';
import { say } from '../progress.ts';
import { type Arguments, type Command, OPTIONS } from './command.ts';

/** Skipped items that are named on stderr; --json names all. */
const NAMED = 20;

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
    const { manifest, embedded, known, skipped } = await embed({
      data,
      images: args.text('images'),
      embedder,
      force: args.flag('force'),
    });
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
  },
};

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
    return visualEmbedder(parseThreads(args.text('threads')));
  }
  only('threads', 'not for a model');
  if (!Object.hasOwn(NORMALISATIONS, normalisation))
    throw new InputError('usage', `there is no normalisation '${normalisation}'`, {
      how: `name one of: ${Object.keys(NORMALISATIONS).join(', ')}`,
    });
  const { chooseBackend } = await import('../tfjs/choose.ts');
  const { modelEmbedder } = await import('../embed/model-embedder.ts');
  const backend = await chooseBackend(args.text('backend') ?? 'auto');
  say(`backend  ${backend.name}: ${backend.about}`);
  return modelEmbedder(model, normalisation as Normalisation);
}

function parseThreads(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const threads = Number(text);
  if (!/^\d+$/.test(text) || threads < 1 || threads > 256)
    throw new InputError('usage', `--threads ${text} is not a whole number from 1 to 256`, {
      how: 'leave it out for all cores',
    });
  return threads;
}
