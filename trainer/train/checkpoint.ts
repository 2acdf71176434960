// The best model of a run: one safetensors file, weights and where they come from together, written whole or not at all.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';
import { decodeSafetensors, encodeSafetensors, float32, type Tensors } from '@curatornet/shared/safetensors.ts';
import { z } from 'zod';
import type { DenseLayer, Towers } from '../export/onnx.ts';
import { writeFileAtomically } from '../files.ts';

const FORMAT = 1;
const CHECKPOINT = join('checkpoint', 'best.safetensors');

const aboutSchema = z.object({
  format: z.literal(FORMAT),
  /** Layers of the towers, so that no reader guesses them from names. */
  itemLayers: z.int().positive(),
  userLayers: z.int().positive(),
  step: z.int(),
  validationAccuracy: z.number(),
  backend: z.string(),
  fingerprint: z.string(),
});
export type CheckpointAbout = Omit<z.infer<typeof aboutSchema>, 'format' | 'itemLayers' | 'userLayers'>;

export async function saveCheckpoint(run: string, towers: Towers, about: CheckpointAbout): Promise<void> {
  const tensors: Tensors = {
    mean: { shape: [towers.mean.length], values: towers.mean },
    deviation: { shape: [towers.deviation.length], values: towers.deviation },
  };
  for (const side of ['item', 'user'] as const)
    for (const [i, { kernel, bias, inputs, outputs }] of towers[side].entries()) {
      tensors[`${side}.${i}.kernel`] = { shape: [inputs, outputs], values: kernel };
      tensors[`${side}.${i}.bias`] = { shape: [outputs], values: bias };
    }
  const full: z.infer<typeof aboutSchema> = {
    format: FORMAT,
    itemLayers: towers.item.length,
    userLayers: towers.user.length,
    ...about,
  };
  await writeFileAtomically(join(run, CHECKPOINT), encodeSafetensors(tensors, { curatornet: JSON.stringify(full) }));
}

export async function loadCheckpoint(run: string): Promise<{ towers: Towers; about: CheckpointAbout }> {
  const where = join(run, CHECKPOINT);
  const file = await readFile(where).catch((cause) => {
    throw new InputError('missing', 'there is no trained model', {
      where,
      how: `train one: curatornet train --run ${run} --data DIR`,
      cause,
    });
  });
  const { tensors, metadata } = decodeSafetensors(file, where);
  const parsed = aboutSchema.safeParse(parse(metadata.curatornet));
  if (!parsed.success)
    throw new InputError('malformed', 'it is not a checkpoint of this version', { where, how: 'train again' });
  const { format: _, itemLayers, userLayers, ...about } = parsed.data;
  const vector = (name: string) => float32(tensors, name, [null], where).values;
  const layer = (name: string): DenseLayer => {
    const { shape, values } = float32(tensors, `${name}.kernel`, [null, null], where);
    const [inputs, outputs] = shape;
    return { kernel: values, bias: float32(tensors, `${name}.bias`, [outputs], where).values, inputs, outputs };
  };
  const stack = (side: string, layers: number) => Array.from({ length: layers }, (_, i) => layer(`${side}.${i}`));
  const towers = {
    mean: vector('mean'),
    deviation: vector('deviation'),
    item: stack('item', itemLayers),
    user: stack('user', userLayers),
  };
  return { towers, about };
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
