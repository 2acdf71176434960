// A row of the catalogue as an item on a rail.
import type { RailItem } from '@curatornet/shared/api.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';

/** @param because the row of the visitor's item that counts most for it */
export function toRailItem({ items }: Catalogue, row: number, score: number, because?: number): RailItem {
  const { id, title, artist, image, price, currency } = items[row];
  const reason = because === undefined ? undefined : { item: items[because].id };
  return { id, score, because: reason, title, artist, image, price, currency };
}
