// Loads the files of a TensorFlow.js model: model.json and its weight files. tfjs's own loader has no size limits and gives
// no digest of the model.
import { createHash } from 'node:crypto';
import type { io } from '@curatornet/backend/tfjs.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import '@curatornet/shared/issues.ts';
import { z } from 'zod';
import { beside, MAX_WEIGHTS, readNetworkFile } from './files.ts';

const MAX_JSON = 64 << 20;

/** Checks only the fields used here; tfjs checks the rest when it builds the model. */
const schema = z.looseObject({
  format: z.enum(['graph-model', 'layers-model'], { error: 'must be graph-model or layers-model' }).optional(),
  modelTopology: z.looseObject(
    { node: z.array(z.looseObject({})).optional() },
    { error: 'is missing: the file is not a TensorFlow.js model' },
  ),
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

export interface TfjsFiles {
  /** A graph of operations, or layers as Keras saves them. */
  kind: 'graph' | 'layers';
  artifacts: io.ModelArtifacts;
  /** sha256 over all bytes, in hex. */
  digest: string;
}

const how = 'name a folder or URL with a model.json, as tensorflowjs_converter writes it';

/**
 * Loads a model.
 * @param file the path or URL of model.json
 * @throws InputError `missing`, `malformed`, or `invalid` for files that are too large
 */
export async function readTfjs(file: string): Promise<TfjsFiles> {
  const json = await readNetworkFile(file, MAX_JSON, how);
  const { modelTopology, weightsManifest, ...rest } = parse(json, file);
  const hash = createHash('sha256').update(json);
  const parts: Uint8Array[] = [];
  let left = MAX_WEIGHTS;
  for (const name of weightsManifest.flatMap(({ paths }) => paths)) {
    const bytes = await readNetworkFile(beside(file, name), left, how);
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
    kind: modelTopology.node ? 'graph' : 'layers',
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
