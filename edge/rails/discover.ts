// The rail `discover`: items by artists that few have bought from, of whom the visitor has nothing yet, best scores
// first. Few: no more than the median of all artists' sales.
import { openByArtist, type RailKind } from './rail.ts';

export const discover: RailKind = {
  id: 'discover',
  rank(context) {
    if (!context.profile) return undefined;
    const { artist, salesOfArtist, medianArtistSales } = context.catalogue.columns;
    const wanted = new Uint8Array(salesOfArtist.length + 1);
    for (const [by, sales] of salesOfArtist.entries()) wanted[by + 1] = Number(sales <= medianArtistSales);
    for (const row of context.profile.history) wanted[artist[row] + 1] = 0;
    return { title: 'Artists to discover', scores: context.profile.scores, among: openByArtist(context, wanted) };
  },
};
