// Figures of a market of one-of-a-kind items: those of a simulated store, beside those of a real one. `simulate` prints both,
// so that everybody sees in what the simulated store is like a market, and in what not.

/** What the figures need of an item. */
export interface SoldItem {
  artist?: string;
  price?: number;
  uploadedAt?: number;
  unique?: boolean;
}

/** A purchase: the user, the row of the item, and the time in seconds since 1970. */
export interface Sale {
  user: string;
  item: number;
  at: number;
}

export interface MarketFigures {
  /** Shares of the buyers with at least two, three and five purchases. */
  twoOrMore: number;
  threeOrMore: number;
  fiveOrMore: number;
  /** The share of all purchases that the busiest tenth of the buyers made. */
  topTenth: number;
  /** Of the purchases after a buyer's first: the share by an artist of whom the buyer already had an item. */
  knownArtist: number;
  /** Share of the one-of-a-kind items that nobody bought. */
  unsold: number;
  /** Days from the upload of a one-of-a-kind item to its sale: tenth, fiftieth and ninetieth percentile. */
  daysToSale: Percentiles;
  /** Prices of what was sold, as multiples of their median: the same percentiles. */
  prices: Percentiles;
}
type Percentiles = readonly [number, number, number];

/**
 * Foundation, a real market of one-of-a-kind art, from February to June 2021: 15,428 purchases by 5,554 buyers, 48,059 items.
 * Vasan, Janosov and Barabási, "Quantifying NFT-driven networks in crypto art" (2022), and the data published with it
 * (github.com/Barabasi-Lab/crypto-art). A work is sold to its highest bidder. Computed by test/bench/market.ts.
 */
export const REAL_MARKET: MarketFigures = {
  twoOrMore: 0.337,
  threeOrMore: 0.197,
  fiveOrMore: 0.097,
  topTenth: 0.544,
  knownArtist: 0.199,
  unsold: 0.679,
  daysToSale: [0.04, 1.83, 21.4],
  // Winning bids of .12, .5 and 2 ETH; the files beside which test/bench/market.ts runs have no prices.
  prices: [0.24, 1, 4],
};

const DAY = 86_400;
const PERCENTILES = [0.1, 0.5, 0.9] as const;

function percentiles(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  const [low, middle, high] = PERCENTILES.map(at);
  return [low, middle, high];
}

/** @param sales in the order of time */
export function marketFigures(items: readonly SoldItem[], sales: readonly Sale[]): MarketFigures {
  const count = new Map<string, number>();
  const artists = new Map<string, Set<string>>();
  const soldAt = new Map<number, number>();
  let [later, known] = [0, 0];
  for (const { user, item, at } of sales) {
    const before = count.get(user) ?? 0;
    count.set(user, before + 1);
    const theirs = artists.get(user) ?? new Set();
    artists.set(user, theirs);
    const { artist } = items[item];
    if (before > 0) later++;
    if (artist !== undefined) {
      if (theirs.has(artist)) known++;
      theirs.add(artist);
    }
    soldAt.set(item, at);
  }
  const numbers = [...count.values()].sort((a, b) => b - a);
  const atLeast = (least: number) => numbers.filter((number) => number >= least).length / numbers.length;
  const busiest = numbers.slice(0, Math.ceil(numbers.length / 10)).reduce((sum, number) => sum + number, 0);
  const unique = [...items.keys()].filter((row) => items[row].unique);
  const days = unique.flatMap((row) => {
    const [from, to] = [items[row].uploadedAt, soldAt.get(row)];
    return from === undefined || to === undefined ? [] : [(to - from) / DAY];
  });
  const prices = percentiles(sales.flatMap(({ item }) => items[item].price ?? []));
  return {
    twoOrMore: atLeast(2),
    threeOrMore: atLeast(3),
    fiveOrMore: atLeast(5),
    topTenth: busiest / sales.length,
    knownArtist: known / Math.max(1, later),
    unsold: unique.filter((row) => !soldAt.has(row)).length / Math.max(1, unique.length),
    daysToSale: percentiles(days),
    prices: [prices[0] / prices[1], 1, prices[2] / prices[1]],
  };
}

/** The figures of a simulated store beside those of the real market, as lines of text. */
export function marketTable(simulated: MarketFigures, real: MarketFigures = REAL_MARKET): string[] {
  const known = (value: number, text: string) => (Number.isFinite(value) ? text : 'unknown');
  const percent = (value: number) => known(value, `${(100 * value).toFixed(0)}%`);
  const three = (values: Percentiles) => values.map((value) => known(value, value.toFixed(2))).join(', ');
  const rows: [string, (figures: MarketFigures) => string][] = [
    ['buyers of two or more items', ({ twoOrMore }) => percent(twoOrMore)],
    ['buyers of three or more', ({ threeOrMore }) => percent(threeOrMore)],
    ['buyers of five or more', ({ fiveOrMore }) => percent(fiveOrMore)],
    ['purchases by the busiest tenth of the buyers', ({ topTenth }) => percent(topTenth)],
    ['later purchases from an artist that the buyer has', ({ knownArtist }) => percent(knownArtist)],
    ['one-of-a-kind items that nobody bought', ({ unsold }) => percent(unsold)],
    ['days to their sale: tenth, median, ninetieth percentile', ({ daysToSale }) => three(daysToSale)],
    ['prices beside the median price: the same', ({ prices }) => three(prices)],
  ];
  const wide = Math.max(...rows.map(([title]) => title.length)) + 2;
  return [
    `${''.padEnd(wide)}${'this store'.padEnd(22)}Foundation, 2021`,
    ...rows.map(([title, of]) => `${title.padEnd(wide)}${of(simulated).padEnd(22)}${of(real)}`),
  ];
}
