// The rail `popular`: what sold most. A score is the sales of a work plus a fraction, the share of all sales that its
// artist has: of works that sold alike, and a one-of-a-kind work for sale has never sold, the better known artist's.
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { RailKind } from './rail.ts';

export const popular: RailKind = {
  id: 'popular',
  rank: ({ catalogue }) => ({ title: 'Popular', scores: popularity(catalogue) }),
};

/** The score of every row. */
export function popularity({ columns, items }: Catalogue): Float64Array {
  const { sales, artist, salesOfArtist, totalSales } = columns;
  const scores = new Float64Array(items.length);
  for (let row = 0; row < scores.length; row++)
    scores[row] = artist[row] < 0 ? sales[row] : sales[row] + salesOfArtist[artist[row]] / (totalSales + 1);
  return scores;
}
