// Converts a row of the catalogue to an item of a rail in the API.
import type { RailItem } from '@curatornet/shared/api-rails.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';

/** @param because the id of the visitor's item that explains the recommendation */
export function toRailItem({ items }: Catalogue, row: number, score: number, because?: string): RailItem {
  const { id, title, artist, image, width, height, price, currency } = items[row];
  const reason = because === undefined ? undefined : { item: because };
  return { id, score, because: reason, title, artist, image, width, height, price, currency };
}
