// Lists of numbers, one behind the other in one array: what the samplers read millions of times without making anything.

/** List i is items[start[i] .. start[i + 1]). */
export interface RaggedArray {
  start: Int32Array;
  items: Int32Array;
}

export function toRaggedArray(lists: readonly ArrayLike<number>[]): RaggedArray {
  const start = new Int32Array(lists.length + 1);
  for (let i = 0; i < lists.length; i++) start[i + 1] = start[i] + lists[i].length;
  const items = new Int32Array(start[lists.length]);
  for (let i = 0; i < lists.length; i++) items.set(lists[i], start[i]);
  return { start, items };
}

/** For each code from 0 on the places that have it, ascending; a code below 0 is none. */
export function placesByCode(codes: Int32Array): RaggedArray {
  let count = 0;
  for (const code of codes) if (code >= count) count = code + 1;
  const start = new Int32Array(count + 1);
  for (const code of codes) if (code >= 0) start[code + 1]++;
  for (let code = 0; code < count; code++) start[code + 1] += start[code];
  const items = new Int32Array(start[count]);
  const next = start.slice();
  for (let place = 0; place < codes.length; place++) if (codes[place] >= 0) items[next[codes[place]]++] = place;
  return { start, items };
}

export const countOf = ({ start }: RaggedArray): number => start.length - 1;

export const lengthOf = ({ start }: RaggedArray, list: number): number => start[list + 1] - start[list];

/** A view of a list, not a copy. */
export const listOf = ({ start, items }: RaggedArray, list: number): Int32Array =>
  items.subarray(start[list], start[list + 1]);

/** Whether a list has a value: a scan, for people have few items. */
export function listHas({ start, items }: RaggedArray, list: number, value: number): boolean {
  for (let at = start[list]; at < start[list + 1]; at++) if (items[at] === value) return true;
  return false;
}

/** The numbers 0..count-1 for which `keep` holds. */
export function numbersWhere(count: number, keep: (n: number) => boolean): Int32Array {
  const kept = new Int32Array(count);
  let length = 0;
  for (let n = 0; n < count; n++) if (keep(n)) kept[length++] = n;
  return kept.slice(0, length);
}
