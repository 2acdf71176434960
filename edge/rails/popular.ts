// The rail `popular`: the most sold items. The score is an item's sales plus a fraction, its artist's share of all sales:
// it orders items with equal sales, such as one-of-a-kind items, which have none while they are for sale.
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { RailKind } from './rail.ts';

export const popular: RailKind = {
  id: 'popular',
  title: 'Popular',
  unseen: true,
  rank: ({ catalogue }) => ({ scores: popularityScores(catalogue) }),
};

/** The popularity score of every row. */
export function popularityScores({ columns, items }: Catalogue): Float64Array {
  const { sales, artist, salesOfArtist, artistSales } = columns;
  const share = new Float64Array(salesOfArtist.length + 1);
  for (const [by, sold] of salesOfArtist.entries()) share[by + 1] = sold / (artistSales.total + 1);
  const scores = new Float64Array(items.length);
  for (let row = 0; row < scores.length; row++) scores[row] = sales[row] + share[artist[row] + 1];
  return scores;
}
