// What every method of ranking is to the evaluator: scores of all items for a user.

export interface Query {
  user: number;
  /** Rows that the user is known to have, distinct, oldest first; at least one. */
  history: readonly number[];
}

export interface Ranker {
  readonly name: string;
  /**
   * Scores of all rows, higher is better. The caller may write into the result; the next call may overwrite it.
   */
  score(query: Query): Float32Array | Promise<Float32Array>;
}
