// Converts a row of the catalogue to an item of a rail in the API.
import type { RailItem } from '@curatornet/shared/api.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';

/** @param because the row of the visitor's item that explains the recommendation */
export function toRailItem({ items }: Catalogue, row: number, score: number, because?: number): RailItem {
  const { id, title, artist, image, width, height, price, currency } = items[row];
  const reason = because === undefined ? undefined : { item: items[because].id };
  return { id, score, because: reason, title, artist, image, width, height, price, currency };
}
