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
  /** Scores of several users into `out`, [queries, rows]: for a method that is faster for many at once. */
  scoreMany?(queries: readonly Query[], out: Float32Array): void;
  /** Called before the first score, if there will be any: what takes long. */
  prepare?(): void;
  /** For a method that other threads can run, too: a module whose `openRanker(parts)` opens it there. */
  inThreads?(): ThreadedRanker;
}

export interface ThreadedRanker {
  module: string;
  /** Copied to each thread, but for memory that threads share. */
  parts: unknown;
}
