// Means, intervals and comparisons of planted methods: one better, two equal, and their letters.
import { describe, expect, it } from 'vitest';
import { METRICS, type Metric } from '../../../shared/bundle.ts';
import { comparisons, type Measured, means } from '../../../trainer/evaluate/compare.ts';
import type { Protocol } from '../../../trainer/evaluate/protocol.ts';
import { evaluationTable } from '../../../trainer/evaluate/table.ts';
import { Random } from '../../../trainer/random.ts';

const USERS = 300;
const random = new Random(9);
const base = Array.from({ length: USERS }, () => random.uniform() * 0.5);
const noisy = (lift: number) => base.map((value) => value + lift + 0.1 * (random.uniform() - 0.5));
const measured = (method: string, lift: number): Measured => ({
  method,
  values: Object.fromEntries(METRICS.map((metric) => [metric, noisy(lift)])) as Record<Metric, number[]>,
});
const methods = [measured('better', 0.1), measured('one', 0), measured('other', 0)];
const rows = means(methods, 'all', 1);
const found = comparisons(methods, 'all', 1);

it('means equal the averages and are inside their intervals', () => {
  for (const [i, row] of rows.entries())
    for (const metric of METRICS) {
      const [low, high] = row.intervals[metric];
      expect(row[metric]).toBeCloseTo(methods[i].values[metric].reduce((sum, value) => sum + value, 0) / USERS, 12);
      expect(low).toBeLessThan(row[metric]);
      expect(high).toBeGreaterThan(row[metric]);
      // The standard error of 300 uniform numbers of width .5 is .0083: an interval is about four of them wide.
      expect(high - low).toBeGreaterThan(0.025);
      expect(high - low).toBeLessThan(0.045);
    }
});

describe('comparisons', () => {
  it('cover each pair by each metric once', () => {
    expect(found.length).toBe(3 * METRICS.length);
    expect(new Set(found.map(({ a, b, metric }) => `${a} ${b} ${metric}`)).size).toBe(found.length);
  });
  it('find the better one by every test', () => {
    for (const { b, difference, t, holm, randomisation, metric } of found.filter(({ a }) => a === 'better')) {
      expect(difference, b).toBeCloseTo(0.1, 1);
      expect(Math.max(t, holm)).toBeLessThan(1e-6);
      if (['auc', 'recallAt20', 'ndcgAt20'].includes(metric)) expect(randomisation).toBe(1 / 10_001);
      else expect(randomisation).toBeUndefined();
    }
  });
  it('find no difference between two equal methods, in most metrics at least', () => {
    const alike = found.filter(({ a, b }) => a === 'one' && b === 'other');
    expect(alike.filter(({ t }) => t < 0.05).length).toBeLessThanOrEqual(2);
  });
  it('have Holm-corrected p values, never below the uncorrected ones', () => {
    for (const { t, holm } of found) expect(holm).toBeGreaterThanOrEqual(t);
  });
  it('need at least two users', () => {
    const single = methods.map(({ method, values }) => ({
      method,
      values: Object.fromEntries(METRICS.map((metric) => [metric, values[metric].slice(0, 1)])) as Record<
        Metric,
        number[]
      >,
    }));
    expect(comparisons(single, 'all', 1)).toEqual([]);
    expect(means(single, 'all', 1).length).toBe(3);
  });
});

const protocol: Protocol = {
  hidden: 'last basket',
  candidates: 'inventory',
  resold: 1234,
  learnedFrom: 'all but the hidden items',
};

it('the table marks beaten methods with letters', () => {
  const lines = evaluationTable({
    protocol,
    rows,
    comparisons: found,
    lists: [],
    usersWithoutHistory: 2,
    coldItems: 0,
    rareItems: 0,
  }).split('\n');
  expect(lines[0]).toBe('all items, 300 users');
  expect(lines[2]).toMatch(/^a better +0\.\d{4} bc +0\.\d{4} bc/);
  expect(lines[3]).toMatch(/^b one +0\.\d{4} /);
  expect(lines[3]).not.toMatch(/\d a/);
  expect(lines).toContain('cold items: no user has a hidden one');
  expect(lines).toContain(
    'The last basket of each user was hidden and ranked among the items outside the history of the user that were on sale when the hidden ones were bought.',
  );
  expect(lines).toContain(
    '1,234 unique items were sold more than once. The times of their return are unknown, so they count as on sale between their sales.',
  );
  expect(lines).toContain('2 users have hidden items but no history; they are left out.');
});

it('the same seed gives the same intervals and p values', () => {
  expect(means(methods, 'all', 1)).toEqual(rows);
  expect(means(methods, 'all', 2)).not.toEqual(rows);
  expect(comparisons(methods, 'all', 1)).toEqual(found);
});
