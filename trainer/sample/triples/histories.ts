// A table of distinct histories, to which triples refer by index.
import { MAX_HISTORY } from '@curatornet/shared/ranking.ts';
import { countOf, type RaggedArray } from '../source/lists.ts';
import { mixHash } from './triples.ts';

export class HistoryTable {
  #start = [0];
  #items = new Int32Array(1024);
  /** Hash table with open addressing, keyed by the rows: history + 1, or 0 for an empty slot. */
  #slots = new Int32Array(1024);

  get count(): number {
    return this.#start.length - 1;
  }

  /** The index of the history with these rows in this order; of a longer history, with its last MAX_HISTORY rows. */
  intern(rows: readonly number[]): number {
    const from = Math.max(0, rows.length - MAX_HISTORY);
    let slot = this.#slotOf(rows, from);
    if (this.#slots[slot] > 0) return this.#slots[slot] - 1;
    const end = this.#start[this.count];
    const length = rows.length - from;
    if (end + length > this.#items.length) this.#items = enlarged(this.#items, end + length);
    for (let i = 0; i < length; i++) this.#items[end + i] = rows[from + i];
    this.#start.push(end + length);
    if (2 * this.count > this.#slots.length) {
      this.#grow();
      slot = this.#slotOf(rows, from);
    }
    this.#slots[slot] = this.count;
    return this.count - 1;
  }

  histories(): RaggedArray {
    return { start: Int32Array.from(this.#start), items: this.#items.slice(0, this.#start[this.count]) };
  }

  /** The slot of these rows, or the empty slot where they belong. */
  #slotOf(rows: readonly number[], from: number): number {
    let hash = rows.length - from;
    for (let i = from; i < rows.length; i++) hash = mixHash(hash, rows[i]);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (; this.#slots[slot] > 0; slot = (slot + 1) & mask) if (this.#is(this.#slots[slot] - 1, rows, from)) break;
    return slot;
  }

  #is(history: number, rows: readonly number[], from: number): boolean {
    const start = this.#start[history];
    if (this.#start[history + 1] - start !== rows.length - from) return false;
    for (let i = from; i < rows.length; i++) if (this.#items[start + i - from] !== rows[i]) return false;
    return true;
  }

  #grow(): void {
    this.#slots = new Int32Array(2 * this.#slots.length);
    for (let history = 0; history < this.count - 1; history++) {
      const rows = [...this.#items.subarray(this.#start[history], this.#start[history + 1])];
      this.#slots[this.#slotOf(rows, 0)] = history + 1;
    }
  }
}

const enlarged = (items: Int32Array, needed: number): Int32Array<ArrayBuffer> => {
  const larger = new Int32Array(Math.max(needed, 2 * items.length));
  larger.set(items);
  return larger;
};

/**
 * Adds histories to the table on first use only.
 * @param count number of histories
 * @param make returns the rows of one
 */
export function lazyHistories(
  historyTable: HistoryTable,
  count: number,
  make: (i: number) => readonly number[],
): (i: number) => number {
  const known = new Int32Array(count).fill(-1);
  return function historyOf(i) {
    if (known[i] < 0) known[i] = historyTable.intern(make(i));
    return known[i];
  };
}

/** For each user the whole history, added on first use. */
export const wholeHistories = (historyTable: HistoryTable, known: RaggedArray): ((user: number) => number) =>
  lazyHistories(historyTable, countOf(known), (user) => [
    ...known.items.subarray(known.start[user], known.start[user + 1]),
  ]);
