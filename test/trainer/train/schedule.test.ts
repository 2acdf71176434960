// The learning rate, against values worked out by hand.
import { describe, expect, it } from 'vitest';
import { afterValidation, isBetter, pathToBest, stepSize, TOP } from '../../../trainer/train/schedule.ts';

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
  it('descends a rung after two validations in a row without improvement', () => {
    const ladder = settings('ladder');
    const once = afterValidation(ladder, TOP, false)!;
    expect(once).toEqual({ rung: 0, waited: 1 });
    expect(afterValidation(ladder, once, false)).toEqual({ rung: 1, waited: 0 });
    expect(afterValidation(ladder, once, true)).toEqual({ rung: 0, waited: 0 });
  });
  it('ends the run after the last rung', () => {
    // 1e-4 * .6^9 = 1.008e-6 is above 1e-6, .6^10 below.
    const at = (rung: number) => afterValidation(settings('ladder'), { rung, waited: 1 }, false);
    expect(at(9)).toEqual({ rung: 10, waited: 0 });
    expect(at(10)).toBeNull();
  });
  it('does not affect other schedules', () => {
    expect(afterValidation(settings('cosine'), { rung: 0, waited: 5 }, false)).toEqual({ rung: 0, waited: 0 });
  });
});

describe('stopAfter', () => {
  const patient = { ...settings('cosine'), stopAfter: 3 };
  it('ends a linear or cosine schedule after this many validations in a row without improvement', () => {
    const once = afterValidation(patient, TOP, false)!;
    const twice = afterValidation(patient, once, false)!;
    expect([once, twice]).toEqual([
      { rung: 0, waited: 1 },
      { rung: 0, waited: 2 },
    ]);
    expect(afterValidation(patient, twice, false)).toBeNull();
    expect(afterValidation(patient, twice, true)).toEqual({ rung: 0, waited: 0 });
    expect(afterValidation({ ...patient, schedule: 'linear' }, twice, false)).toBeNull();
  });
});

describe('the best validation', () => {
  it('is the most accurate; ties go to the smaller loss', () => {
    const best = { accuracy: 0.7, loss: 2 };
    expect(isBetter({ accuracy: 0.1, loss: 9 }, null)).toBe(true);
    expect(isBetter({ accuracy: 0.8, loss: 9 }, best)).toBe(true);
    expect(isBetter({ accuracy: 0.6, loss: 1 }, best)).toBe(false);
    expect(isBetter({ accuracy: 0.7, loss: 1.9 }, best)).toBe(true);
    expect(isBetter({ accuracy: 0.7, loss: 2 }, best)).toBe(false);
  });
  it('ends the path that a final fit follows', () => {
    const scores = [
      { accuracy: 0.5, loss: 3 },
      { accuracy: 0.4, loss: 3 },
      { accuracy: 0.6, loss: 3 },
      { accuracy: 0.6, loss: 2 },
      { accuracy: 0.5, loss: 1 },
    ];
    expect(pathToBest(scores)).toEqual([true, false, true, true]);
    expect(pathToBest(scores.slice(0, 1))).toEqual([true]);
  });
});
