// Artist popularity: items by artists in the user's history first, ordered by the number of the user's items per artist and
// then by VisRank. The paper's authors found the artist to be a strong signal: Messina et al. (2018).
import type { Ranker } from '../evaluate/ranker.ts';

/**
 * @param artists the artist of each row, undefined if unknown
 * @param visual orders the items of an artist; its scores must be in [-1, 1]
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
      // Cosines differ by at most 2, so one more item by the artist always outweighs them.
      for (let row = 0; row < scores.length; row++) scores[row] += 3 * (bought.get(artists[row] ?? '') ?? 0);
      return scores;
    },
  };
}
