// Tables of distinct triples (history, positive, negative), the training data.
import type { RaggedArray } from '../source/lists.ts';

export interface Triples {
  /** Distinct histories of distinct rows, referred to by index. */
  histories: RaggedArray;
  /** [n, 3]: history, positive, negative */
  triples: Int32Array;
}

/** Mixes a number into a 32-bit hash (the finaliser of MurmurHash3). */
export function mixHash(hash: number, value: number): number {
  let h = Math.imul(hash ^ value, 0x9e3779b1) + 0x7f4a7c15;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * A growing table of distinct triples with a hash set of their indices. Triples are compared in full, so hash collisions
 * cause no false duplicates. 12 bytes per triple, and 4 for each of 1.5 to 3 slots: at most 24 bytes per triple, 191 MB
 * for 10,300,000.
 */
export class TripleTable {
  /** [capacity, 3] */
  readonly rows: Int32Array;
  length = 0;
  readonly #slots: Int32Array;

  constructor(capacity: number) {
    this.rows = new Int32Array(3 * capacity);
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(1.5 * capacity + 1)));
  }

  /**
   * Adds a triple at the end; returns false if the table contains it.
   * @throws RangeError if the table is full
   */
  add(history: number, positive: number, negative: number): boolean {
    const { rows } = this;
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = mixHash(mixHash(mixHash(0, history), positive), negative) & mask;
    for (; slots[slot] > 0; slot = (slot + 1) & mask) {
      const at = 3 * (slots[slot] - 1);
      if (rows[at] === history && rows[at + 1] === positive && rows[at + 2] === negative) return false;
    }
    const at = 3 * this.length;
    if (at === rows.length) throw new RangeError(`the table is full: ${this.length} triples`);
    rows[at] = history;
    rows[at + 1] = positive;
    rows[at + 2] = negative;
    slots[slot] = ++this.length;
    return true;
  }
}
