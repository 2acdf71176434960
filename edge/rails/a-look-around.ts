// The rail `a-look-around`: the most popular item of each visual cluster, so that an anonymous visitor sees the range of
// the catalogue. Items without a cluster are left out.
import { popularityScores } from './popular.ts';
import { only, type RailKind } from './rail.ts';

export const aLookAround: RailKind = {
  id: 'a-look-around',
  title: 'Explore every style',
  rank(context) {
    const { cluster } = context.catalogue.columns;
    const scores = popularityScores(context.catalogue);
    const best = new Map<number, number>();
    for (let row = 0; row < scores.length; row++) {
      if (context.open[row] === 0 || cluster[row] < 0) continue;
      const other = best.get(cluster[row]);
      if (other === undefined || scores[row] > scores[other]) best.set(cluster[row], row);
    }
    return { scores, among: only(context, best.values()), relative: true };
  },
};
