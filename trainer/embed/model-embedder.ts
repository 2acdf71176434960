// A network of yours as the embedder: a TensorFlow.js graph model, ResNet50 without its last layer in the paper.

import * as tf from '@curatornet/backend/tfjs.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import { BrokenPicture, centreCrop, DECODER, readPicture } from '../pictures/decode.ts';
import type { Pixels } from '../pictures/pixels.ts';
import type { Embedder, EmbeddingResult } from './embedder.ts';
import { readGraph } from './graph-files.ts';
import { type Normalisation, normalise } from './normalise.ts';

/** Pictures that go through the network at once: more are no faster on a CPU. */
const BATCH = 8;
/** What ImageNet networks were trained on: the middle 224 of a picture whose shorter side is 256. */
const [SIDE, CROP] = [256, 224];
const MAX_CROP = 1024;

const refuse = (where: string, what: string, how: string, cause?: unknown) =>
  new InputError('malformed', what, { where, how, cause });

/**
 * Loads a graph model into the tfjs backend in use, and asks it about one grey picture: it must answer with the same count
 * of finite numbers for each.
 * @param model a folder or an address
 * @throws InputError for a model that cannot be read, or that does not take pictures and give numbers
 */
export async function modelEmbedder(model: string, normalisation: Normalisation): Promise<Embedder> {
  const { artifacts, digest } = await readGraph(model);
  const graph = await loadGraphModel({ load: async () => artifacts }).catch((cause) => {
    throw refuse(model, `tfjs cannot build it: ${cause.message}`, 'convert the model again', cause);
  });
  if (graph.inputs.length !== 1)
    throw refuse(model, `takes ${graph.inputs.length} inputs`, 'convert a model that takes pictures and nothing else');
  const shape = graph.inputs[0].shape ?? [];
  const crop = shape[1] > 0 ? shape[1] : CROP;
  const fits = shape.length === 0 || (shape.length === 4 && shape[3] === 3 && (shape[2] === shape[1] || shape[2] < 0));
  if (!fits || crop > MAX_CROP)
    throw refuse(model, `takes [${shape}]`, 'convert a model that takes [batch, height, width, 3], height as width');
  const side = Math.round((crop * SIDE) / CROP);
  const once = (pictures: readonly Pixels[]) => run(graph, pictures, crop, normalisation, model);
  const grey = { width: crop, height: crop, rgb: new Uint8Array(3 * crop * crop).fill(128) };
  const [{ length: size }] = await once([grey]);
  return {
    about: `a graph model (sha256 ${digest.slice(0, 16)}, ${crop} x ${crop} pixels, normalised as ${normalisation})`,
    key: `graph model ${digest}, ${crop} of ${side}, ${normalisation}, ${DECODER}`,
    size,
    async *embed(paths, known) {
      let batch: { place: number; digest: string; pixels: Pixels }[] = [];
      async function* flush(): AsyncGenerator<EmbeddingResult> {
        if (batch.length === 0) return;
        const vectors = await once(batch.map(({ pixels }) => pixels));
        for (const [i, { place, digest }] of batch.entries())
          yield vectors[i].every(Number.isFinite)
            ? { place, digest, vector: vectors[i] }
            : { place, broken: 'the model gives numbers for it that are not finite' };
        batch = [];
      }
      for (const [place, path] of paths.entries()) {
        try {
          const file = await readPicture(path);
          if (known.has(file.digest)) yield { place, digest: file.digest };
          else batch.push({ place, digest: file.digest, pixels: await centreCrop(file, side, crop) });
        } catch (error) {
          if (!(error instanceof BrokenPicture)) throw error;
          yield { place, broken: error.message };
        }
        if (batch.length === BATCH) yield* flush();
      }
      yield* flush();
    },
  };
}

/** The network's numbers for each picture. Maps of numbers are averaged over places, as ResNet does at its end. */
async function run(
  graph: GraphModel,
  pictures: readonly Pixels[],
  crop: number,
  normalisation: Normalisation,
  where: string,
): Promise<Float32Array[]> {
  const input = new Float32Array(pictures.length * crop * crop * 3);
  for (const [i, { rgb }] of pictures.entries()) normalise(rgb, normalisation, input.subarray(i * rgb.length));
  const batch = tf.tensor4d(input, [pictures.length, crop, crop, 3]);
  let result: tf.Tensor | tf.Tensor[] | tf.NamedTensorMap;
  try {
    result = graph.predict(batch);
  } catch (cause) {
    throw refuse(
      where,
      `does not run: ${(cause as Error).message}`,
      'try another --backend, or convert it again',
      cause,
    );
  } finally {
    batch.dispose();
  }
  if (!(result instanceof tf.Tensor))
    throw refuse(where, `gives ${graph.outputs.length} outputs`, 'convert it with one output: the features');
  const flat = tf.tidy(() => (result.rank === 4 ? tf.mean(result, [1, 2]) : result));
  if (flat !== result) result.dispose();
  if (flat.rank !== 2 || flat.shape[0] !== pictures.length || flat.dtype !== 'float32')
    throw refuse(where, `gives [${result.shape}] of ${result.dtype}`, 'convert it with one output: [batch, features]');
  const values = (await flat.data()) as Float32Array;
  const size = flat.shape[1]!;
  flat.dispose();
  return pictures.map((_, i) => values.slice(i * size, (i + 1) * size));
}
