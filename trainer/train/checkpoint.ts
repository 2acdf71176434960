// The checkpoint of the best model of a run: weights and their origin in one safetensors file, written atomically.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';
import { decodeSafetensors, encodeSafetensors, float32, type Tensors } from '@curatornet/shared/safetensors.ts';
import { z } from 'zod';
import { writeFileAtomically } from '../files.ts';
import { additionsOf, type DenseLayer, type Kernel, type Towers } from '../network/towers.ts';

const FORMAT = 3;
export const CHECKPOINT = join('checkpoint', 'best.safetensors');

const aboutSchema = z.object({
  format: z.literal(FORMAT),
  /** Layers of the towers. */
  itemLayers: z.int().positive(),
  userLayers: z.int().positive(),
  /** Additions to the paper's network, except their tensors. */
  additions: z.object({
    meanOnly: z.boolean(),
    raw: z.object({ weight: z.number(), size: z.int().positive(), projected: z.boolean() }).nullable(),
    cooccurrence: z.object({ weight: z.number(), size: z.int().positive() }).nullable(),
    association: z.object({ weight: z.number() }).nullable(),
    prior: z.object({ weight: z.number() }).nullable(),
    skips: z.boolean(),
    sharpness: z.number().nullable(),
  }),
  step: z.int(),
  validationAccuracy: z.number(),
  backend: z.string(),
  fingerprint: z.string(),
});
type Full = z.infer<typeof aboutSchema>;
export type CheckpointAbout = Omit<Full, 'format' | 'itemLayers' | 'userLayers' | 'additions'>;

export async function saveCheckpoint(run: string, towers: Towers, about: CheckpointAbout): Promise<void> {
  const { fixed, skips, sharpness } = additionsOf(towers);
  const { meanOnly, raw, cooccurrence, association, prior } = fixed;
  const tensors: Tensors = {
    mean: { shape: [towers.mean.length], values: towers.mean },
    deviation: { shape: [towers.deviation.length], values: towers.deviation },
  };
  const add = (name: string, { kernel, inputs, outputs }: Kernel) => {
    tensors[name] = { shape: [inputs, outputs], values: kernel };
  };
  for (const side of ['item', 'user'] as const) {
    for (const [i, layer] of towers[side].entries()) {
      add(`${side}.${i}.kernel`, layer);
      tensors[`${side}.${i}.bias`] = { shape: [layer.outputs], values: layer.bias };
    }
    if (skips) add(`${side}.skip`, skips[side]);
  }
  if (raw?.directions) tensors.directions = { shape: [towers.mean.length, raw.size], values: raw.directions };
  if (cooccurrence) {
    const { size, values, mean } = cooccurrence;
    tensors['cooccurrence.values'] = { shape: [values.length / (size + 1), size + 1], values };
    tensors['cooccurrence.mean'] = { shape: [size], values: mean };
  }
  if (association) {
    const { directions, usual } = association;
    tensors['association.directions'] = { shape: [directions.length / usual.length, usual.length], values: directions };
    tensors['association.usual'] = { shape: [usual.length], values: usual };
  }
  if (prior) tensors.prior = { shape: [prior.values.length], values: prior.values };
  const full: Full = {
    format: FORMAT,
    itemLayers: towers.item.length,
    userLayers: towers.user.length,
    additions: {
      meanOnly,
      raw: raw && { weight: raw.weight, size: raw.size, projected: raw.directions !== null },
      cooccurrence: cooccurrence && { weight: cooccurrence.weight, size: cooccurrence.size },
      association: association && { weight: association.weight },
      prior: prior && { weight: prior.weight },
      skips: skips !== null,
      sharpness,
    },
    ...about,
  };
  await writeFileAtomically(join(run, CHECKPOINT), encodeSafetensors(tensors, { curatornet: JSON.stringify(full) }));
}

export async function loadCheckpoint(run: string): Promise<{ towers: Towers; about: CheckpointAbout }> {
  const where = join(run, CHECKPOINT);
  const file = await readFile(where).catch((cause) => {
    throw new InputError('missing', 'not found: the run has no trained model', {
      where,
      how: `train one: curatornet train --run ${run} --data DIR`,
      cause,
    });
  });
  const { tensors, metadata } = decodeSafetensors(file, where);
  const parsed = aboutSchema.safeParse(parse(metadata.curatornet));
  if (!parsed.success)
    throw new InputError('malformed', 'is not a checkpoint of this version', { where, how: 'train again' });
  const { format: _, itemLayers, userLayers, additions, ...about } = parsed.data;
  const vector = (name: string) => float32(tensors, name, [null], where).values;
  const matrix = (name: string): Kernel => {
    const { shape, values } = float32(tensors, name, [null, null], where);
    return { kernel: values, inputs: shape[0], outputs: shape[1] };
  };
  const layer = (name: string): DenseLayer => {
    const kernel = matrix(`${name}.kernel`);
    return { ...kernel, bias: float32(tensors, `${name}.bias`, [kernel.outputs], where).values };
  };
  const stack = (side: string, layers: number) => Array.from({ length: layers }, (_, i) => layer(`${side}.${i}`));
  const { meanOnly, raw, cooccurrence, association, prior, skips, sharpness } = additions;
  const directions = (size: number) => float32(tensors, 'directions', [vector('mean').length, size], where).values;
  const towers: Towers = {
    mean: vector('mean'),
    deviation: vector('deviation'),
    item: stack('item', itemLayers),
    user: stack('user', userLayers),
    additions: {
      fixed: {
        meanOnly,
        raw: raw && { weight: raw.weight, size: raw.size, directions: raw.projected ? directions(raw.size) : null },
        cooccurrence: cooccurrence && {
          ...cooccurrence,
          values: float32(tensors, 'cooccurrence.values', [null, cooccurrence.size + 1], where).values,
          mean: float32(tensors, 'cooccurrence.mean', [cooccurrence.size], where).values,
        },
        association: association && {
          ...association,
          directions: float32(tensors, 'association.directions', [cooccurrence?.size ?? null, raw?.size ?? null], where)
            .values,
          usual: float32(tensors, 'association.usual', [raw?.size ?? null], where).values,
        },
        prior: prior && { weight: prior.weight, values: vector('prior') },
      },
      skips: skips ? { item: matrix('item.skip'), user: matrix('user.skip') } : null,
      sharpness,
    },
  };
  return { towers, about };
}

/** Parses the metadata of a file; null if they are not JSON. */
export function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
