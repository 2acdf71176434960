// The figures of a market on five sales, worked out by hand; and that the simulated store is as near to the real one as the
// docs say.
import { expect, it } from 'vitest';
import { chance } from '../../../trainer/chance.ts';
import { makeCatalogue } from '../../../trainer/simulate/catalogue.ts';
import { marketFigures, marketTable, REAL_MARKET } from '../../../trainer/simulate/market.ts';
import { makePurchases } from '../../../trainer/simulate/people.ts';
import { chooseSizes } from '../../../trainer/simulate/sizes.ts';

const DAY = 86_400;

it('counts returning buyers, known artists, unsold items, days and prices', () => {
  const items = [
    { artist: 'ann', price: 10, uploadedAt: 0, unique: true },
    { artist: 'ann', price: 40, uploadedAt: DAY, unique: true },
    { artist: 'ben', price: 20, uploadedAt: 0, unique: false },
    { artist: 'cleo', price: 99, uploadedAt: 0, unique: true },
  ];
  const sale = (user: string, item: number, days: number) => ({ user, item, at: days * DAY });
  // Of two buyers one has three purchases; of their two later ones, one is by ann again.
  const figures = marketFigures(items, [sale('u', 0, 2), sale('v', 2, 3), sale('u', 2, 4), sale('u', 1, 5)]);
  expect(figures).toEqual({
    twoOrMore: 1 / 2,
    threeOrMore: 1 / 2,
    fiveOrMore: 0,
    topTenth: 3 / 4,
    knownArtist: 1 / 2,
    unsold: 1 / 3,
    // Days 2 and 4; percentiles are the lower of two neighbours.
    daysToSale: [2, 2, 2],
    // Prices 10, 20, 20, 40: the median is 20.
    prices: [0.5, 1, 1],
  });
  expect(marketTable(figures)[1]).toMatch(/^buyers of two or more items +50% +34%$/);
});

it('a store of half the default size resembles the real market in who returns, to which artists, and prices', () => {
  const { users, items, artists, purchases, seed } = chooseSizes({ users: 1189, items: 3020 });
  const random = chance(seed);
  const painted = makeCatalogue(random, items, artists);
  const figures = marketFigures(painted, makePurchases(random, painted, users, purchases));
  for (const key of ['twoOrMore', 'threeOrMore', 'fiveOrMore', 'topTenth', 'knownArtist'] as const)
    expect(Math.abs(figures[key] - REAL_MARKET[key]), key).toBeLessThan(0.12);
  for (const [i, price] of figures.prices.entries())
    expect(Math.abs(Math.log(price / REAL_MARKET.prices[i]))).toBeLessThan(Math.log(1.4));
});
