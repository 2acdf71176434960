// The rail `your-artists`: items by the artists of whom the visitor has something, best scores first.
import { openByArtist, type RailKind } from './rail.ts';

export const yourArtists: RailKind = {
  id: 'your-artists',
  rank(context) {
    if (!context.profile) return undefined;
    const { artist, salesOfArtist } = context.catalogue.columns;
    const wanted = new Uint8Array(salesOfArtist.length + 1);
    for (const row of context.profile.history) wanted[artist[row] + 1] = 1;
    wanted[0] = 0;
    return { title: 'From artists you like', scores: context.profile.scores, among: openByArtist(context, wanted) };
  },
};
