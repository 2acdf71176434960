// A row of the catalogue as an item on a rail.
import type { RailItem } from '@curatornet/shared/api.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';

export function railItem({ items }: Catalogue, row: number, score: number): RailItem {
  const { id, title, artist, image, price, currency } = items[row];
  return { id, score, title, artist, image, price, currency };
}
