// The cursor with which a visitor asks for more of a rail: the hashes of all items that were shown so far. It holds no place, so
// whatever is sold, bought or uploaded in between, no item is shown twice. Nothing is stored.
//
// Two items may have the same hash: one in some four million items is left out then, with 1,000 shown.
import { fromBase64url, toBase64url } from '@curatornet/shared/base64url.ts';
import { hashOf } from '@curatornet/shared/hash.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';

/** The largest number of items that a rail shows in all its parts. */
export const MOST_SHOWN = 1_000;
const BYTES = 4;

/** @returns undefined if there are too many items to go on */
export function cursorOf(before: Uint32Array, ids: readonly string[]): string | undefined {
  const hashes = [...before, ...ids.map(hashOf)];
  if (hashes.length > MOST_SHOWN) return undefined;
  const bytes = new DataView(new ArrayBuffer(hashes.length * BYTES));
  for (const [nth, hash] of hashes.entries()) bytes.setUint32(nth * BYTES, hash);
  return toBase64url(new Uint8Array(bytes.buffer));
}

/** @returns undefined if it is not a cursor */
export function parseCursor(text: string): Uint32Array | undefined {
  try {
    const { buffer, length } = fromBase64url(text);
    if (length % BYTES !== 0 || length > MOST_SHOWN * BYTES) return undefined;
    const bytes = new DataView(buffer);
    return Uint32Array.from({ length: length / BYTES }, (_, nth) => bytes.getUint32(nth * BYTES));
  } catch {
    return undefined;
  }
}

/** Of the first part of a rail. */
export const NOTHING_SHOWN = new Uint32Array(0);

/** The hash of each row's id. The item of a row never changes its id. */
const hashesOf = new WeakMap<Catalogue, number[]>();

/** Closes the rows that were shown. */
export function closeShown(open: Uint8Array, catalogue: Catalogue, shown: Uint32Array): void {
  if (shown.length === 0) return;
  const hashes = hashesOf.get(catalogue) ?? [];
  for (let row = hashes.length; row < catalogue.items.length; row++) hashes.push(hashOf(catalogue.items[row].id));
  hashesOf.set(catalogue, hashes);
  const gone = new Set(shown);
  for (let row = 0; row < hashes.length; row++) if (open[row] !== 0 && gone.has(hashes[row])) open[row] = 0;
}
