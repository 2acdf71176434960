// The sampling report, for the terminal and for sample.json: skipped guidelines with reasons, and the yield of each guideline.
import { z } from 'zod';
import type { Quota } from './two-sets.ts';

const quota = z.object({ asked: z.int(), drawn: z.int() });
/** The content of sample.json in a run folder. */
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

/** One line per guideline. */
export function sampleLines({ yields, skipped }: Sampled): string[] {
  return [
    ...skipped.map(skipLine),
    ...yields.map(
      ({ guideline, about, training, validation }) =>
        `${guideline}, ${about}: ${part('for training', training)}; ${part('for validation', validation)}`,
    ),
  ];
}
