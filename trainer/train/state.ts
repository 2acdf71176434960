// What a training needs to go on after it was killed: variables and moments in one file, with the place in the run. Random
// numbers need no state, for each step draws from the seed and its own number, and the order of each epoch is drawn again.
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
  /** Steps that are done. */
  step: z.int().nonnegative(),
  /** Nothing is left to do. */
  over: z.boolean(),
  /** The checkpoint that is kept. */
  best: z.object({ accuracy: z.number(), loss: z.number() }).nullable(),
  /** Since the last validation: the sum of the losses, and of how many steps. */
  losses: z.number(),
  lossesSince: z.int().nonnegative(),
  ladder: z.object({ rung: z.int(), waited: z.int() }),
  /** Bytes of metrics.jsonl that belong to these steps. */
  metrics: z.int().nonnegative(),
});
export type Place = z.infer<typeof placeSchema>;

/** What must be the same for the numbers to be the same. */
const boundSchema = z.object({ backend: z.string(), dataset: z.string(), triples: z.string() });
export type Bound = z.infer<typeof boundSchema>;

const aboutSchema = z.object({ format: z.literal(FORMAT), place: placeSchema, bound: boundSchema });

/** Writes the state, whole or not at all. */
export async function saveState(run: string, place: Place, bound: Bound, variables: readonly tf.Variable[]) {
  const about: z.infer<typeof aboutSchema> = { format: FORMAT, place, bound };
  const values = await Promise.all(variables.map((variable) => variable.data<'float32'>()));
  const tensors = Object.fromEntries(variables.map(({ shape }, i) => [String(i), { shape, values: values[i] }]));
  await writeFileAtomically(join(run, STATE), encodeSafetensors(tensors, { curatornet: JSON.stringify(about) }));
}

/**
 * Reads the state back into the variables.
 * @returns null where nothing was saved yet
 * @throws InputError where it is of another backend, dataset or sample
 */
export async function loadState(run: string, bound: Bound, variables: readonly tf.Variable[]): Promise<Place | null> {
  const where = join(run, STATE);
  // A kill lets no one tidy up after a file that it cut short.
  for (const name of await readdir(dirname(where)))
    if (name.includes('.tmp-')) await rm(join(dirname(where), name), { force: true });
  if (!existsSync(where)) return null;
  const { tensors, metadata } = decodeSafetensors(await readFile(where), where);
  const parsed = aboutSchema.safeParse(parse(metadata.curatornet));
  if (!parsed.success)
    throw new InputError('malformed', 'it is not the state of a training of this version', {
      where,
      how: 'train again, without --resume',
    });
  const { place, bound: old } = parsed.data;
  const refuse = (what: string, how: string) => {
    throw new InputError('mismatch', what, { where, how });
  };
  if (old.backend !== bound.backend)
    refuse(`the training ran on the backend ${old.backend}, and this is ${bound.backend}`, `--backend ${old.backend}`);
  if (old.dataset !== bound.dataset)
    refuse('the training was on another dataset', 'name that one with --data, or train again, without --resume');
  if (old.triples !== bound.triples)
    refuse(
      'the triples are not the ones that the training had',
      'the clusters changed perhaps: train again, without --resume',
    );
  for (const [i, variable] of variables.entries()) {
    const { values } = float32(tensors, String(i), variable.shape, where);
    // A copy: a view of the file may not be aligned as the backend wants it.
    tf.tidy(() => variable.assign(tf.tensor(values.slice(), variable.shape)));
  }
  return place;
}
