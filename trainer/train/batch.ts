// Plans a batch of triples: its distinct items and histories, each computed once, and the indices of each triple into
// them.
import type { Batch } from '../network/batch.ts';
import type { Triples } from '../sample/triples/triples.ts';

/** A batch that needs this share of the items embeds all of them, because gathering rows would cost more. */
const NEARLY_ALL = 0.9;

/**
 * Plans the triples `order[from..to)`.
 * @param items the number of items
 * @param candidates rows that the step needs in addition
 * @param whole whether a batch may embed all items: a large table is outside the backend's memory
 */
export function planBatch(
  { histories, triples }: Triples,
  order: Int32Array,
  from: number,
  to: number,
  items: number,
  candidates: Int32Array = new Int32Array(),
  whole = true,
): Batch {
  const count = to - from;
  const lengthOf = (history: number) => histories.start[history + 1] - histories.start[history];
  // Distinct histories, shortest first; ties are in the order of their first triple.
  const distinct = [...new Set(Array.from({ length: count }, (_, i) => triples[3 * order[from + i]]))];
  distinct.sort((a, b) => lengthOf(a) - lengthOf(b));
  const placeOfHistory = new Map(distinct.map((history, place) => [history, place]));

  const rows: number[] = [];
  const historyOf: number[] = [];
  for (const [place, history] of distinct.entries()) {
    for (let at = histories.start[history]; at < histories.start[history + 1]; at++) {
      rows.push(histories.items[at]);
      historyOf.push(place);
    }
  }
  const triple = (i: number, part: 0 | 1 | 2) => triples[3 * order[from + i] + part];
  const column = (value: (i: number) => number) => Int32Array.from({ length: count }, (_, i) => value(i));
  const history = column((i) => placeOfHistory.get(triple(i, 0))!);
  const positive = column((i) => triple(i, 1));
  const negative = column((i) => triple(i, 2));

  const used = distinctRows([rows, positive, negative, candidates], items);
  const table = whole && used.length > NEARLY_ALL * items ? null : used;
  const placeOf = new Int32Array(items);
  for (let row = 0; row < items; row++) placeOf[row] = row;
  table?.forEach((row, place) => {
    placeOf[row] = place;
  });
  const places = (column: ArrayLike<number>) => Int32Array.from(column, (row) => placeOf[row]);
  return {
    triples: count,
    items: table,
    histories: {
      histories: distinct.length,
      items: places(rows),
      historyOf: Int32Array.from(historyOf),
      length: Float32Array.from(distinct, lengthOf),
    },
    history,
    positive: places(positive),
    negative: places(negative),
    candidates: places(candidates),
  };
}

/** The distinct values of columns of rows, ascending. */
function distinctRows(columns: ArrayLike<number>[], items: number): Int32Array {
  const seen = new Uint8Array(items);
  for (const column of columns) for (let i = 0; i < column.length; i++) seen[column[i]] = 1;
  const rows = new Int32Array(items);
  let count = 0;
  for (let row = 0; row < items; row++) if (seen[row] === 1) rows[count++] = row;
  return rows.slice(0, count);
}
