// Applies the filters of a request: which rows may be shown. Filtering precedes ranking, so it is exact, and a rail stays
// full as long as enough items pass.
import type { Filter } from '@curatornet/shared/api.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { History } from '../catalogue/source.ts';

/** The ids of the items that a visitor must not be shown: those of their history, and those that are hidden from them. */
export const notShown = ({ ids, hidden }: Pick<History, 'ids' | 'hidden'>): string[] => [...ids, ...hidden];

/**
 * 1 for each item that is for sale and passes all given filters. An unknown name in an including filter matches no item,
 * in an excluding filter it excludes none.
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
  // Comparisons with NaN, the price of an item without one, are false.
  if (minPrice !== undefined) keep((row) => price[row] >= minPrice);
  if (maxPrice !== undefined) keep((row) => price[row] <= maxPrice);
  return open;
}
