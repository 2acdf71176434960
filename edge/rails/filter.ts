// Filters of a request -> the rows that may be shown. They are applied before anything is ranked, so they are exact and
// shorten no rail that could be filled.
import type { Filter } from '@curatornet/shared/api.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';

/**
 * 1 where an item is for sale and passes every filter that is given. A name that no item has lets nothing through where it
 * is asked for, and takes nothing away where it is ruled out.
 */
export function openRows({ forSale, items, columns, rowOf }: Catalogue, filter: Filter): Uint8Array {
  const open = forSale.slice();
  const keep = (holds: (row: number) => boolean) => {
    for (let row = 0; row < items.length; row++) if (open[row] !== 0 && !holds(row)) open[row] = 0;
  };
  const { artists, excludeArtists, ids, excludeIds, tags, excludeTags, minPrice, maxPrice } = filter;

  const { artist, price } = columns;
  const numbers = (names: readonly string[]) => new Set(names.map((name) => columns.artistNumber.get(name)));
  if (artists) {
    const wanted = numbers(artists);
    keep((row) => wanted.has(artist[row]));
  }
  if (excludeArtists) {
    const unwanted = numbers(excludeArtists);
    keep((row) => !unwanted.has(artist[row]));
  }
  if (ids) {
    const wanted = new Set(ids.map((id) => rowOf.get(id)));
    keep((row) => wanted.has(row));
  }
  for (const id of excludeIds ?? []) {
    const row = rowOf.get(id);
    if (row !== undefined) open[row] = 0;
  }
  if (tags) {
    const wanted = new Set(tags);
    keep((row) => items[row].tags?.some((tag) => wanted.has(tag)) ?? false);
  }
  if (excludeTags) {
    const unwanted = new Set(excludeTags);
    keep((row) => !items[row].tags?.some((tag) => unwanted.has(tag)));
  }
  // No comparison holds with the price of an item that has none.
  if (minPrice !== undefined) keep((row) => price[row] >= minPrice);
  if (maxPrice !== undefined) keep((row) => price[row] <= maxPrice);
  return open;
}
