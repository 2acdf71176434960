// The format of a batch of triples for the network: distinct items and histories, and indices into them per triple.

/** The histories of a batch, each without repeats; ordered by length they need the least padding. */
export interface Ragged {
  histories: number;
  /** Item rows of all histories, concatenated, and the history of each. */
  items: Int32Array;
  historyOf: Int32Array;
  /** Length of each history: [histories] */
  length: Float32Array;
}

/** The histories as they are, each without repeats. */
export const raggedOf = (histories: readonly ArrayLike<number>[]): Ragged => ({
  histories: histories.length,
  items: Int32Array.from(histories.flatMap((rows) => Array.from(rows))),
  historyOf: Int32Array.from(histories.flatMap((rows, history) => Array.from(rows, () => history))),
  length: Float32Array.from(histories, (rows) => rows.length),
});

export interface Batch {
  triples: number;
  /** Rows of the distinct items, ascending; null if the batch uses nearly all items and computes the whole table. */
  items: Int32Array | null;
  /** The distinct histories, as indices into the distinct items. */
  histories: Ragged;
  /** Per triple: index of its history, and of its items among the distinct items. */
  history: Int32Array;
  positive: Int32Array;
  negative: Int32Array;
  /** Indices of the additional rows that were requested. */
  candidates: Int32Array;
}
