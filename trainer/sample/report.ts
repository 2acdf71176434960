// What sampling says, to people and in sample.json: what was skipped and why, and how far each guideline came.
import { z } from 'zod';
import type { Quota } from './two-sets.ts';

const quota = z.object({ asked: z.int(), drawn: z.int() });
/** What a run folder keeps of its sampling. */
export const sampledSchema = z.object({
  yields: z.array(z.object({ guideline: z.string(), about: z.string(), training: quota, validation: quota })),
  skipped: z.array(z.object({ guideline: z.string(), reason: z.string() })),
});
export type Sampled = z.infer<typeof sampledSchema>;

const number = (count: number) => count.toLocaleString('en');

function part(what: string, { asked, drawn }: Quota): string {
  const short = drawn < asked ? `, ${number(asked - drawn)} short of its quota` : '';
  return `${number(drawn)} ${what}${short}`;
}

export const skipLine = ({ guideline, reason }: Sampled['skipped'][number]): string =>
  `${guideline} skipped: ${reason}`;

/** A line for each guideline. */
export function sampleLines({ yields, skipped }: Sampled): string[] {
  return [
    ...skipped.map(skipLine),
    ...yields.map(
      ({ guideline, about, training, validation }) =>
        `${guideline}, ${about}: ${part('for training', training)}; ${part('for validation', validation)}`,
    ),
  ];
}
