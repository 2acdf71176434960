// The learning rate schedule: from `learningRate` to zero, linear or cosine, or in the steps of the paper's ladder.
import type { Settings } from '../config.ts';

/** The state of the ladder: rungs descended, and validations in a row without improvement. */
export interface Ladder {
  rung: number;
  waited: number;
}
export const TOP: Ladder = { rung: 0, waited: 0 };

/** The ladder of the paper's code: 1e-4 * .6^k, down to 1e-6. */
const FACTOR = 0.6;
const LOWEST = 1e-6;

type Schedule = Pick<Settings, 'schedule' | 'learningRate' | 'patience' | 'stopAfter'>;

/** The result of a validation. */
export interface Score {
  accuracy: number;
  /** Mean of the training loss since the previous validation. */
  loss: number;
}

/** Whether a validation is the best so far; ties go to the smaller loss. */
export const isBetter = ({ accuracy, loss }: Score, best: Score | null): boolean =>
  best === null || accuracy > best.accuracy || (accuracy === best.accuracy && loss < best.loss);

/** For each validation up to the best one, whether it was better than all earlier ones; a final fit repeats this. */
export function pathToBest(scores: readonly Score[]): boolean[] {
  let best: Score | null = null;
  const path = scores.map((score) => {
    const better = isBetter(score, best);
    if (better) best = score;
    return better;
  });
  return path.slice(0, path.lastIndexOf(true) + 1);
}

/** @param done the completed share of the steps, [0, 1) */
export function stepSize({ schedule, learningRate }: Schedule, done: number, { rung }: Ladder): number {
  if (schedule === 'linear') return learningRate * (1 - done);
  if (schedule === 'cosine') return (learningRate * (1 + Math.cos(Math.PI * done))) / 2;
  return Math.max(LOWEST, learningRate * FACTOR ** rung);
}

/**
 * The state after a validation; null if training ends: on the last rung of the ladder when patience runs out, with other
 * schedules after `stopAfter` validations in a row without improvement.
 */
export function afterValidation(settings: Schedule, { rung, waited }: Ladder, better: boolean): Ladder | null {
  if (better) return { rung, waited: 0 };
  if (settings.schedule !== 'ladder') {
    if (settings.stopAfter === 0) return { rung, waited: 0 };
    return waited + 1 < settings.stopAfter ? { rung, waited: waited + 1 } : null;
  }
  if (waited + 1 < settings.patience) return { rung, waited: waited + 1 };
  return settings.learningRate * FACTOR ** rung <= LOWEST ? null : { rung: rung + 1, waited: 0 };
}
