// The interface of a ranking method for the evaluator: it scores all items for a user.

export interface Query {
  user: number;
  /** Rows of the user's history, distinct, oldest first; at least one. */
  history: readonly number[];
}

export interface Ranker {
  readonly name: string;
  /**
   * Scores of all rows, higher is better. The caller may write into the result; the next call may overwrite it.
   */
  score(query: Query): Float32Array | Promise<Float32Array>;
}
