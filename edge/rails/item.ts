// A row of the model as an item on a rail.
import type { RailItem } from '@curatornet/shared/api.ts';
import type { Model } from '../model/load.ts';

export function railItem({ items }: Model, row: number, score: number): RailItem {
  const { id, title, artist, image, price, currency } = items[row];
  return { id, score, title, artist, image, price, currency };
}
