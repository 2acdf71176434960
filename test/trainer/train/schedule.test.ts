// The step size, against values worked out by hand.
import { describe, expect, it } from 'vitest';
import { afterValidation, stepSize, TOP } from '../../../trainer/train/schedule.ts';

const settings = (schedule: 'linear' | 'cosine' | 'ladder') => ({
  schedule,
  learningRate: 1e-4,
  patience: 2,
  stopAfter: 0,
});

it.each([
  // 1e-4 (1 - done)
  ['linear', 0, 1e-4],
  ['linear', 0.25, 7.5e-5],
  // 1e-4 (1 + cos(pi done)) / 2; cos 60° = 1/2
  ['cosine', 0, 1e-4],
  ['cosine', 1 / 3, 7.5e-5],
  ['cosine', 0.5, 5e-5],
] as const)('%s after %d of the steps is %d', (schedule, done, expected) => {
  expect(stepSize(settings(schedule), done, TOP)).toBeCloseTo(expected, 12);
});

describe('the ladder', () => {
  it('has rungs of .6, and ends at 1e-6', () => {
    const rate = (rung: number) => stepSize(settings('ladder'), 0.9, { rung, waited: 0 });
    expect(rate(0)).toBe(1e-4);
    expect(rate(1)).toBeCloseTo(6e-5, 12);
    expect(rate(2)).toBeCloseTo(3.6e-5, 12);
    expect(rate(100)).toBe(1e-6);
  });
  it('goes a rung down after two validations in a row that are not better', () => {
    const ladder = settings('ladder');
    const once = afterValidation(ladder, TOP, false)!;
    expect(once).toEqual({ rung: 0, waited: 1 });
    expect(afterValidation(ladder, once, false)).toEqual({ rung: 1, waited: 0 });
    expect(afterValidation(ladder, once, true)).toEqual({ rung: 0, waited: 0 });
  });
  it('ends the run at its foot', () => {
    // 1e-4 * .6^9 = 1.008e-6 is above 1e-6, .6^10 below.
    const at = (rung: number) => afterValidation(settings('ladder'), { rung, waited: 1 }, false);
    expect(at(9)).toEqual({ rung: 10, waited: 0 });
    expect(at(10)).toBeNull();
  });
  it('is for the ladder alone', () => {
    expect(afterValidation(settings('cosine'), { rung: 0, waited: 5 }, false)).toEqual({ rung: 0, waited: 0 });
  });
});
