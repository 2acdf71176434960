// The rail `for-you`: what the user tower makes of a history, best scores first, without what the user has.
import type { Rail } from '@curatornet/shared/api.ts';
import { exclude, topK, towerHistory } from '@curatornet/shared/ranking.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Visit } from '../visit.ts';
import { railItem } from './item.ts';

/** For a visitor with a history. */
export async function forYou({ catalogue, visitor }: Visit, limit: number): Promise<Rail> {
  const { tower } = catalogue.model;
  const history = towerHistory(visitor.history);
  const user = await tower(catalogue.table.gather(history), history.length);
  // All requests share the scores' memory: nothing may be awaited from here on.
  const scores = catalogue.table.score(user);
  exclude(scores, visitor.history);
  excludeSold(scores, catalogue);
  const items = topK(scores, limit).map((row) => railItem(catalogue, row, scores[row]));
  return { id: 'for-you', title: 'For you', items };
}

function excludeSold(scores: Float32Array, { forSale }: Catalogue): void {
  for (let row = 0; row < scores.length; row++) if (forSale[row] === 0) scores[row] = Number.NEGATIVE_INFINITY;
}
