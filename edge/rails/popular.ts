// The rail `popular`: what sold most, for visitors of whom nothing is known. An item's score is its sales.
import type { Rail } from '@curatornet/shared/api.ts';
import type { Model } from '../model/load.ts';
import { railItem } from './item.ts';

export function popular(model: Model, limit: number): Rail {
  const items = model.bySales.slice(0, limit).map((row) => railItem(model, row, model.items[row].sales));
  return { id: 'popular', title: 'Popular', items };
}
