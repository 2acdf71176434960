// Requirements for all ranking methods, on a store with an obvious answer: two schools of items, users who like one of
// them, and an artist with items in each.
import { beforeAll, describe, expect, it } from 'vitest';
import { featureStatistics } from '../../trainer/algebra/standardise.ts';
import type { Dataset } from '../../trainer/dataset/dataset.ts';
import type { Split } from '../../trainer/dataset/split.ts';
import type { Ranker } from '../../trainer/evaluate/ranker.ts';
import { toTowers } from '../../trainer/network/convert.ts';
import { createPapersNetwork } from '../../trainer/network/create.ts';
import { Random } from '../../trainer/random.ts';
import { makeRivals } from '../../trainer/rivals/rivals.ts';
import { ServedCuratorNet } from '../../trainer/serving/served.ts';
import { chooseBackend } from '../../trainer/tfjs/choose.ts';

const ITEMS = 40;
const PEOPLE = 60;
const SIZE = 8;
const random = new Random(3);
/** Even items belong to one school, odd ones to the other. */
const school = (row: number) => row % 2;
const features = Float32Array.from({ length: ITEMS * SIZE }, (_, i) => {
  const row = Math.floor(i / SIZE);
  return ((i % SIZE) % 2 === school(row) ? 3 : 0) + random.uniform();
});
// Each user has five items of a school and a hidden one; the last four items are cold.
const histories = Array.from({ length: PEOPLE }, (_, user) => {
  const mine = Int32Array.from({ length: ITEMS / 2 - 2 }, (_, i) => 2 * i + (user % 2));
  return [...random.shuffle(mine).subarray(0, 6)];
});
const split: Split = {
  history: histories.map((rows) => rows.slice(0, 5)),
  hidden: histories.map((rows) => rows.slice(5)),
  hiddenAt: new Float64Array(PEOPLE).fill(Number.NaN),
  baskets: null,
  how: 'given',
};
const items = Array.from({ length: ITEMS }, (_, row) => ({
  id: `w-${row}`,
  artist: row % 5 === 0 ? undefined : `artist ${row % 3}`,
}));
const dataset = { items, features, featureSize: SIZE } as Dataset;

/** Personalised methods, and those that can rank cold items. */
const PERSONAL = ['VBPR', 'BPR-MF', 'EASE', 'item-kNN', 'VisRank', 'VisRank mean'];
const VISUAL = ['VBPR', 'VisRank', 'VisRank mean'];

let rankers: Ranker[];
beforeAll(async () => {
  await chooseBackend('wasm');
  const statistics = featureStatistics(features, SIZE);
  const served = await ServedCuratorNet.open(
    toTowers(createPapersNetwork(SIZE, new Random(1)), statistics),
    features,
    ITEMS,
  );
  rankers = [served, ...makeRivals(dataset, split, { labels: null, negatives: 'uniform', seed: 1 })];
});

const ask = async (ranker: Ranker, user: number) =>
  (await ranker.score({ user, history: split.history[user] })).slice();
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

it('all methods are covered', () => {
  expect(rankers.map(({ name }) => name)).toEqual([
    'CuratorNet',
    'VBPR',
    'BPR-MF',
    'EASE',
    'item-kNN',
    'VisRank',
    'VisRank mean',
    'artist',
    'popularity',
    'random',
    'oracle',
  ]);
});

it('each scores every item with a finite number', async () => {
  for (const ranker of rankers)
    for (let user = 0; user < PEOPLE; user++) {
      const scores = await ask(ranker, user);
      expect(scores.length, ranker.name).toBe(ITEMS);
      expect(scores.every(Number.isFinite), ranker.name).toBe(true);
    }
});

it('each repeats its scores, after other users and after writes into the result', async () => {
  for (const ranker of rankers) {
    const first = await ask(ranker, 4);
    (await ranker.score({ user: 4, history: split.history[4] })).fill(Number.NaN);
    await ask(ranker, 9);
    expect(await ask(ranker, 4), ranker.name).toEqual(first);
  }
});

describe('the obvious answer', () => {
  /** How often a method scores items of the user's school higher than others, in [0, 1]; .5 is no preference. */
  async function preference(name: string, rows: number[]): Promise<number> {
    const ranker = rankers.find((r) => r.name === name)!;
    const shares: number[] = [];
    for (let user = 0; user < PEOPLE; user++) {
      const scores = await ask(ranker, user);
      const free = rows.filter((row) => !split.history[user].includes(row));
      const own = free.filter((row) => school(row) === user % 2);
      const other = free.filter((row) => school(row) !== user % 2);
      shares.push(mean(own.map((i) => mean(other.map((j) => Number(scores[i] > scores[j]))))));
    }
    return mean(shares);
  }
  const warm = Array.from({ length: ITEMS - 4 }, (_, row) => row);
  const cold = Array.from({ length: 4 }, (_, i) => ITEMS - 4 + i);

  it.each(PERSONAL)("%s ranks the user's school first", async (name) => {
    expect(await preference(name, warm)).toBeGreaterThan(0.95);
  });
  it.each(VISUAL)('%s does so among cold items', async (name) => {
    expect(await preference(name, cold)).toBeGreaterThan(0.95);
  });
  it.each(['EASE', 'item-kNN'])('%s scores cold items alike', async (name) => {
    const scores = await ask(rankers.find((ranker) => ranker.name === name)!, 3);
    expect(cold.map((row) => scores[row])).toEqual([0, 0, 0, 0]);
  });
  it('BPR-MF has no preference among cold items', async () => {
    const guess = await preference('BPR-MF', cold);
    expect(guess).toBeGreaterThan(0.1);
    expect(guess).toBeLessThan(0.9);
  });
});

it('artist popularity ranks artists of the history first, by number of purchases, then by VisRank', async () => {
  const [artist, visual] = ['artist', 'VisRank'].map((name) => rankers.find((r) => r.name === name)!);
  for (let user = 0; user < PEOPLE; user++) {
    const scores = await ask(artist, user);
    const looks = await ask(visual, user);
    const bought = (row: number) =>
      split.history[user].filter((mine) => items[mine].artist !== undefined && items[mine].artist === items[row].artist)
        .length;
    for (let i = 0; i < ITEMS; i++)
      for (let j = 0; j < ITEMS; j++) {
        if (bought(i) > bought(j)) expect(scores[i]).toBeGreaterThan(scores[j]);
        else if (bought(i) === bought(j) && looks[i] > looks[j] + 1e-5) expect(scores[i]).toBeGreaterThan(scores[j]);
      }
  }
});
