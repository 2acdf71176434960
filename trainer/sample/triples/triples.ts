// Triples (history, positive, negative): what training learns from, each one once.
import type { RaggedArray } from '../source/lists.ts';

export interface Triples {
  /** Each history once, named by number: distinct rows of the table. */
  histories: RaggedArray;
  /** [n, 3]: history, positive, negative */
  triples: Int32Array;
}

/** Mixes a number into a hash of 32 bits (the finaliser of MurmurHash3). */
export function mixHash(hash: number, value: number): number {
  let h = Math.imul(hash ^ value, 0x9e3779b1) + 0x7f4a7c15;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * A growing table of distinct triples, and the set that keeps them distinct. Its slots hold places in the table, so a
 * triple is compared as it is: nothing is taken for a repeat because of a hash. 12 bytes a triple, and 4 for each of
 * 1.5 to 3 slots: at most 24 bytes a triple, 191 MB for 10,300,000.
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
   * Adds a triple at the end; false where it is there already.
   * @throws RangeError where the table is full
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
    if (at === rows.length) throw new RangeError(`the table holds ${this.length} triples, and no more`);
    rows[at] = history;
    rows[at + 1] = positive;
    rows[at + 2] = negative;
    slots[slot] = ++this.length;
    return true;
  }
}
