// Artist popularity: items by the artists that the user bought from come first, the artist bought from most in front, and
// within an artist VisRank decides. The paper's authors found artists a strong signal: Messina et al. (2018).
import type { Ranker } from '../evaluate/ranker.ts';

/**
 * @param artists an artist a row, undefined where it is not known
 * @param visual ranks within an artist; its scores lie in [-1, 1]
 */
export function artistPopularity(artists: readonly (string | undefined)[], visual: Ranker): Ranker {
  return {
    name: 'artist',
    async score(query) {
      const bought = new Map<string, number>();
      for (const row of query.history) {
        const artist = artists[row];
        if (artist !== undefined) bought.set(artist, (bought.get(artist) ?? 0) + 1);
      }
      const scores = await visual.score(query);
      // Cosines differ by 2 at most, so one item more by the artist outweighs any of them.
      for (let row = 0; row < scores.length; row++) scores[row] += 3 * (bought.get(artists[row] ?? '') ?? 0);
      return scores;
    },
  };
}
