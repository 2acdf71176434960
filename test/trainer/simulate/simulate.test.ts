// The simulated store: reproducible, marked as simulated, consistent, and learnable.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exclude, placeRelevant } from '../../../shared/ranking.ts';
import { unitRows } from '../../../trainer/algebra/standardise.ts';
import { type Dataset, openDataset } from '../../../trainer/dataset/dataset.ts';
import { split } from '../../../trainer/dataset/split.ts';
import { simulate } from '../../../trainer/simulate/simulate.ts';
import { DEFAULTS } from '../../../trainer/simulate/sizes.ts';
import { freshFolder, importRefusal, names } from '../dataset/support.ts';

const SMALL = { users: 12, items: 24, artists: 12, purchases: 30, side: 64, seed: 3 };
const everything = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'dataset.json')
    .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name)).toString('base64')])
    .sort();

it('has the sizes of the paper by default', () => {
  expect(DEFAULTS).toMatchObject({ users: 2378, items: 6040, artists: 573, purchases: 5336 });
});

describe('a seed', () => {
  it('determines the store: the same bytes with any number of threads, different ones for another seed', async () => {
    const folder = freshFolder();
    const make = (name: string, seed: number, threads: number) =>
      simulate({ ...SMALL, seed, threads, out: join(folder, name) });
    const [a, b, c] = [await make('a', 3, 1), await make('b', 3, 3), await make('c', 4, 2)];
    expect(everything(join(folder, 'a')).length).toBe(24 + 4);
    expect(everything(join(folder, 'b'))).toEqual(everything(join(folder, 'a')));
    expect(b.fingerprint).toBe(a.fingerprint);
    expect(c.fingerprint).not.toBe(a.fingerprint);
    expect(names(folder)).toEqual(['a', 'b', 'c']);
  });
});

it('is named in dataset.json, which says that the data are simulated', async () => {
  const out = join(freshFolder(), 'out');
  await simulate({ ...SMALL, out, name: 'demo' });
  const dataset = await openDataset(out);
  expect(dataset).toMatchObject({ name: 'demo', simulated: true });
  expect(dataset.provenance).toMatch(
    /^Simulated with seed 3: .* made up, and a program painted the pictures\. .* Features: engineered visual features, version 1\.$/,
  );
});

describe('a store', () => {
  let dataset: Dataset;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'curatornet-'));
    await simulate({ out: join(folder, 'out'), users: 300, items: 330, artists: 33, purchases: 1000, side: 160 });
    dataset = await openDataset(join(folder, 'out'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is consistent: no purchase before upload, no repeated purchase, one-of-a-kind items sold once', () => {
    const { items, events, users } = dataset;
    expect([items.length, users.length]).toEqual([330, 300]);
    expect(events.user.length).toBeGreaterThan(900);
    expect(events.user.length).toBeLessThan(1100);
    expect(events.user.every((_, i) => items[events.item[i]].uploadedAt! < events.at![i])).toBe(true);
    expect(new Set(Array.from(events.user, (user, i) => `${user} ${events.item[i]}`)).size).toBe(events.user.length);
    const sales = new Int32Array(items.length);
    for (const item of events.item) sales[item]++;
    expect(items.every(({ unique }, row) => !unique || sales[row] <= 1)).toBe(true);
    // A guard: prints are bought several times, so the check above is not vacuous.
    expect(Math.max(...sales)).toBeGreaterThan(10);
    const unique = items.filter((item) => item.unique).length / items.length;
    // .78 within four standard errors.
    expect(Math.abs(unique - 0.78)).toBeLessThan(0.09);
    expect(items.every(({ artist, title, price }) => artist && title && price! >= 15)).toBe(true);
    expect(new Set(items.map(({ artist }) => artist)).size).toBe(33);
  });

  it('has a different picture for every item', async () => {
    const files = readdirSync(join(folder, 'out/images')).sort();
    expect(files).toEqual(dataset.items.map(({ image }) => image!).sort());
    const pixels = new Set<string>();
    for (const file of files) {
      const { data, info } = await sharp(join(folder, 'out/images', file))
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect(Math.abs(info.width * info.height - 160 * 160)).toBeLessThan(400);
      pixels.add(data.toString('latin1'));
    }
    expect(pixels.size).toBe(330);
  });

  it('has visually similar items per artist: the nearest item is often by the same artist', () => {
    const { items, features, featureSize: width } = dataset;
    const unit = unitRows(features, width);
    let [same, asked] = [0, 0];
    for (let row = 0; row < items.length; row++) {
      if (items.filter(({ artist }) => artist === items[row].artist).length < 3) continue;
      let [nearest, most] = [-1, Number.NEGATIVE_INFINITY];
      for (let other = 0; other < items.length; other++) {
        if (other === row) continue;
        let cosine = 0;
        for (let f = 0; f < width; f++) cosine += unit[row * width + f] * unit[other * width + f];
        if (cosine > most) [nearest, most] = [other, cosine];
      }
      asked++;
      if (items[nearest].artist === items[row].artist) same++;
    }
    expect(asked).toBeGreaterThan(250);
    // At random it would be about one in thirty.
    expect(same / asked).toBeGreaterThan(0.6);
  });

  it('has baskets of one to three items with equal times, and long-tailed distributions', () => {
    const { events, users, items } = dataset;
    const sizes = new Map<number, number>();
    const seconds = new Map<number, Set<number>>();
    for (let i = 0; i < events.user.length; i++) {
      sizes.set(events.basket![i], (sizes.get(events.basket![i]) ?? 0) + 1);
      seconds.set(events.basket![i], (seconds.get(events.basket![i]) ?? new Set()).add(events.at![i]));
    }
    expect([...new Set(sizes.values())].sort()).toEqual([1, 2, 3]);
    expect([...seconds.values()].every(({ size }) => size === 1)).toBe(true);
    /** The share of the top tenth in all events: about .17 for a uniform distribution. */
    const topTenth = (column: Int32Array, count: number) => {
      const counts = new Array<number>(count).fill(0);
      for (const code of column) counts[code]++;
      const top = counts.sort((a, b) => b - a).slice(0, count / 10);
      return top.reduce((sum, n) => sum + n, 0) / column.length;
    };
    expect(topTenth(events.user, users.length)).toBeGreaterThan(0.25);
    expect(topTenth(events.item, items.length)).toBeGreaterThan(0.25);
  });

  it('is learnable: visual similarity beats chance on the hidden baskets', () => {
    const { how, history, hidden } = split(dataset);
    expect(how).toBe('last basket');
    const { features, featureSize: width, items } = dataset;
    const unit = unitRows(features, width);
    const aucs = hidden.flatMap((rows, user) => {
      if (rows.length === 0) return [];
      const mean = new Float64Array(width);
      for (const row of history[user]) for (let f = 0; f < width; f++) mean[f] += unit[row * width + f];
      const scores = Float32Array.from(items, (_, row) =>
        mean.reduce((sum, x, f) => sum + x * unit[row * width + f], 0),
      );
      exclude(scores, history[user]);
      const { placements, candidates } = placeRelevant(scores, rows);
      const others = candidates - rows.length;
      return placements.map(({ above, tied }) => 1 - (above + tied / 2) / others);
    });
    expect(aucs.length).toBeGreaterThan(80);
    // .5 is chance; three standard errors of the mean are at most .1.
    expect(aucs.reduce((sum, auc) => sum + auc, 0) / aucs.length).toBeGreaterThan(0.6);
  });
});

describe('rejects', () => {
  it.each([
    ['users', 0, 'users 0 must be an integer between 1 and 1000000'],
    ['items', 1.5, 'items 1.5 must be an integer between 1 and 100000'],
    ['artists', -1, 'artists -1 must be an integer between 1 and 100000'],
    ['purchases', Number.NaN, 'purchases NaN must be an integer between 1 and 10000000'],
    ['side', 5000, 'side 5000 must be an integer between 32 and 2000'],
    ['seed', -1, 'seed -1 must be an integer between 0 and 2147483647'],
  ])('%s %s', async (name, value, message) => {
    const folder = freshFolder();
    expect(await importRefusal(simulate({ out: join(folder, 'out'), [name]: value }), folder)).toBe(
      `usage: ${message}`,
    );
    expect(names(folder)).toEqual([]);
  });

  it('a folder that is not empty, without force', async () => {
    const folder = freshFolder();
    const out = join(folder, 'out');
    const { fingerprint } = await simulate({ ...SMALL, out });
    expect(await importRefusal(simulate({ ...SMALL, out }), folder)).toBe('exists: out: exists and is not empty');
    expect((await simulate({ ...SMALL, out, seed: 9, force: true })).fingerprint).not.toBe(fingerprint);
  });

  it('no small size: every size within limits gives a dataset, or an error that says what is too few', async () => {
    const folder = freshFolder();
    let made = 0;
    for (let seed = 0; seed < 8; seed++) {
      const out = join(folder, `${seed}`);
      try {
        await simulate({
          users: 1,
          items: 1 + (seed % 3),
          artists: 1 + (seed % 2),
          purchases: 1,
          seed,
          out,
          threads: 1,
        });
      } catch (error) {
        expect(error).toMatchObject({ code: 'usage', how: 'increase both' });
        continue;
      }
      expect((await openDataset(out)).users).toEqual(['u-1']);
      made++;
    }
    expect(made).toBeGreaterThan(0);
  });
});
