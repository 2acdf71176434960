// The step size over a run: from `learningRate` to zero in a line or along a cosine, or down the paper's ladder.
import type { Settings } from '../config.ts';

/** Where the ladder stands: rungs gone down, and validations in a row that were not better. */
export interface Ladder {
  rung: number;
  waited: number;
}
export const TOP: Ladder = { rung: 0, waited: 0 };

/** The ladder of the paper's code: 1e-4 * .6^k, down to 1e-6. */
const FACTOR = 0.6;
const LOWEST = 1e-6;

type Schedule = Pick<Settings, 'schedule' | 'learningRate' | 'patience'>;

/** @param done share of the steps that are done, [0, 1) */
export function stepSize({ schedule, learningRate }: Schedule, done: number, { rung }: Ladder): number {
  if (schedule === 'linear') return learningRate * (1 - done);
  if (schedule === 'cosine') return (learningRate * (1 + Math.cos(Math.PI * done))) / 2;
  return Math.max(LOWEST, learningRate * FACTOR ** rung);
}

/** The ladder after a validation; null where it is at its foot, and patience is over: the run is. */
export function afterValidation(settings: Schedule, { rung, waited }: Ladder, better: boolean): Ladder | null {
  if (settings.schedule !== 'ladder' || better) return { rung, waited: 0 };
  if (waited + 1 < settings.patience) return { rung, waited: waited + 1 };
  return settings.learningRate * FACTOR ** rung <= LOWEST ? null : { rung: rung + 1, waited: 0 };
}
