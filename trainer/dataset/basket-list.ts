// A list of hashes as Python prints it, and times as pandas prints them: what the fields of UGallery's purchases hold.
import { parseId, parseTime, quote, Refusal, withinTime } from './fields.ts';

// A string without escapes, and the comma or the end behind it.
const STRING = /\s*(?:'([^'\\]*)'|"([^"\\]*)")\s*(,(?!$)|$)/y;

/** The hashes of `['a1', "b2"]`; none of `[]`. @throws Refusal */
export function parseHashes(text: string): string[] {
  const list = text.trim();
  const refusal = () =>
    new Refusal(`purchased_artwork_ids_hash ${quote(text)} is no list of hashes`, `write it as ['a1', 'b2']`);
  if (!list.startsWith('[') || !list.endsWith(']')) throw refusal();
  const inside = list.slice(1, -1).trim();
  const hashes: string[] = [];
  if (inside === '') return hashes;
  STRING.lastIndex = 0;
  while (STRING.lastIndex < inside.length) {
    const match = STRING.exec(inside);
    if (match === null) throw refusal();
    hashes.push(parseId(match[1] ?? match[2], 'artwork'));
  }
  return hashes;
}

/** Seconds since 1970: whole, with a fraction, or ISO 8601. The fraction is what pandas makes of a column with a gap. */
export function parseSeconds(text: string, column: string): number {
  return /^-?\d{1,11}\.\d{1,9}$/.test(text) ? withinTime(Number(text), text, column) : parseTime(text, column);
}
