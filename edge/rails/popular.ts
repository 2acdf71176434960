// The rail `popular`: what sold most, for visitors of whom nothing is known. An item's score is its sales.
import type { Rail } from '@curatornet/shared/api.ts';
import type { Visit } from '../visit.ts';
import { railItem } from './item.ts';

export function popular({ catalogue }: Visit, limit: number): Rail {
  const { items, forSale, views } = catalogue;
  const best = views.bySales.filter((row) => forSale[row] === 1).slice(0, limit);
  return {
    id: 'popular',
    title: 'Popular',
    items: best.map((row) => railItem(catalogue, row, items[row].sales)),
  };
}
