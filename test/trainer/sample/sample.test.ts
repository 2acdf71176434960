// Sampling: quotas, skipped guidelines, shortfalls and reproducibility.
import { describe, expect, it } from 'vitest';
import { chooseSettings } from '../../../trainer/config.ts';
import { sampleLines } from '../../../trainer/sample/report.ts';
import { sample } from '../../../trainer/sample/sample.ts';
import { makeSource } from '../../../trainer/sample/source/source.ts';
import { atAngles, dataOf, draw, NOTHING, STORE, type Triple } from './support.ts';

const ALL = { missingFromBasket: 1, nextBasket: 1, favouriteArtists: 1, profileItems: 1, singleItem: 1, sameArtist: 1 };
const data = dataOf(STORE);

/** A hundred users with one to five of a thousand items in ten clusters of a hundred. */
const wide = {
  history: Array.from({ length: 100 }, (_, user) => Array.from({ length: 1 + (user % 5) }, (_, i) => 10 * user + i)),
  baskets: null,
  artists: Array.from({ length: 1000 }, () => undefined),
  labels: Int32Array.from({ length: 1000 }, (_, row) => row % 10),
  features: Float32Array.from(atAngles(Array.from({ length: 1000 }, (_, row) => 0.3 * row)).flat()),
  featureSize: 2,
};
const counts = (values: number[]) => {
  const count = new Map<number, number>();
  for (const value of values) count.set(value, (count.get(value) ?? 0) + 1);
  return count;
};
const owner = ({ positive }: Triple) => Math.floor(positive / 10);

describe('quotas', () => {
  it('are spread evenly over users, independent of their histories', () => {
    // 750 and 50 over a hundred: eight each.
    const { all } = draw(wide, { profileItems: 1, triples: 750, validationTriples: 50 });
    expect([...counts(all.map(owner)).values()]).toEqual(Array(100).fill(8));
  });

  it('are spread evenly over items for the guidelines about items', () => {
    // 300 items were bought: 650 triples are two each, and a third for fifty.
    const { all } = draw(wide, { singleItem: 1, triples: 600, validationTriples: 50 });
    const perItem = [...counts(all.map(({ positive }) => positive)).values()].sort();
    expect(perItem).toEqual([...Array(250).fill(2), ...Array(50).fill(3)]);
  });

  it('are proportional to weights, and add up', () => {
    const { yields } = draw(wide, { profileItems: 2, leaveOneOut: 1, triples: 1000, validationTriples: 100 });
    // 1000 / 3 and 100 / 3: the parts are rounded so that nothing is lost
    expect(yields).toEqual([
      {
        guideline: 'leave one out',
        about: 'the rest of the history',
        training: { asked: 333, drawn: 333 },
        validation: { asked: 33, drawn: 33 },
      },
      {
        guideline: 'guideline 4',
        about: 'profile items',
        training: { asked: 667, drawn: 667 },
        validation: { asked: 67, drawn: 67 },
      },
    ]);
  });

  it('with uniform negatives draw all items', () => {
    const settings = { singleItem: 1, triples: 20_000, validationTriples: 1 } as const;
    expect(new Set(draw(wide, settings).all.map(({ negative }) => negative)).size).toBe(1000);
  });

  it('have fine negatives with probability .6, else of a random cluster', () => {
    // One triple per item, so that none is repeated: .6 + .4 / 10 = .64; two standard errors are .03 of 1,000
    const everyone = { ...wide, history: Array.from({ length: 1000 }, (_, row) => [row]) };
    const fine = Array.from(
      { length: 5 },
      (_, seed) => draw(everyone, { profileItems: 1, triples: 900, validationTriples: 100 }, seed).all,
    ).flat();
    const own = fine.filter(({ positive, negative }) => positive % 10 === negative % 10).length / fine.length;
    expect(fine.length).toBe(5000);
    expect(own).toBeGreaterThan(0.62);
    expect(own).toBeLessThan(0.66);
  });
});

describe('missing data', () => {
  const skips = (lacking: object, settings: object = {}) =>
    sampleLines(draw({ ...data, ...lacking }, { ...ALL, leaveOneOut: 1, ...settings })).filter((line) =>
      line.includes('skipped'),
    );
  const artists = data.artists.map(() => undefined);

  it('is reported with the guidelines that it rules out', () => {
    expect(skips({ baskets: null })).toEqual([
      'guideline 1 skipped: the dataset has no baskets',
      'guideline 2 skipped: the dataset has no baskets',
    ]);
    expect(skips({ artists })).toEqual([
      'guideline 3 skipped: the dataset has no artists',
      'guideline 6 skipped: the dataset has no artists',
    ]);
    expect(skips({ labels: null }, { negatives: 'uniform' })).toEqual([
      'guideline 3 skipped: there are no clusters: run curatornet cluster',
    ]);
    expect(skips({ labels: null, artists, baskets: null }, { negatives: 'uniform' })).toEqual([
      'guideline 1 skipped: the dataset has no baskets',
      'guideline 2 skipped: the dataset has no baskets',
      'guideline 3 skipped: the dataset has no artists; there are no clusters: run curatornet cluster',
      'guideline 6 skipped: the dataset has no artists',
    ]);
  });

  it('is not reported for disabled guidelines', () => {
    expect(skips({ baskets: null }, { missingFromBasket: 0 })).toEqual([
      'guideline 2 skipped: the dataset has no baskets',
    ]);
  });

  it('gives the quotas of skipped guidelines to the others', () => {
    const { yields } = draw({ ...data, baskets: null }, { ...ALL, triples: 8, validationTriples: 4 });
    expect(yields.map(({ guideline, training, validation }) => [guideline, training.asked, validation.asked])).toEqual([
      ['guideline 3', 2, 1],
      ['guideline 4', 2, 1],
      ['guideline 5', 2, 1],
      ['guideline 6', 2, 1],
    ]);
  });

  it('is an error if no guideline remains', () => {
    expect(() => draw({ ...data, labels: null }, { profileItems: 1, singleItem: 1 })).toThrow(
      'the dataset allows no training triples: it has the data for none of the guidelines; ' +
        'guideline 4 skipped: there are no clusters: run curatornet cluster; ' +
        'guideline 5 skipped: there are no clusters: run curatornet cluster',
    );
    expect(() => draw({ ...data, history: [[1], [2]] }, { leaveOneOut: 1 })).toThrow(
      /no training triples: no user has two or more items outside the hidden ones$/,
    );
  });
});

describe('a shortfall', () => {
  it('is reported and shared by training and validation, and sampling terminates', () => {
    // Guideline 3 has four triples on this store, and two thirds of the quota are for training.
    const { yields, training, validation, skipped } = draw(data, { favouriteArtists: 1 });
    expect(yields).toMatchObject([{ training: { asked: 1000, drawn: 3 }, validation: { asked: 500, drawn: 1 } }]);
    expect([training.length, validation.length]).toEqual([3, 1]);
    expect(sampleLines({ yields, skipped })).toEqual([
      'guideline 3, favourite artists: 3 for training, 997 short of its quota; 1 for validation, 499 short of its quota',
    ]);
  });

  it('is total if the users have all items', () => {
    const everything = { ...data, history: [data.artists.map((_, row) => row)] };
    for (const negatives of ['guidelines', 'uniform'] as const)
      expect(() => draw(everything, { profileItems: 1, negatives })).toThrow(
        'the dataset allows no training triples: every user with two or more items has all items with other pictures',
      );
  });

  it('of one user is compensated by the others', () => {
    // The second user has all items, so the first gives all eight triples.
    const lopsided = { ...data, history: [[0], data.artists.map((_, row) => row)], baskets: null };
    const { yields, all } = draw(lopsided, { profileItems: 1, triples: 6, validationTriples: 2 });
    expect(yields).toMatchObject([{ training: { asked: 6, drawn: 6 }, validation: { asked: 2, drawn: 2 } }]);
    expect(all.map(({ history }) => history)).toEqual(Array(8).fill([0]));
  });
});

describe('training and validation', () => {
  it('have different users and items if some are held out', () => {
    const settings = { profileItems: 1, leaveOneOut: 1, singleItem: 1, triples: 900, validationTriples: 300 };
    const { training, validation } = draw(wide, { ...settings, validationUsers: 0.2 });
    // The single-item histories are those of the items, which are held out by themselves.
    const people = (triples: Triple[]) =>
      new Set(triples.filter(({ history, positive }) => `${history}` !== `${positive}`).map(owner));
    const alone = (triples: Triple[]) =>
      new Set(triples.filter(({ history }) => history.length === 1).map(({ history }) => history[0]));
    expect(people(validation).size).toBeGreaterThan(10);
    expect(people(validation).intersection(people(training)).size).toBe(0);
    const single = { ...settings, profileItems: 0, leaveOneOut: 0, validationUsers: 0.2 };
    const items = draw(wide, single);
    expect(alone(items.validation).size).toBeGreaterThan(30);
    expect(alone(items.validation).intersection(alone(items.training)).size).toBe(0);
  });

  it('have the same users otherwise, and validation is a random part', () => {
    const { training, validation } = draw(wide, { profileItems: 1, triples: 4000, validationTriples: 1000 });
    expect(new Set(training.map(owner)).size).toBe(100);
    // 10 of 50 each on average; in a random split hardly any user has none or half.
    const dealt = [...counts(validation.map(owner)).values()];
    expect(dealt.length).toBe(100);
    expect(Math.max(...dealt)).toBeLessThan(25);
  });

  it('share their histories, each stored once', () => {
    const { training, ...result } = sample(makeSource(wide), { ...NOTHING, profileItems: 1, singleItem: 1 }, 1);
    const { start, items } = training.histories;
    expect(result.validation.histories).toBe(training.histories);
    const histories = Array.from({ length: start.length - 1 }, (_, i) => `${items.subarray(start[i], start[i + 1])}`);
    // 300 single items and 100 whole histories, of which 20 are one item
    expect(histories.length).toBe(380);
    expect(new Set(histories).size).toBe(380);
  });
});

it('draws the same triples for a seed and different ones for another', () => {
  const settings = { ...ALL, leaveOneOut: 1, validationUsers: 0.5, triples: 100, validationTriples: 50 };
  expect(draw(data, settings, 5)).toEqual(draw(data, settings, 5));
  expect(draw(data, settings, 5).all).not.toEqual(draw(data, settings, 6).all);
  expect(draw(data, { ...settings, validationUsers: 0 }, 5)).toEqual(
    draw(data, { ...settings, validationUsers: 0 }, 5),
  );
});

it("the preset paper uses the paper's guidelines, the default leave one out with guidelines 4 and 5", () => {
  expect(chooseSettings('paper', [])).toMatchObject({
    ...ALL,
    leaveOneOut: 0,
    negatives: 'guidelines',
    triples: 10_000_000,
    validationTriples: 300_000,
    validationUsers: 0,
  });
  const standard = sample(makeSource(data), { ...chooseSettings('standard', []), triples: 60 }, 1);
  expect(standard.skipped).toEqual([]);
  expect(standard.yields.map(({ guideline, training }) => [guideline, training.asked])).toEqual([
    ['leave one out', 40],
    ['guideline 4', 10],
    ['guideline 5', 10],
  ]);
});

it('selects negatives by the setting', () => {
  expect(chooseSettings('paper', ['negatives=uniform']).negatives).toBe('uniform');
  expect(() => chooseSettings('paper', ['negatives=none'])).toThrow(
    "the setting negatives must be one of: guidelines, uniform, not 'none'",
  );
  expect(() => chooseSettings('standard', ['leaveOneOut=0', 'profileItems=0', 'singleItem=0'])).toThrow(
    'missingFromBasket, nextBasket, favouriteArtists, profileItems, singleItem, sameArtist are all zero',
  );
});
