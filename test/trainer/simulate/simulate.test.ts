// The simulated dataset: reproducible, plainly marked, possible, and with something in it to learn.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { exclude, place } from '../../../shared/ranking.ts';
import { type Dataset, openDataset } from '../../../trainer/dataset/dataset.ts';
import { split } from '../../../trainer/dataset/split.ts';
import { SIMULATE_DEFAULTS, simulate } from '../../../trainer/simulate/simulate.ts';
import { freshFolder, names, refusal } from '../dataset/support.ts';

const SMALL = { users: 40, items: 120, features: 16, styles: 6, seed: 3 };
const FILES = ['items.csv', 'events.csv', 'features.npy'];

describe('a seed', () => {
  it('is a dataset: the same bytes again, others for another', async () => {
    const folder = freshFolder();
    const make = (name: string, seed: number) => simulate({ ...SMALL, seed, out: join(folder, name) });
    const [a, b, c] = [await make('a', 3), await make('b', 3), await make('c', 4)];
    for (const file of FILES)
      expect(readFileSync(join(folder, 'a', file))).toEqual(readFileSync(join(folder, 'b', file)));
    expect(b.fingerprint).toBe(a.fingerprint);
    expect(c.fingerprint).not.toBe(a.fingerprint);
    expect(names(folder)).toEqual(['a', 'b', 'c']);
  });
});

it('says that it is simulated', async () => {
  const out = join(freshFolder(), 'out');
  await simulate({ ...SMALL, out, name: 'demo' });
  const dataset = await openDataset(out);
  expect(dataset).toMatchObject({ name: 'demo', simulated: true });
  expect(dataset.provenance).toMatch(/^Simulated with seed 3: .* made up, and all works are reproducible prints\. /);
});

describe('the demonstration', () => {
  let dataset: Dataset;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'curatornet-'));
    await simulate({ out: join(folder, 'out') });
    dataset = await openDataset(join(folder, 'out'));
    rmSync(folder, { recursive: true });
  });

  it('is possible: nobody buys before an upload, or the same work twice, and no activation is negative', () => {
    const { items, events, users, features, featureSize } = dataset;
    expect([items.length, users.length, featureSize]).toEqual([1500, 600, 64]);
    expect(events.user.every((_, i) => items[events.item[i]].uploadedAt! < events.at![i])).toBe(true);
    expect(new Set(Array.from(events.user, (user, i) => `${user} ${events.item[i]}`)).size).toBe(events.user.length);
    expect(features.every((value) => value >= 0)).toBe(true);
    expect(
      items.every(({ artist, title, price, unique }) => artist && title && price! >= 15 && unique === undefined),
    ).toBe(true);
    const uploads = items.map(({ uploadedAt }) => uploadedAt!);
    expect(Math.max(...uploads) - Math.min(...uploads)).toBeGreaterThan(700 * 86_400);
  });

  it('has baskets of one to three works in one second, and long tails', () => {
    const { events, users, items } = dataset;
    const sizes = new Map<number, number>();
    const seconds = new Map<number, Set<number>>();
    for (let i = 0; i < events.user.length; i++) {
      sizes.set(events.basket![i], (sizes.get(events.basket![i]) ?? 0) + 1);
      seconds.set(events.basket![i], (seconds.get(events.basket![i]) ?? new Set()).add(events.at![i]));
    }
    expect([...new Set(sizes.values())].sort()).toEqual([1, 2, 3]);
    expect([...seconds.values()].every(({ size }) => size === 1)).toBe(true);
    /** The share that the first tenth has of all events: about .17 if all were alike. */
    const topTenth = (column: Int32Array, count: number) => {
      const counts = new Array<number>(count).fill(0);
      for (const code of column) counts[code]++;
      const top = counts.sort((a, b) => b - a).slice(0, count / 10);
      return top.reduce((sum, n) => sum + n, 0) / column.length;
    };
    expect(topTenth(events.user, users.length)).toBeGreaterThan(0.25);
    expect(topTenth(events.item, items.length)).toBeGreaterThan(0.25);
  });

  it('has artists of one style or two, hence works of an artist that look alike', () => {
    const { items } = dataset;
    const works = new Map<string, number>();
    for (const { artist } of items) works.set(artist!, (works.get(artist!) ?? 0) + 1);
    expect(works.size).toBeGreaterThan(80);
    expect(Math.max(...works.values())).toBeGreaterThan(15);
  });

  it('has something to learn: likeness of pictures beats chance on the hidden baskets', () => {
    const { how, history, hidden } = split(dataset);
    expect(how).toBe('last basket');
    const { features, featureSize: width, items } = dataset;
    const unit = features.map((value, i) => {
      const row = features.subarray(i - (i % width), i - (i % width) + width);
      return value / Math.hypot(...row);
    });
    const aucs = hidden.flatMap((rows, user) => {
      if (rows.length === 0) return [];
      const mean = new Float64Array(width);
      for (const row of history[user]) for (let f = 0; f < width; f++) mean[f] += unit[row * width + f];
      const scores = Float32Array.from(items, (_, row) =>
        mean.reduce((sum, x, f) => sum + x * unit[row * width + f], 0),
      );
      exclude(scores, history[user]);
      const { placements, candidates } = place(scores, rows);
      const others = candidates - rows.length;
      return placements.map(({ above, tied }) => 1 - (above + tied / 2) / others);
    });
    expect(aucs.length).toBeGreaterThan(500);
    // .5 is chance; three standard errors of the mean of so many are .04 at most.
    expect(aucs.reduce((sum, auc) => sum + auc, 0) / aucs.length).toBeGreaterThan(0.6);
  });
});

describe('refuses', () => {
  it.each([
    ['users', 0, 'users 0 is not a whole number from 1 to 1000000'],
    ['items', 1.5, 'items 1.5 is not a whole number from 1 to 1000000'],
    ['features', 7, 'features 7 is not a whole number from 8 to 65536'],
    ['styles', Number.NaN, 'styles NaN is not a whole number from 1 to 10000'],
    ['seed', -1, 'seed -1 is not a whole number from 0 to 2147483647'],
  ])('%s %s', async (name, value, message) => {
    const folder = freshFolder();
    expect(await refusal(simulate({ out: join(folder, 'out'), [name]: value }), folder)).toBe(`usage: ${message}`);
    expect(names(folder)).toEqual([]);
  });

  it('a folder that is not empty, unless forced', async () => {
    const folder = freshFolder();
    const out = join(folder, 'out');
    const { fingerprint } = await simulate({ ...SMALL, out });
    expect(await refusal(simulate({ ...SMALL, out }), folder)).toBe('exists: out: exists and is not empty');
    expect((await simulate({ ...SMALL, out, seed: 9, force: true })).fingerprint).not.toBe(fingerprint);
  });

  it('nothing that is small: every size within its limits can be opened, or says what is too few', async () => {
    const folder = freshFolder();
    let made = 0;
    for (let seed = 0; seed < 20; seed++) {
      const out = join(folder, `${seed}`);
      try {
        await simulate({ users: 1, items: 1 + (seed % 5), features: 8, styles: 1 + (seed % 3), seed, out });
      } catch (error) {
        expect(error).toMatchObject({ code: 'usage', how: 'ask for more of both' });
        continue;
      }
      expect((await openDataset(out)).users).toEqual(['u-1']);
      made++;
    }
    expect(made).toBeGreaterThan(0);
    expect(SIMULATE_DEFAULTS.seed).toBe(1);
  });
});
