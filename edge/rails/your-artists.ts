// The rail `your-artists`: items by the artists of whom the visitor has something, best scores first.
import { openByArtist, type RailKind } from './rail.ts';

export const yourArtists: RailKind = {
  id: 'your-artists',
  rank(page) {
    if (!page.taste) return undefined;
    const { artist, salesOfArtist } = page.catalogue.columns;
    const wanted = new Uint8Array(salesOfArtist.length + 1);
    for (const row of page.taste.history) wanted[artist[row] + 1] = 1;
    wanted[0] = 0;
    return { title: 'From artists you like', scores: page.taste.scores, among: openByArtist(page, wanted) };
  },
};
