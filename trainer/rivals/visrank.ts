// VisRank ranks items by visual similarity to the history: an item's score is its largest cosine with an item of the
// history, over z-scored features. Kang et al., "Visually-Aware Fashion Recommendation and Design with Generative Image
// Models" (2017); Messina et al. (2018) for art. It has no learned parameters.
import { towerHistory } from '@curatornet/shared/ranking.ts';
import { Float32Table } from '@curatornet/shared/scoring/float32-table.ts';
import { kernel } from '@curatornet/shared/scoring/node.ts';
import { unitRows } from '../algebra/standardise.ts';
import type { Ranker } from '../evaluate/ranker.ts';

/** How the cosines with the items of a history are combined: their maximum, as in the paper, or their mean. */
export type VisRankRule = 'max' | 'mean';

/** @param features [rows, size], not standardised */
export function visRank(features: Float32Array, size: number, rule: VisRankRule = 'max'): Ranker {
  const rows = features.length / size;
  const table = new Float32Table(kernel, unitRows(features, size), rows, size);
  const best = new Float32Array(rows);
  return {
    name: rule === 'max' ? 'VisRank' : 'VisRank mean',
    score({ history }) {
      const mine = towerHistory(history);
      if (rule === 'mean') {
        // The mean of the cosines is the dot product with the mean of the unit vectors.
        const mean = new Float32Array(size);
        for (const row of mine) for (const [f, value] of table.vector(row).entries()) mean[f] += value / mine.length;
        return table.score(mean);
      }
      best.fill(Number.NEGATIVE_INFINITY);
      for (const row of mine) {
        const cosine = table.score(table.vector(row));
        for (let other = 0; other < rows; other++) if (cosine[other] > best[other]) best[other] = cosine[other];
      }
      return best;
    },
  };
}
