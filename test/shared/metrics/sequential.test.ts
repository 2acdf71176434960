// Experiments of which both variants are the same, looked at every day: how often a test finds a difference that is not there.
import { describe, expect, it } from 'vitest';
import { type Comparison, compareMeans, type Group } from '../../../shared/metrics/sequential.ts';
import { Random } from '../../../trainer/random.ts';

const DAYS = 30;
/** What a visitor who comes on a day does, and when. */
type Visitor = (random: Random, day: number, act: (day: number, value: number) => void) => void;

/** What is known of a group at the end of each day. */
function groupsByDay(random: Random, visitor: Visitor, arrivals: (day: number) => number): Group[] {
  const added = Array.from({ length: DAYS }, () => ({ visitors: 0, active: 0, sum: 0, squares: 0 }));
  for (let day = 0; day < DAYS; day++)
    for (let nth = 0; nth < arrivals(day); nth++) {
      let total = 0;
      added[day].visitors++;
      visitor(random, day, (at, value) => {
        if (at >= DAYS) return;
        added[at].active += total === 0 ? 1 : 0;
        added[at].sum += value;
        added[at].squares += (total + value) ** 2 - total ** 2;
        total += value;
      });
    }
  const now = { visitors: 0, active: 0, sum: 0, squares: 0 };
  return added.map((one) => {
    for (const field of ['visitors', 'active', 'sum', 'squares'] as const) now[field] += one[field];
    return { ...now };
  });
}

const excludesZero = ([low, high]: [number, number]) => low > 0 || high < 0;

/** The shares of experiments in which some day's look finds a difference. */
function found(
  experiments: number,
  [base, other]: readonly [Visitor, Visitor],
  arrivals: (day: number) => number,
): { always: number; once: number } {
  const random = new Random(11);
  const count = { always: 0, once: 0 };
  for (let nth = 0; nth < experiments; nth++) {
    const groups = groupsByDay(random, other, arrivals);
    const looks = groupsByDay(random, base, arrivals)
      .map((one, day) => compareMeans(one, groups[day]))
      .filter((one): one is Comparison => one !== undefined);
    if (looks.some(({ always }) => excludesZero(always))) count.always++;
    if (looks.some(({ once }) => excludesZero(once))) count.once++;
    for (const { p, always } of looks) if (p < 0.05 !== excludesZero(always)) throw new Error(`p ${p} with ${always}`);
  }
  return { always: count.always / experiments, once: count.once / experiments };
}

const normal = (random: Random) =>
  Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
/** Clicks on the first day or never. */
const clicksAtOnce =
  (p: number): Visitor =>
  (random, day, act) => {
    if (random.uniform() < p) act(day, 1);
  };
/** Clicks on each day with probability p, until the first time. */
const clicksSomeDay =
  (p: number): Visitor =>
  (random, day, act) =>
    act(day + Math.floor(Math.log(1 - random.uniform()) / Math.log(1 - p)), 1);
/** One in twenty buys, and again every few days, each for amounts of their own scale: a few spend most. */
const buysAgain: Visitor = (random, day, act) => {
  if (random.uniform() >= 0.05) return;
  const scale = 20 * Math.exp(normal(random));
  for (let at = day; at < DAYS; at += 1 + Math.floor(-6 * Math.log(1 - random.uniform())))
    act(at, scale * Math.exp(normal(random) / 2));
};
/** One in five buys daily or so, for small amounts that have nothing to do with each other. */
const buysDaily: Visitor = (random, day, act) => {
  if (random.uniform() >= 0.2) return;
  for (let at = day; at < DAYS; at++) if (random.uniform() < 0.3) act(at, -Math.log(1 - random.uniform()));
};

const steadily = (perDay: number) => () => perDay;
const allAtOnce = (visitors: number) => (day: number) => (day === 0 ? visitors : 0);
/** 5%, and three standard errors of a share among 2,000 experiments. */
const MOST = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / 2000);

describe('with no difference, looked at on 30 days', () => {
  it.each<[string, Visitor, (day: number) => number]>([
    ['clicks at once', clicksAtOnce(0.1), steadily(100)],
    ['rare clicks', clicksAtOnce(0.01), steadily(100)],
    ['clicks on a later day', clicksSomeDay(0.02), steadily(50)],
    ['few visitors who buy again', buysAgain, steadily(20)],
    ['visitors who buy again', buysAgain, steadily(60)],
    ['all visitors on the first day, clicks later', clicksSomeDay(0.002), allAtOnce(1000)],
    ['all visitors on the first day, purchases daily', buysDaily, allAtOnce(200)],
  ])('%s: at most one experiment in twenty finds one', (_, visitor, arrivals) => {
    expect(found(2000, [visitor, visitor], arrivals).always).toBeLessThan(MOST);
  });

  it('the interval for one look, looked at daily, finds one in more than 15%', () => {
    expect(found(2000, [clicksAtOnce(0.1), clicksAtOnce(0.1)], steadily(100)).once).toBeGreaterThan(0.15);
    expect(found(1000, [clicksSomeDay(0.02), clicksSomeDay(0.02)], steadily(50)).once).toBeGreaterThan(0.15);
  });
});

describe('with a difference', () => {
  it('of 2 in 100, 500 visitors a day find it in most of 30-day experiments', () => {
    expect(found(200, [clicksAtOnce(0.1), clicksAtOnce(0.12)], steadily(500)).always).toBeGreaterThan(0.95);
  });
  it('that is there, the interval holds it on all days in 95% of experiments', () => {
    const random = new Random(5);
    let held = 0;
    for (let nth = 0; nth < 1000; nth++) {
      const groups = groupsByDay(random, clicksAtOnce(0.3), steadily(100));
      const looks = groupsByDay(random, clicksAtOnce(0.2), steadily(100)).map((one, day) =>
        compareMeans(one, groups[day]),
      );
      if (looks.every((one) => !one || (one.always[0] <= 0.1 && one.always[1] >= 0.1))) held++;
    }
    expect(held / 1000).toBeGreaterThan(0.95 - 3 * Math.sqrt((0.05 * 0.95) / 1000));
  });
});

// $ python3 -c "
// from math import *
// a,n,b,m=300,5000,380,5200
// va=(a-a*a/n)/(n-1)/n; vb=(b-b*b/m)/(m-1)/m; d=b/m-a/n; e=sqrt(va+vb)
// rho2=(-2*log(.05)+log(-2*log(.05))+1)/10000; r=(n+m)*rho2
// print(d, d-1.959963984540054*e, d+1.959963984540054*e)
// h=e*sqrt((1+r)/r*(log(1+r)-2*log(.05))); print(d-h, d+h, sqrt(1+r)*exp(-(d/e)**2/2*r/(1+r)))"
it('300 of 5,000 against 380 of 5,200, by another program', () => {
  const group = (visitors: number, active: number) => ({ visitors, active, sum: active, squares: active });
  const { difference, once, always, p } = compareMeans(group(5000, 300), group(5200, 380))!;
  expect([difference, ...once, ...always, p].map((one) => one.toFixed(8))).toEqual([
    '0.01307692',
    '0.00341308',
    '0.02274077',
    '-0.00189079',
    '0.02804463',
    '0.13336388',
  ]);
});

it('says nothing of fewer than 100 visitors, of fewer than 20 with a value, and of equal values', () => {
  const group = (visitors: number, active: number) => ({ visitors, active, sum: active, squares: active });
  expect(compareMeans(group(99, 30), group(5000, 30))).toBeUndefined();
  expect(compareMeans(group(100, 10), group(100, 9))).toBeUndefined();
  expect(compareMeans(group(100, 10), group(100, 10))).toBeDefined();
  expect(compareMeans(group(100, 100), group(100, 100))).toBeUndefined();
});
