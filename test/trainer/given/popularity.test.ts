// Popularity with a half-life, worked by hand, from events to the column of the item table.
import { describe, expect, it } from 'vitest';
import { chooseSettings } from '../../../trainer/config.ts';
import { agesOf } from '../../../trainer/dataset/ages.ts';
import type { Events } from '../../../trainer/dataset/events.ts';
import { fixedParts } from '../../../trainer/given/fixed.ts';
import { PRIOR_SCALE, popularityPrior } from '../../../trainer/given/popularity.ts';
import { Random } from '../../../trainer/random.ts';

const DAY = 86_400;

/** @param rows [user, item, day] each */
const events = (rows: readonly (readonly [number, number, number])[]): Events => ({
  user: Int32Array.from(rows, ([user]) => user),
  item: Int32Array.from(rows, ([, item]) => item),
  at: Float64Array.from(rows, ([, , day]) => 1e9 + day * DAY),
  basket: null,
  kind: null,
});

describe('the ages of the interactions', () => {
  it('are counted from the first event of a user and an item to the latest of those that the histories contain', () => {
    const bought = events([
      [0, 3, 2],
      [0, 1, 0],
      [0, 3, 5],
      [1, 2, 7],
      [1, 4, 30],
    ]);
    // Item 4 of user 1 is hidden.
    expect(agesOf({ events: bought, validation: null }, [[1, 3], [2]])).toEqual([[7, 5], [0]]);
  });

  it('count an event without a time as old as the oldest, and those of validation.csv too', () => {
    const bought = events([
      [0, 1, 4],
      [0, 2, Number.NaN],
    ]);
    const later = events([[0, 3, 10]]);
    expect(agesOf({ events: bought, validation: later }, [[2, 1, 3]])).toEqual([[6, 6, 0]]);
  });

  it('are null without times', () => {
    const timeless = { ...events([[0, 1, 0]]), at: null };
    expect(agesOf({ events: timeless, validation: null }, [[1]])).toBeNull();
    expect(agesOf({ events: events([[0, 1, Number.NaN]]), validation: null }, [[1]])).toBeNull();
  });
});

describe('popularity', () => {
  const histories = [[0], [0], [1], [2]];
  const ages = [[30], [40], [10], [0]];
  const rounded = (values: Float32Array) => Array.from(values, (value) => Math.round(100 * value) / 100);

  it('halves what an interaction counts in each half-life', () => {
    // 2^-3 + 2^-4 = 3/16, 2^-1, 2^0; their logs in base 2 are -2.415, -1, 0; mean -1.138, deviation .991
    const prior = popularityPrior(histories, 4, { ages, halfLife: 10 });
    expect(rounded(prior)).toEqual([-1.29, 0.14, 1.15, 0]);
  });

  it('is finite where the power of an age is 0', () => {
    const prior = popularityPrior(histories, 4, { ages, halfLife: 0.001 });
    // In half-lives the youngest interactions are 30,000, 10,000 and 0 old.
    expect(rounded(prior)).toEqual([-1.34, 0.27, 1.07, 0]);
  });

  it('of the preset best has a half-life where the dataset has times', () => {
    const column = (ages: number[][] | null, changes: string[] = []) => {
      const settings = chooseSettings('best', ['priorHalfLife=10', ...changes]);
      return fixedParts(settings, null, histories, 4, new Random(1), ages).prior!.values.map((p) => p / PRIOR_SCALE);
    };
    expect(chooseSettings('best', []).priorHalfLife).toBe(90);
    expect(column(ages)).toEqual(popularityPrior(histories, 4, { ages, halfLife: 10 }));
    expect(column(null)).toEqual(popularityPrior(histories, 4));
    expect(column(ages, ['priorHalfLife=0'])).toEqual(popularityPrior(histories, 4));
  });
});
