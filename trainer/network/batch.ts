// A batch of triples as the network reads it: distinct items and histories, and where each triple finds its own.

/** Histories of a batch, each without repeats; in an order of rising length they need the least padding. */
export interface Ragged {
  histories: number;
  /** Rows of the items, one history behind the other, and the history that each belongs to. */
  items: Int32Array;
  historyOf: Int32Array;
  /** Items in each history: [histories] */
  length: Float32Array;
}

export interface Batch {
  triples: number;
  /** Rows of the distinct items, ascending; null where the batch needs nearly all of them and takes the table whole. */
  items: Int32Array | null;
  /** The distinct histories, of places among the distinct items. */
  histories: Ragged;
  /** By triple: its history's place among the distinct histories, its items' places among the distinct items. */
  history: Int32Array;
  positive: Int32Array;
  negative: Int32Array;
  /** Places of the rows that were asked for beside them. */
  candidates: Int32Array;
}
