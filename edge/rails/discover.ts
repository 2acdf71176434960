// The rail `discover`: works by artists that few have bought from, of whom the visitor has nothing yet, best scores
// first. Few: no more than the median of all artists' sales.
import { openWhere, type RailKind } from './rail.ts';

export const discover: RailKind = {
  id: 'discover',
  rank(page) {
    if (!page.taste) return undefined;
    const { artist, salesOfArtist, medianArtistSales } = page.catalogue.columns;
    const theirs = new Set(page.taste.history.map((row) => artist[row]));
    return {
      title: 'Artists to discover',
      scores: page.taste.scores,
      among: openWhere(page, (row) => {
        const by = artist[row];
        return by >= 0 && salesOfArtist[by] <= medianArtistSales && !theirs.has(by);
      }),
    };
  },
};
