// Which items pass a filter, as a mask by row. The filters of the rails config are the same for every request, so a catalogue
// keeps their masks until an item's details change; of a filter by age, for a minute.
import type { ItemFilter } from '@curatornet/shared/rails-config.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Matched } from '../catalogue/wanted.ts';

const DAY = 86_400;
const MINUTE = 60;
/** Of one catalogue. */
const MOST_MASKS = 256;

/** Which items pass. */
export class Mask {
  /** By row: 1 for an item that passes. */
  readonly bits: Uint8Array;
  #rows: Int32Array | undefined;

  constructor(bits: Uint8Array) {
    this.bits = bits;
  }

  /** The rows of the items that pass, ascending; made when they are needed first. */
  get rows(): Int32Array {
    if (!this.#rows) {
      const rows: number[] = [];
      for (let row = 0; row < this.bits.length; row++) if (this.bits[row] === 1) rows.push(row);
      this.#rows = Int32Array.from(rows);
    }
    return this.#rows;
  }
}

interface Kept {
  edition: number;
  minute: number;
  mask: Mask;
}
const keptOf = new WeakMap<Catalogue, Map<string, Kept>>();

/** The mask of a filter. @param now seconds since 1970 */
export function maskOf(catalogue: Catalogue, { filter, key }: Matched, now: number): Mask {
  const aged = filter.minAge !== undefined || filter.maxAge !== undefined;
  // Within a minute every answer sees the same ages, whether it comes from a kept mask or not.
  const minute = aged ? Math.floor(now / MINUTE) : 0;
  if (key === undefined) return computed(catalogue, filter, minute * MINUTE);
  let kept = keptOf.get(catalogue);
  if (!kept) {
    kept = new Map();
    keptOf.set(catalogue, kept);
  }
  const { edition } = catalogue;
  const { length } = catalogue.forSale;
  const known = kept.get(key);
  if (known && known.edition === edition && known.mask.bits.length === length && known.minute === minute)
    return known.mask;
  // The one that was made first goes; those of earlier revisions are among them.
  if (!known && kept.size >= MOST_MASKS) kept.delete(kept.keys().next().value!);
  const mask = computed(catalogue, filter, minute * MINUTE);
  kept.set(key, { edition, minute, mask });
  return mask;
}

function computed(catalogue: Catalogue, filter: ItemFilter, now: number): Mask {
  const bits = new Uint8Array(catalogue.forSale.length).fill(1, 0, catalogue.items.length);
  applyFilter(bits, catalogue, filter, now);
  return new Mask(bits);
}

/** Closes the rows that a mask does not have. */
export function andMask(open: Uint8Array, { bits }: Mask): void {
  const [some, mask] = [wordsOf(open), wordsOf(bits)];
  for (let at = 0; at < some.length; at++) some[at] &= mask[at];
  for (let row = some.length * WORD; row < open.length; row++) open[row] &= bits[row];
}

/** Closes the rows that a mask has. */
export function andNotMask(open: Uint8Array, { bits }: Mask): void {
  const [some, mask] = [wordsOf(open), wordsOf(bits)];
  for (let at = 0; at < some.length; at++) some[at] &= ~mask[at];
  for (let row = some.length * WORD; row < open.length; row++) if (bits[row] === 1) open[row] = 0;
}

const WORD = 4;
/** Four rows at once. Both arrays begin their buffers. */
const wordsOf = ({ buffer, byteOffset, length }: Uint8Array) =>
  new Uint32Array(buffer, byteOffset, Math.floor(length / WORD));

/**
 * Closes the rows of items that do not pass all given filters. An unknown name in an including filter matches no item, in an
 * excluding filter it excludes none.
 * @param now seconds since 1970
 */
export function applyFilter(open: Uint8Array, { items, columns, rowOf }: Catalogue, filter: ItemFilter, now = 0): void {
  const keep = (holds: (row: number) => boolean) => {
    for (let row = 0; row < items.length; row++) if (open[row] !== 0 && !holds(row)) open[row] = 0;
  };
  const { artists, excludeArtists, ids, excludeIds, tags, excludeTags, minPrice, maxPrice, minAge, maxAge } = filter;
  const { artist, price, uploadedAt } = columns;
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
  // Comparisons with NaN, the price or time of an item without one, are false.
  if (minPrice !== undefined) keep((row) => price[row] >= minPrice);
  if (maxPrice !== undefined) keep((row) => price[row] <= maxPrice);
  if (minAge !== undefined) keep((row) => uploadedAt[row] <= now - minAge * DAY);
  if (maxAge !== undefined) keep((row) => uploadedAt[row] >= now - maxAge * DAY);
}
