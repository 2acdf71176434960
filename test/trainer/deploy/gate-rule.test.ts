// The gate: equal models pass, planted worse ones never do.
import { describe, expect, it } from 'vitest';
import { METRICS } from '../../../shared/bundle.ts';
import { pairedTTestGreater } from '../../../shared/metrics/significance.ts';
import { decideGate, gateTable } from '../../../trainer/deploy/gate-rule.ts';
import type { Measured } from '../../../trainer/evaluate/compare.ts';
import { Random } from '../../../trainer/random.ts';

const USERS = 300;
/** Every metric is the same number by user. */
const measured = (method: string, of: (user: number) => number): Measured => ({
  method,
  values: Object.fromEntries(
    METRICS.map((metric) => [metric, Array.from({ length: USERS }, (_, u) => of(u))]),
  ) as Measured['values'],
});
const noise = (seed: number) => {
  const random = new Random(seed);
  const values = Array.from({ length: USERS }, () => 0.1 * random.uniform());
  return (user: number) => values[user];
};
const level = (user: number) => 0.5 + (user % 10) / 50;
const random = measured('random', (user) => 0.3 + noise(1)(user));
const popularity = measured('popularity', (user) => 0.35 + noise(2)(user));
const champion = measured('CuratorNet', level);

// $ python3 -c 'from scipy import stats; print(stats.ttest_rel([.9,.8,.7,.95,.6],[.7,.85,.5,.8,.55],alternative="greater").pvalue)'
it('one-sided p values are those of scipy', () => {
  const [a, b] = [
    [0.9, 0.8, 0.7, 0.95, 0.6],
    [0.7, 0.85, 0.5, 0.8, 0.55],
  ];
  expect(pairedTTestGreater(a, b).p).toBeCloseTo(0.04290518922002218, 12);
  expect(pairedTTestGreater(b, a).p).toBeCloseTo(1 - 0.04290518922002218, 12);
});

describe('a candidate', () => {
  it('that is the champion again passes', () => {
    expect(decideGate(champion, { champion, popularity, random })).toMatchObject({
      passed: true,
      reasons: [],
      users: USERS,
    });
  });
  it('that is as good on the whole passes, fifty times with other noise', () => {
    // Differences have the mean zero: each user's noise is taken back from the next user.
    for (let seed = 1; seed <= 50; seed++) {
      const by = noise(seed);
      const equal = measured('CuratorNet', (user) => level(user) + by(user) - by((user + 1) % USERS));
      expect(decideGate(equal, { champion, popularity, random }).passed).toBe(true);
    }
  });
  it('that is worse is refused every time, fifty times with other noise', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const by = noise(seed);
      const worse = measured('CuratorNet', (user) => level(user) + by(user) - by((user + 1) % USERS) - 0.02);
      const { passed, reasons } = decideGate(worse, { champion, popularity, random });
      expect(passed).toBe(false);
      expect(reasons).toEqual(['it is worse than the champion in auc, recallAt20, ndcgAt20']);
    }
  });
  it('that is worse in one metric alone is refused for that one', () => {
    const values = {
      ...champion.values,
      ndcgAt20: champion.values.ndcgAt20.map((value, user) => value - 0.1 * (user % 3)),
    };
    const { reasons, rows } = decideGate({ method: 'CuratorNet', values }, { champion, popularity, random });
    expect(reasons).toEqual(['it is worse than the champion in ndcgAt20']);
    expect(rows.filter(({ opponent }) => opponent === 'champion').map(({ p }) => p < 0.05)).toEqual([
      false,
      false,
      true,
    ]);
  });
  it('that beats nothing is refused, with no champion either', () => {
    const { reasons } = decideGate(
      measured('CuratorNet', (user) => 0.3 + noise(3)(user)),
      { popularity, random },
    );
    expect(reasons).toEqual(['it does not beat popularity in any metric', 'it does not beat random in any metric']);
  });
  it('that beats both needs no champion', () => {
    expect(decideGate(champion, { popularity, random }).passed).toBe(true);
  });
  it('of whom nobody can be asked is refused', () => {
    const empty: Measured = { method: 'x', values: { ...champion.values, auc: [] } };
    expect(decideGate(empty, { popularity, random }).passed).toBe(false);
  });
});

it('the table shows every comparison and the verdict', () => {
  const text = gateTable(decideGate(random, { champion, popularity, random }));
  expect(text.split('\n').filter((line) => /^ {2}(champion|popularity|random) /.test(line))).toHaveLength(9);
  expect(text).toContain('refused: it is worse than the champion');
});
