// The rail `your-artists`: items by the artists in the visitor's history, by the model's score.
import { codesOf, openByArtist, type RailKind } from './rail.ts';

export const yourArtists: RailKind = {
  id: 'your-artists',
  title: 'From artists you like',
  rank(context) {
    if (!context.profile) return undefined;
    const wanted = codesOf(context.catalogue, context.profile.artists);
    return { scores: context.profile.scores, among: openByArtist(context, wanted) };
  },
};
