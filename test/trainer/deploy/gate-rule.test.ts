// The rule of the gate: equal models pass, planted worse ones do not.
import { describe, expect, it } from 'vitest';
import { METRICS } from '../../../shared/bundle.ts';
import { pairedTTestGreater } from '../../../shared/metrics/significance.ts';
import { decideGate, gateTable } from '../../../trainer/deploy/gate-rule.ts';
import type { Measured } from '../../../trainer/evaluate/compare.ts';
import { Random } from '../../../trainer/random.ts';

const USERS = 300;
/** All metrics have the same values per user. */
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
it('one-sided p values equal those of scipy', () => {
  const [a, b] = [
    [0.9, 0.8, 0.7, 0.95, 0.6],
    [0.7, 0.85, 0.5, 0.8, 0.55],
  ];
  expect(pairedTTestGreater(a, b).p).toBeCloseTo(0.04290518922002218, 12);
  expect(pairedTTestGreater(b, a).p).toBeCloseTo(1 - 0.04290518922002218, 12);
});

describe('a candidate', () => {
  it('equal to the champion passes', () => {
    expect(decideGate(champion, { champion, popularity, random })).toMatchObject({
      passed: true,
      reasons: [],
      users: USERS,
    });
  });
  it('worse by more than the margin is rejected, fifty times with different noise', () => {
    // The margin is 5% of the champion's excess over chance: .0045 of its AUC and .0295 of the others, which are .59.
    for (let seed = 1; seed <= 50; seed++) {
      const by = noise(seed);
      const worse = measured('CuratorNet', (user) => level(user) + by(user) - by((user + 1) % USERS) - 0.05);
      const { passed, reasons } = decideGate(worse, { champion, popularity, random });
      expect(passed).toBe(false);
      expect(reasons).toEqual(['it is worse than the champion by more than the margin in auc, recallAt20, ndcgAt20']);
    }
  });
  it('worse in only one metric is rejected for that one', () => {
    const values = {
      ...champion.values,
      ndcgAt20: champion.values.ndcgAt20.map((value, user) => value - 0.1 * (user % 3)),
    };
    const { reasons, rows } = decideGate({ method: 'CuratorNet', values }, { champion, popularity, random });
    expect(reasons).toEqual(['it is worse than the champion by more than the margin in ndcgAt20']);
    expect(rows.filter(({ opponent }) => opponent === 'champion').map(({ p }) => p < 0.05)).toEqual([
      false,
      false,
      true,
    ]);
  });
  it('that beats neither popularity nor random is rejected, also without a champion', () => {
    const { reasons } = decideGate(
      measured('CuratorNet', (user) => 0.3 + noise(3)(user)),
      { popularity, random },
    );
    expect(reasons).toEqual(['it does not beat popularity in any metric', 'it does not beat random in any metric']);
  });
  it('that beats both needs no champion', () => {
    expect(decideGate(champion, { popularity, random }).passed).toBe(true);
  });
  it('without users to evaluate is rejected', () => {
    const empty: Measured = { method: 'x', values: { ...champion.values, auc: [] } };
    expect(decideGate(empty, { popularity, random }).passed).toBe(false);
  });
});

describe('chance', () => {
  /** Three different metrics per user; the others do not matter. */
  const threeMetrics = (auc: number[], recallAt20: number[], ndcgAt20: number[]): Measured => ({
    method: 'x',
    values: { ...measured('x', () => 0).values, auc, recallAt20, ndcgAt20 },
  });

  it('rejects about 5% of 2,000 candidates equal to the champion, without a margin', () => {
    const random = new Random(7);
    const column = () => Array.from({ length: USERS }, () => 0.5 + random.uniform());
    const draw = () => threeMetrics(column(), column(), column());
    const low = measured('low', () => 0);
    let refused = 0;
    for (let i = 0; i < 2_000; i++)
      if (!decideGate(draw(), { champion: draw(), popularity: low, random: low }, 0).passed) refused++;
    // Holm keeps the probability of any false rejection among the three at 5%: 100 of 2,000, with a standard deviation of 9.7.
    expect(refused).toBeGreaterThan(65);
    expect(refused).toBeLessThan(135);
  });

  /**
   * Two users whose differences, champion - candidate, have the one-sided p value `p` by Student's t with one degree of
   * freedom, which is Cauchy's distribution: t = tan(pi (1/2 - p)), and differences of (t + 1) / 2 and (t - 1) / 2 have it.
   */
  const differences = (p: number) => {
    const t = Math.tan(Math.PI * (0.5 - p));
    return [(t + 1) / 2, (t - 1) / 2];
  };
  const decide = (p: [number, number, number]) => {
    const columns = p.map(differences) as [number[], number[], number[]];
    const high = threeMetrics(...(columns.map(([a, b]) => [a + 100, b + 100]) as typeof columns));
    const flat = threeMetrics([100, 100], [100, 100], [100, 100]);
    const low = measured('low', () => 0);
    const two = Object.fromEntries(METRICS.map((metric) => [metric, low.values[metric].slice(0, 2)]));
    const nothing = { method: 'low', values: two as Measured['values'] };
    return decideGate(flat, { champion: high, popularity: nothing, random: nothing }, 0);
  };
  const ofChampion = ({ rows }: ReturnType<typeof decide>) =>
    rows.filter(({ opponent }) => opponent === 'champion').map(({ p }) => Number(p.toFixed(6)));

  it('a corrected p of .04 is rejected, and one of .06 passes', () => {
    // Holm multiplies the smallest of three by 3, and keeps the values in order.
    const refused = decide([0.04 / 3, 0.04 / 3, 0.04 / 3]);
    expect([refused.passed, ...ofChampion(refused)]).toEqual([false, 0.04, 0.04, 0.04]);
    const passed = decide([0.02, 0.02, 0.02]);
    expect([passed.passed, ...ofChampion(passed)]).toEqual([true, 0.06, 0.06, 0.06]);
  });
  it('one metric of three at p = .02 passes, and at .01 is rejected', () => {
    // 3 x .02 = .06 and 3 x .01 = .03; the others are not worse.
    expect(decide([0.02, 0.7, 0.8])).toMatchObject({ passed: true });
    expect(decide([0.01, 0.7, 0.8])).toMatchObject({
      passed: false,
      reasons: ['it is worse than the champion in auc'],
    });
  });
});

describe('the margin', () => {
  // The mean of the champion is .59: an AUC of .09 above chance.
  const half = measured('CuratorNet', (user) => level(user) - 0.02 - (user % 2) / 1000);
  const find = (metric: string, { rows }: ReturnType<typeof decideGate>) =>
    rows.find((row) => row.opponent === 'champion' && row.metric === metric)!;
  it("is a share of the champion's excess over chance: 5% by default", () => {
    const decision = decideGate(half, { champion, popularity, random });
    expect(find('auc', decision).margin).toBeCloseTo(0.05 * 0.09, 9);
    expect(find('ndcgAt20', decision).margin).toBeCloseTo(0.05 * 0.59, 9);
    expect(decision.rows.filter(({ opponent }) => opponent !== 'champion').map(({ margin }) => margin)).toEqual(
      Array(6).fill(0),
    );
  });
  it('accepts a smaller loss, and rejects a larger one', () => {
    // Worse by .0205: more than .0045 of AUC, less than .0295 of the others.
    expect(decideGate(half, { champion, popularity, random }).reasons).toEqual([
      'it is worse than the champion by more than the margin in auc',
    ]);
    // 40% are .036 of AUC.
    expect(decideGate(half, { champion, popularity, random }, 0.4).passed).toBe(true);
    expect(decideGate(half, { champion, popularity, random }, 0).reasons).toEqual([
      'it is worse than the champion in auc, recallAt20, ndcgAt20',
    ]);
  });
  it('is in the table', () => {
    const text = gateTable(decideGate(half, { champion, popularity, random }));
    expect(text).toMatch(/champion +ndcgAt20 +0\.5695 +0\.5900 +0\.0295 +1\.0000 worse by more than the margin/);
  });
});

it('the table shows every comparison and the verdict', () => {
  const text = gateTable(decideGate(random, { champion, popularity, random }));
  expect(text.split('\n').filter((line) => /^ {2}(champion|popularity|random) /.test(line))).toHaveLength(9);
  expect(text).toContain('rejected: it is worse than the champion');
});
