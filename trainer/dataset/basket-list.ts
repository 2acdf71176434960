// Parsers for fields of UGallery's purchases: lists of hashes as Python prints them, and times as pandas prints them.
import { parseId, parseTime, quote, Refusal, withinTime } from './fields.ts';

// A string without escapes, followed by a comma or the end.
const STRING = /\s*(?:'([^'\\]*)'|"([^"\\]*)")\s*(,(?!$)|$)/y;

/** The hashes of `['a1', "b2"]`; empty for `[]`. @throws Refusal */
export function parseHashes(text: string): string[] {
  const list = text.trim();
  const refusal = () =>
    new Refusal(`purchased_artwork_ids_hash ${quote(text)} is not a list of hashes`, `write it as ['a1', 'b2']`);
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

/** Seconds since 1970 from an integer, a decimal number or ISO 8601. pandas writes decimals for columns with gaps. */
export function parseSeconds(text: string, column: string): number {
  return /^-?\d{1,11}\.\d{1,9}$/.test(text) ? withinTime(Number(text), text, column) : parseTime(text, column);
}
