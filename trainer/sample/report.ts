// What sampling says to people: what was skipped and why, and how far each guideline came.
import type { Sample } from './sample.ts';
import type { Quota } from './two-sets.ts';

const number = (count: number) => count.toLocaleString('en');

function part(what: string, { asked, drawn }: Quota): string {
  const short = drawn < asked ? `, ${number(asked - drawn)} short of its quota` : '';
  return `${number(drawn)} ${what}${short}`;
}

export const skipLine = ({ guideline, reason }: Sample['skipped'][number]): string => `${guideline} skipped: ${reason}`;

/** A line for each guideline. */
export function sampleLines({ yields, skipped }: Pick<Sample, 'yields' | 'skipped'>): string[] {
  return [
    ...skipped.map(skipLine),
    ...yields.map(
      ({ guideline, about, training, validation }) =>
        `${guideline}, ${about}: ${part('for training', training)}; ${part('for validation', validation)}`,
    ),
  ];
}
