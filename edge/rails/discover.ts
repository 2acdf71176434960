// The rail `discover`: items of less-sold artists who are not in the visitor's history, by score. Less-sold: no more
// sales than the median of all artists.
import { codesOf, openByArtist, type RailKind } from './rail.ts';

export const discover: RailKind = {
  id: 'discover',
  title: 'Artists to discover',
  rank(context) {
    if (!context.profile) return undefined;
    const { salesOfArtist, artistSales } = context.catalogue.columns;
    const wanted = codesOf(context.catalogue, context.profile.artists);
    for (const [by, sales] of salesOfArtist.entries())
      wanted[by + 1] = Number(wanted[by + 1] === 0 && sales <= artistSales.median);
    return { scores: context.profile.scores, among: openByArtist(context, wanted) };
  },
};
