// The rail `popular`: what sold most. A score is the sales of an item plus a fraction, the share of all sales that its
// artist has: of items that sold alike, and a one-of-a-kind item for sale has never sold, the better known artist's.
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { RailKind } from './rail.ts';

export const popular: RailKind = {
  id: 'popular',
  rank: ({ catalogue }) => ({ title: 'Popular', scores: popularityScores(catalogue) }),
};

/** The score of every row. */
export function popularityScores({ columns, items }: Catalogue): Float64Array {
  const { sales, artist, salesOfArtist, totalSales } = columns;
  const share = new Float64Array(salesOfArtist.length + 1);
  for (const [by, sold] of salesOfArtist.entries()) share[by + 1] = sold / (totalSales + 1);
  const scores = new Float64Array(items.length);
  for (let row = 0; row < scores.length; row++) scores[row] = sales[row] + share[artist[row] + 1];
  return scores;
}
