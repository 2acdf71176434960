// The state from which an interrupted training resumes: variables, moments and progress in one file. Random numbers need
// no state, because each step draws from the seed and its index, and the order of each epoch is drawn again.
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as tf from '@curatornet/backend/tfjs.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { decodeSafetensors, encodeSafetensors, float32 } from '@curatornet/shared/safetensors.ts';
import { z } from 'zod';
import { writeFileAtomically } from '../files.ts';
import { parse } from './checkpoint.ts';

const FORMAT = 1;
const STATE = join('checkpoint', 'state.safetensors');

const placeSchema = z.object({
  /** Completed steps. */
  step: z.int().nonnegative(),
  /** Training is complete. */
  over: z.boolean(),
  /** The checkpoint kept so far. */
  best: z.object({ accuracy: z.number(), loss: z.number() }).nullable(),
  /** Since the last validation: the sum of the losses and the number of steps. */
  losses: z.number(),
  lossesSince: z.int().nonnegative(),
  ladder: z.object({ rung: z.int(), waited: z.int() }),
  /** Bytes of metrics.jsonl that belong to these steps. */
  metrics: z.int().nonnegative(),
});
export type Place = z.infer<typeof placeSchema>;

/** Must be equal, else a resumed training would give other results. */
const boundSchema = z.object({ backend: z.string(), dataset: z.string(), triples: z.string() });
export type Bound = z.infer<typeof boundSchema>;

const aboutSchema = z.object({ format: z.literal(FORMAT), place: placeSchema, bound: boundSchema });

/** Writes the state atomically. */
export async function saveState(run: string, place: Place, bound: Bound, variables: readonly tf.Variable[]) {
  const about: z.infer<typeof aboutSchema> = { format: FORMAT, place, bound };
  const values = await Promise.all(variables.map((variable) => variable.data<'float32'>()));
  const tensors = Object.fromEntries(variables.map(({ shape }, i) => [String(i), { shape, values: values[i] }]));
  await writeFileAtomically(join(run, STATE), encodeSafetensors(tensors, { curatornet: JSON.stringify(about) }));
}

/**
 * Reads the state back into the variables.
 * @returns null if nothing was saved yet
 * @throws InputError if it belongs to another backend, dataset or sample
 */
export async function loadState(run: string, bound: Bound, variables: readonly tf.Variable[]): Promise<Place | null> {
  const where = join(run, STATE);
  // A killed process leaves its temporary files.
  for (const name of await readdir(dirname(where)))
    if (name.includes('.tmp-')) await rm(join(dirname(where), name), { force: true });
  if (!existsSync(where)) return null;
  const { tensors, metadata } = decodeSafetensors(await readFile(where), where);
  const parsed = aboutSchema.safeParse(parse(metadata.curatornet));
  if (!parsed.success)
    throw new InputError('malformed', 'is not the state of a training of this version', {
      where,
      how: 'train again, without --resume',
    });
  const { place, bound: old } = parsed.data;
  const refuse = (what: string, how: string) => {
    throw new InputError('mismatch', what, { where, how });
  };
  if (old.backend !== bound.backend)
    refuse(`the training ran on the backend ${old.backend}, but this is ${bound.backend}`, `--backend ${old.backend}`);
  if (old.dataset !== bound.dataset)
    refuse('the training was on another dataset', 'give that dataset with --data, or train again, without --resume');
  if (old.triples !== bound.triples)
    refuse(
      'the triples differ from those of the training',
      'the clusters may have changed: train again, without --resume',
    );
  for (const [i, variable] of variables.entries()) {
    const { values } = float32(tensors, String(i), variable.shape, where);
    // Copies, because a view of the file may not be aligned.
    tf.tidy(() => variable.assign(tf.tensor(values.slice(), variable.shape)));
  }
  return place;
}
