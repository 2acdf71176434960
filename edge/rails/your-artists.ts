// The rail `your-artists`: works by the artists of whom the visitor has something, best scores first.
import { openWhere, type RailKind } from './rail.ts';

export const yourArtists: RailKind = {
  id: 'your-artists',
  rank(page) {
    if (!page.taste) return undefined;
    const { artist } = page.catalogue.columns;
    const theirs = new Set(page.taste.history.map((row) => artist[row]));
    theirs.delete(-1);
    if (theirs.size === 0) return undefined;
    return {
      title: 'From artists you like',
      scores: page.taste.scores,
      among: openWhere(page, (row) => theirs.has(artist[row])),
    };
  },
};
