// The rail `for-you`: what the user tower makes of a history, best scores first, without what the user has.
import type { Rail } from '@curatornet/shared/api.ts';
import { exclude, topK, towerHistory } from '@curatornet/shared/ranking.ts';
import type { Model } from '../model/load.ts';
import { railItem } from './item.ts';

/** @param known rows of the items that the user has, oldest first, at least one; repeats are allowed */
export async function forYou(model: Model, known: readonly number[], limit: number): Promise<Rail> {
  const { table, tower } = model;
  const history = towerHistory(known);
  const user = await tower(table.gather(history), history.length);
  // All requests share the scores' memory: nothing may be awaited from here on.
  const scores = table.score(user);
  exclude(scores, known);
  const items = topK(scores, limit).map((row) => railItem(model, row, scores[row]));
  return { id: 'for-you', title: 'For you', items };
}
