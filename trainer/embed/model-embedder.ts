// Embeds pictures with a network of the user: an ONNX file or a TensorFlow.js model.
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { encoderSchema } from '@curatornet/shared/bundle.ts';
import { withEncoderId } from '@curatornet/shared/encoder.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { BrokenPicture, DECODER, type PictureBytes, readPicture, squared } from '../pictures/decode.ts';
import { say } from '../progress.ts';
import type { Embedder, EmbeddingResult } from './embedder.ts';
import { beside, isWeb, readIfThere } from './networks/files.ts';
import { type Input, readInput } from './networks/input.ts';
import type { ImageNetwork } from './networks/network.ts';
import { networkFile, openNetwork } from './networks/open.ts';
import { isSoftmax, pooled } from './networks/output.ts';
import {
  completed,
  describePreprocessing,
  ENCODER_FILE,
  type Preprocessing,
  readPreprocessing,
  toInput,
} from './preprocessing.ts';

/** Pictures per batch; larger batches are not faster on a CPU. */
const BATCH = 8;
const MAX_JSON = 1 << 16;

export interface ModelOptions {
  /** The name of a preset; by default encoder.json beside the network says it. */
  preprocessing?: string;
  /** Threads of ONNX Runtime; by default one per core. */
  threads?: number;
}

/**
 * Loads a network and runs it on two pictures, to check that it returns finite features of a fixed size.
 * @param model a file, folder or URL
 * @throws InputError if the network cannot be loaded, does not accept pictures or does not return features
 */
export async function modelEmbedder(
  model: string,
  { preprocessing: preset, threads = availableParallelism() }: ModelOptions = {},
): Promise<Embedder> {
  const file = networkFile(model);
  if (!isWeb(file) && !existsSync(file))
    throw new InputError('missing', 'not found', {
      where: file,
      how: 'name an ONNX file or a TensorFlow.js model, or the folder of one',
    });
  const encoderFile = beside(file, ENCODER_FILE);
  const wanted = readPreprocessing(await readIfThere(encoderFile, MAX_JSON), encoderFile, preset);
  const network = await openNetwork(file, { output: wanted.output, threads });
  const input = readInput(network.input, wanted.layout, file);
  if (input.side !== undefined && wanted.size !== undefined && wanted.size !== input.side)
    throw new InputError(
      'mismatch',
      `its input has ${input.side} pixels a side, but ${ENCODER_FILE} says ${wanted.size}`,
      {
        where: file,
        how: `write "size": ${input.side} into ${encoderFile}`,
      },
    );
  const steps = completed(wanted, input.side);
  const batchSize = input.batch ?? BATCH;
  const encode = (pictures: readonly Uint8Array[]) => run(network, pictures, steps, input, file);

  const [grey, stripes] = await Promise.all(
    [() => 128, (at: number) => (at % 96 < 48 ? 20 : 230)].map((paint) =>
      encode([Uint8Array.from({ length: 3 * steps.size ** 2 }, (_, at) => paint(at))]).then(([features]) => features),
    ),
  );
  if ([grey, stripes].every(isSoftmax))
    say(
      `embed  warning: the output is a softmax, the probabilities of a classifier. The layer before it has better features: name it as "output" in ${ENCODER_FILE}`,
    );
  const preprocessing = describePreprocessing(steps);
  const encoder = await withEncoderId({ network: network.digest, preprocessing, features: grey.length });
  const parsed = encoderSchema.safeParse(encoder);
  if (!parsed.success)
    throw new InputError('invalid', `returns ${grey.length} features: ${parsed.error.issues[0].message}`, {
      where: file,
      how: 'name an output with fewer features',
    });
  return {
    about: `${network.about} (sha256 ${network.digest.slice(0, 16)}, ${preprocessing})`,
    encoder,
    key: `${encoder.id}, ${DECODER}`,
    embed: (paths, known) => embedFiles(paths, known, steps, batchSize, encode),
  };
}

/** Runs the network on pictures, [size, size, 3] bytes each: a feature vector per picture. */
async function run(
  network: ImageNetwork,
  pictures: readonly Uint8Array[],
  steps: Preprocessing,
  { layout, batch }: Input,
  where: string,
): Promise<Float32Array[]> {
  // A network with a fixed batch gets a whole one; what it returns for the rest is ignored.
  const n = batch ?? pictures.length;
  const { size } = steps;
  const pixels = new Float32Array(n * 3 * size * size);
  for (const [i, rgb] of pictures.entries()) toInput(rgb, steps, layout, pixels.subarray(i * rgb.length));
  const dims = layout === 'nchw' ? [n, 3, size, size] : [n, size, size, 3];
  const rows = pooled(await network.run(pixels, dims), n, steps.pooling, layout);
  if (!rows)
    throw new InputError('malformed', `its output does not have features for each of ${n} pictures`, {
      where,
      how: `name an output of shape [batch, features] as "output" in ${ENCODER_FILE}`,
    });
  return rows.slice(0, pictures.length);
}

type Decoded = { place: number; file: PictureBytes; rgb?: Uint8Array } | { place: number; broken: string };

/** Decodes the next batch while the network runs on one. */
async function* embedFiles(
  paths: readonly string[],
  known: ReadonlySet<string>,
  steps: Preprocessing,
  batchSize: number,
  encode: (pictures: readonly Uint8Array[]) => Promise<Float32Array[]>,
): AsyncGenerator<EmbeddingResult> {
  const decode = async (path: string, place: number): Promise<Decoded> => {
    try {
      const file = await readPicture(path);
      return { place, file, rgb: known.has(file.digest) ? undefined : (await squared(file, steps)).rgb };
    } catch (error) {
      if (!(error instanceof BrokenPicture)) throw error;
      return { place, broken: error.message };
    }
  };
  const decodeBatch = (from: number) =>
    Promise.all(paths.slice(from, from + batchSize).map((path, i) => decode(path, from + i)));
  let next = decodeBatch(0);
  for (let from = 0; from < paths.length; from += batchSize) {
    const batch = await next;
    next = decodeBatch(from + batchSize);
    const fresh = batch.flatMap((one) => ('file' in one && one.rgb ? [one.rgb] : []));
    const vectors = fresh.length > 0 ? await encode(fresh) : [];
    let at = 0;
    for (const one of batch) {
      if ('broken' in one) yield one;
      else if (!one.rgb) yield { place: one.place, digest: one.file.digest };
      else {
        const vector = vectors[at++];
        yield vector.every(Number.isFinite)
          ? { place: one.place, digest: one.file.digest, vector }
          : { place: one.place, broken: 'the network returns features that are not finite' };
      }
    }
  }
}
