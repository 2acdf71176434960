// curatornet embed: computes the features of pictures, the input of all later steps.
import { InputError } from '@curatornet/shared/errors.ts';
import { embed } from '../embed/embed.ts';
import { NORMALISATIONS, type Normalisation } from '../embed/normalise.ts';
import { say } from '../progress.ts';
import { type Arguments, type Command, OPTIONS } from './command.ts';

/** The most skipped items listed on stderr; --json lists all. */
const NAMED = 20;

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
    const { manifest, embedded, known, skipped } = await embed({
      data,
      images: args.text('images'),
      embedder,
      force: args.flag('force'),
    });
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
  },
};

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
    return visualEmbedder(parseThreads(args.text('threads')));
  }
  only('threads', 'cannot be combined with --model');
  if (!Object.hasOwn(NORMALISATIONS, normalisation))
    throw new InputError('usage', `unknown normalisation '${normalisation}'`, {
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
    throw new InputError('usage', `--threads ${text} must be an integer between 1 and 256`, {
      how: 'omit it to use all cores',
    });
  return threads;
}
