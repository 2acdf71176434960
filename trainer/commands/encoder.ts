// The options of commands that compute features of pictures, and the embedder for them.
import { InputError } from '@curatornet/shared/errors.ts';
import type { Embedder } from '../embed/embedder.ts';
import { isOnnx, networkFile } from '../embed/networks/open.ts';
import { PRESETS } from '../embed/preprocessing.ts';
import { MOST_THREADS, parseThreads } from '../threads.ts';
import { type Arguments, OPTIONS, type Option } from './command.ts';

/** The most threads for visual features. */
const MOST_VISUAL_THREADS = 256;

export const ENCODER_OPTIONS = {
  model: {
    type: 'string',
    value: 'PATH|URL',
    about: 'an ONNX file or a TensorFlow.js model; without it, engineered visual features',
  },
  preprocessing: {
    type: 'string',
    value: 'NAME',
    about: `with --model: ${Object.keys(PRESETS).join(', ')} (default: encoder.json beside the model)`,
  },
  backend: { ...OPTIONS.backend, about: `for a TensorFlow.js model: ${OPTIONS.backend.about}` },
  threads: { type: 'string', value: 'N', about: 'threads (default: one per core)' },
} as const satisfies Record<string, Option>;

/** The embedder that the options name. @throws InputError */
export async function chooseEmbedder(args: Arguments): Promise<Embedder> {
  const model = args.text('model');
  const only = (name: string, what: string) => {
    if (args.text(name) !== undefined) throw new InputError('usage', `--${name} ${what}`, { how: 'omit it' });
  };
  if (model === undefined) {
    only('preprocessing', 'requires --model');
    only('backend', 'requires --model');
    const { visualEmbedder } = await import('../embed/visual-embedder.ts');
    return visualEmbedder(parseThreads(args.text('threads'), MOST_VISUAL_THREADS));
  }
  const threads = parseThreads(args.text('threads'), MOST_THREADS);
  if (isOnnx(networkFile(model))) only('backend', 'is for TensorFlow.js models');
  else {
    const { useBackend } = await import('../tfjs/choose.ts');
    await useBackend({ backend: args.text('backend'), threads });
  }
  const { modelEmbedder } = await import('../embed/model-embedder.ts');
  return modelEmbedder(model, { preprocessing: args.text('preprocessing'), threads });
}
