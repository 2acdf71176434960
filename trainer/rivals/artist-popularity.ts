// Artist popularity: items by artists in the user's history first, ordered by the number of the user's items per artist and
// then by VisRank. The paper's authors found the artist to be a strong signal: Messina et al. (2018).
import type { Query, Ranker } from '../evaluate/ranker.ts';
import type { visualScores } from './visrank.ts';

/**
 * @param artists the artist of each row, undefined if unknown
 * @param scoresOf orders the items of an artist
 */
export function artistPopularity(
  artists: readonly (string | undefined)[],
  scoresOf: ReturnType<typeof visualScores>,
): Ranker {
  const rows = artists.length;
  const itemsOf = new Map<string, number[]>();
  for (const [row, artist] of artists.entries()) {
    if (artist === undefined) continue;
    const mine = itemsOf.get(artist);
    if (mine) mine.push(row);
    else itemsOf.set(artist, [row]);
  }
  function scoreMany(queries: readonly Query[], out: Float32Array): void {
    out.set(scoresOf(queries).max);
    // Cosines differ by at most 2, so one more item by the artist always outweighs them.
    for (const [q, { history }] of queries.entries())
      for (const mine of history) for (const row of itemsOf.get(artists[mine] ?? '') ?? []) out[q * rows + row] += 3;
  }
  return {
    name: 'artist',
    score(query) {
      const scores = new Float32Array(rows);
      scoreMany([query], scores);
      return scores;
    },
    scoreMany,
  };
}
