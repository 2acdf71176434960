// The result of choosing the weights, as weights.json of a run folder keeps it, and in words.
import { z } from 'zod';
import type { Settings } from '../config.ts';

export const WEIGHTS = ['rawWeight', 'associationWeight', 'cooccurrenceWeight', 'priorWeight'] as const;
export type Weights = Pick<Settings, (typeof WEIGHTS)[number]>;

const NAMES: Record<keyof Weights, string> = {
  rawWeight: 'visual similarity',
  associationWeight: 'association',
  cooccurrenceWeight: 'co-occurrence',
  priorWeight: 'popularity',
};

const weight = z.number().nonnegative();

export const choiceSchema = z.strictObject({
  weights: z.strictObject({
    rawWeight: weight,
    associationWeight: weight,
    cooccurrenceWeight: weight,
    priorWeight: weight,
  }),
  /** The number of users whose last item was held out. */
  users: z.int().nonnegative(),
  /** The changes in order, with the mean gain over these users and its standard error: of 1 / log2(1 + place). */
  changes: z.array(
    z.strictObject({ setting: z.enum(WEIGHTS), from: weight, to: weight, gain: z.number(), error: z.number() }),
  ),
});
export type Choice = z.output<typeof choiceSchema>;

/** The choice in sentences. */
export function choiceLines({ weights, users, changes }: Choice): string[] {
  const all = WEIGHTS.map((setting) => `${NAMES[setting]} ${weights[setting]}`).join(', ');
  if (users === 0) return [`as set, because no user has two items to hold one out: ${all}`];
  return [
    `chosen on ${users.toLocaleString('en')} held-out interactions: ${all}`,
    ...changes.map(
      ({ setting, from, to, gain, error }) =>
        `${NAMES[setting]} was ${from}; ${to} ranks the held-out items better: ${gain.toFixed(4)} ± ${error.toFixed(4)} of 1 / log2(1 + place)`,
    ),
  ];
}
