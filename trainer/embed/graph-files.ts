// Loads the files of a TensorFlow.js graph model from a folder or over HTTP: model.json and its weight files. tfjs's own
// loader has no size limits and gives no digest of the model.
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { io } from '@curatornet/backend/tfjs.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import '@curatornet/shared/issues.ts';
import { z } from 'zod';

const MAX_JSON = 64 << 20;
/** ResNet50 has 98 MB. */
const MAX_WEIGHTS = 1 << 30;
const TIMEOUT = 300_000;

/** Checks only the fields used here; tfjs checks the rest when it builds the graph. */
const schema = z.looseObject({
  format: z
    .literal('graph-model', { error: 'is not a graph model: convert it with tensorflowjs_converter' })
    .optional(),
  modelTopology: z.looseObject({ node: z.array(z.looseObject({}), { error: 'has no graph' }) }),
  weightsManifest: z.array(
    z.object({
      /** Files in the folder of model.json or below. */
      paths: z.array(
        z.string().regex(/^(?!.*\.\.)[\w][\w./-]*$/, { error: 'is not the name of a file in this folder' }),
      ),
      weights: z.array(z.looseObject({ name: z.string() })),
    }),
  ),
});

export interface GraphFiles {
  artifacts: io.ModelArtifacts;
  /** sha256 over all bytes, in hex. */
  digest: string;
}

const how = 'name a folder or URL with a model.json, as tensorflowjs_converter writes it';

async function fromDisk(path: string, most: number): Promise<Uint8Array> {
  const { size } = await stat(path).catch((cause) => {
    throw new InputError('missing', 'not found', { where: path, how, cause });
  });
  if (size > most) throw tooLarge(path, most);
  return readFile(path);
}

async function fromWeb(address: string, most: number): Promise<Uint8Array> {
  const failed = (why: string, cause?: unknown) =>
    new InputError('missing', `cannot be downloaded: ${why}`, { where: address, how, cause });
  const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT) }).catch((cause) => {
    throw failed((cause.cause ?? cause).message, cause);
  });
  if (!response.ok || !response.body) throw failed(`HTTP status ${response.status}`);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > most) throw tooLarge(address, most);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const tooLarge = (where: string, most: number) =>
  new InputError('invalid', `is larger than the limit of ${most} bytes`, { where, how: 'use a smaller model' });

/**
 * Loads a graph model.
 * @param model a folder, a model.json, or the URL of either
 * @throws InputError `missing`, `malformed`, or `invalid` for files that are too large
 */
export async function readGraph(model: string): Promise<GraphFiles> {
  const web = /^https?:\/\//i.test(model);
  const file = /\.json$/i.test(model) ? model : `${model.replace(/\/$/, '')}/model.json`;
  const read = web ? fromWeb : fromDisk;
  const json = await read(file, MAX_JSON);
  const beside = (name: string) => (web ? new URL(name, file).href : join(dirname(file), name));
  const { modelTopology, weightsManifest, ...rest } = parse(json, file);
  const hash = createHash('sha256').update(json);
  const parts: Uint8Array[] = [];
  let left = MAX_WEIGHTS;
  for (const name of weightsManifest.flatMap(({ paths }) => paths)) {
    const bytes = await read(beside(name), left);
    left -= bytes.length;
    hash.update(bytes);
    parts.push(bytes);
  }
  const weights = new Uint8Array(MAX_WEIGHTS - left);
  let at = 0;
  for (const part of parts) {
    weights.set(part, at);
    at += part.length;
  }
  return {
    digest: hash.digest('hex'),
    artifacts: {
      modelTopology,
      weightSpecs: weightsManifest.flatMap((group) => group.weights) as unknown as io.WeightsManifestEntry[],
      weightData: weights.buffer,
      signature: rest.signature as io.ModelArtifacts['signature'],
      userDefinedMetadata: rest.userDefinedMetadata as io.ModelArtifacts['userDefinedMetadata'],
      modelInitializer: rest.modelInitializer as io.ModelArtifacts['modelInitializer'],
      initializerSignature: rest.initializerSignature as io.ModelArtifacts['initializerSignature'],
    },
  };
}

function parse(bytes: Uint8Array, where: string): z.output<typeof schema> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new InputError('malformed', 'is not JSON', { where, how, cause });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0];
  throw new InputError('malformed', [path.join('.'), message].filter(Boolean).join(': '), { where, how });
}
