// The definition of a ranking, shared by the evaluator and the worker: which items compete, their order, and the best k.
// Order: higher score first; equal scores by row, lower first. A row with score -Infinity does not compete.

/** The longest history that the user tower reads; of a longer one it reads the most recent items. */
export const MAX_HISTORY = 256;

/**
 * The input of the user tower for a full history, of rows or of ids: each once, at its first occurrence, and of those the last
 * MAX_HISTORY. Repeats are removed because they would count twice in the average.
 */
export function towerHistory<T>(known: Iterable<T>): T[] {
  return [...new Set(known)].slice(-MAX_HISTORY);
}

/** Excludes rows from the ranking by setting their scores to -Infinity. */
export function exclude(scores: Float32Array, rows: Iterable<number>): void {
  for (const row of rows) scores[row] = Number.NEGATIVE_INFINITY;
}

/** Scores that are computed when they are needed. */
export interface LazyScores {
  /** By row: at least its score. NaN, and -Infinity: the row does not compete. */
  readonly bounds: Float32Array;
  /** The score of a row. */
  of(row: number): number;
}

/** One score per row. */
export type Scores = Float32Array | Float64Array | LazyScores;

/** The score of a row. */
export const scoreOf = (scores: Scores, row: number): number => ('of' in scores ? scores.of(row) : scores[row]);

/** Moves the entry at `at` down to its position in a heap of `size` rows; `above(a, b)`: a belongs nearer to the root. */
function siftDown(heap: Int32Array, size: number, at: number, above: (a: number, b: number) => boolean): void {
  for (;;) {
    let child = 2 * at + 1;
    if (child >= size) return;
    if (child + 1 < size && above(heap[child + 1], heap[child])) child++;
    if (!above(heap[child], heap[at])) return;
    const swap = heap[at];
    heap[at] = heap[child];
    heap[child] = swap;
    at = child;
  }
}

/**
 * The best k rows, best first; fewer if fewer compete.
 * @param scores one per row; NaN does not compete
 * @param open nonzero for rows that compete; by default all rows
 */
export function topK(scores: Scores, k: number, open?: Uint8Array): number[] {
  if ('of' in scores) return topKByBounds(scores, k, open);
  return [...select(scores, k, open)].sort((a, b) =>
    scores[a] < scores[b] || (scores[a] === scores[b] && a > b) ? 1 : -1,
  );
}

/** The best k rows in any order. O(n log k), with a heap whose root is the worst row kept. */
function select(scores: Float32Array | Float64Array, k: number, open?: Uint8Array): Int32Array {
  const heap = new Int32Array(Math.min(k, scores.length));
  let size = 0;
  /** Whether row a ranks after row b. */
  const worse = (a: number, b: number) => scores[a] < scores[b] || (scores[a] === scores[b] && a > b);
  let row = 0;
  for (; row < scores.length && size < heap.length; row++)
    if (scores[row] > Number.NEGATIVE_INFINITY && open?.[row] !== 0) heap[size++] = row;
  for (let at = (size >> 1) - 1; at >= 0; at--) siftDown(heap, size, at, worse);
  // Rows come in ascending order, so an equal score never displaces a row that is already kept.
  for (let threshold = size > 0 ? scores[heap[0]] : 0; row < scores.length; row++) {
    if (scores[row] > threshold && open?.[row] !== 0) {
      heap[0] = row;
      siftDown(heap, size, 0, worse);
      threshold = scores[heap[0]];
    }
  }
  return heap.subarray(0, size);
}

/**
 * The rows with the k best bounds are likely among the best, so the worst of their scores is a high threshold: only rows
 * whose bound reaches it can be better.
 */
function topKByBounds({ bounds, of }: LazyScores, k: number, open?: Uint8Array): number[] {
  const known = new Map<number, number>();
  let threshold = Number.POSITIVE_INFINITY;
  for (const row of select(bounds, k, open)) {
    const score = of(row);
    known.set(row, score);
    threshold = Math.min(threshold, score);
  }
  if (known.size === k)
    for (let row = 0; row < bounds.length; row++)
      if (bounds[row] >= threshold && open?.[row] !== 0 && !known.has(row)) known.set(row, of(row));
  return [...known]
    .filter(([, score]) => score > Number.NEGATIVE_INFINITY)
    .sort(([a, x], [b, y]) => (x === y ? a - b : y - x))
    .slice(0, k)
    .map(([row]) => row);
}

/** The best k of some rows, best first, as `topK` would rank them. @param rows ascending */
export function topKAmong(scores: Scores, k: number, rows: ArrayLike<number>, open: Uint8Array): number[] {
  const lazy = 'of' in scores;
  const all = lazy ? scores.bounds : scores;
  // Of the same kind, so that the loops over it stay fast.
  const own = all instanceof Float64Array ? new Float64Array(rows.length) : new Float32Array(rows.length);
  for (let nth = 0; nth < rows.length; nth++)
    own[nth] = open[rows[nth]] === 0 ? Number.NEGATIVE_INFINITY : all[rows[nth]];
  const some: Scores = lazy ? { bounds: own as Float32Array, of: (nth) => scores.of(rows[nth]) } : own;
  return topK(some, k).map((nth) => rows[nth]);
}

/** How many rows `topKCapped` ranks at first, in multiples of k. */
const CAPPED_POOL = 2;

/**
 * The best k rows with at most `cap` rows per group, best first: rows are taken in ranking order, and a row of a full
 * group is skipped. Exact: returns fewer than k only if no more rows qualify.
 * @param groupOf the group of a row, such as its artist; negative for a row without a group, which is never capped
 * @param open as for `topK`
 */
export function topKCapped(
  scores: Scores,
  k: number,
  { cap, groupOf }: { cap: number; groupOf: Int32Array },
  open?: Uint8Array,
): number[] {
  const taken = new Map<number, number>();
  const isFull = (group: number) => group >= 0 && (taken.get(group) ?? 0) >= cap;
  const chosen: number[] = [];
  const most = k * CAPPED_POOL;
  for (let left = open; chosen.length < k; ) {
    const pool = topK(scores, most, left);
    for (const row of pool) {
      const group = groupOf[row];
      if (chosen.length === k || isFull(group)) continue;
      chosen.push(row);
      taken.set(group, (taken.get(group) ?? 0) + 1);
    }
    if (pool.length < most) break;
    // The rest: without the rows that were ranked, and without full groups.
    left = left?.slice() ?? new Uint8Array(groupOf.length).fill(1);
    for (const row of pool) left[row] = 0;
    for (let row = 0; row < left.length; row++) if (left[row] !== 0 && isFull(groupOf[row])) left[row] = 0;
  }
  return chosen;
}

/** The diversity re-ranking chooses k rows from the best DIVERSITY_POOL x k. */
export const DIVERSITY_POOL = 5;

/**
 * Chooses k rows of a pool by maximal marginal relevance: repeatedly the row with the highest
 *   (1 - diversity) x relevance - diversity x largest similarity to a chosen row,
 * where relevance is the score scaled to 0..1 over the pool. The best row always comes first; ties are resolved by
 * the order of the pool.
 * Carbonell and Goldstein, "The use of MMR, diversity-based reranking" (1998).
 * @param pool rows, best first
 * @param diversity 0 (by score alone) to 1
 * @param similarity cosines of a row with each row of the pool, in the pool's order; read before the next call
 */
export function diversify(
  pool: readonly number[],
  scores: Scores,
  k: number,
  diversity: number,
  similarity: (row: number) => ArrayLike<number>,
): number[] {
  if (pool.length === 0) return [];
  const values = pool.map((row) => scoreOf(scores, row));
  const worst = values[values.length - 1];
  const spread = values[0] - worst;
  const relevance = values.map((value) => (spread > 0 ? (value - worst) / spread : 1));
  const nearest = new Float64Array(pool.length).fill(Number.NEGATIVE_INFINITY);
  const isChosen = new Uint8Array(pool.length);
  const chosen: number[] = [];
  for (let place = 0; ; ) {
    isChosen[place] = 1;
    chosen.push(pool[place]);
    if (chosen.length >= Math.min(k, pool.length)) return chosen;
    const similar = similarity(pool[place]);
    let best: number | undefined;
    for (let at = 0; at < pool.length; at++) {
      if (isChosen[at]) continue;
      if (similar[at] > nearest[at]) nearest[at] = similar[at];
      const worth = (1 - diversity) * relevance[at] - diversity * nearest[at];
      if (best === undefined || worth > best) {
        best = worth;
        place = at;
      }
    }
  }
}

/** The position of a relevant row among the candidates. */
export interface Placement {
  /** Number of candidates ranked before it; 0 is the first position. */
  rank: number;
  /** Number of irrelevant candidates with a higher score. */
  above: number;
  /** Number of irrelevant candidates with the same score. */
  tied: number;
}

/**
 * Finds the position of each relevant row, and counts the candidates, without sorting: one pass per relevant row.
 * @param relevant distinct rows
 * @throws RangeError for a relevant row that does not compete
 */
export function placeRelevant(
  scores: Float32Array,
  relevant: readonly number[],
): { placements: Placement[]; candidates: number } {
  const isRelevant = new Set(relevant);
  let candidates = 0;
  for (let row = 0; row < scores.length; row++) if (scores[row] > Number.NEGATIVE_INFINITY) candidates++;
  const placements = relevant.map((mine) => {
    const score = scores[mine];
    if (!(score > Number.NEGATIVE_INFINITY)) throw new RangeError(`relevant row ${mine} is not a candidate`);
    let higher = 0;
    let equalBefore = 0;
    let equal = 0;
    for (let row = 0; row < scores.length; row++) {
      if (scores[row] > score) higher++;
      else if (scores[row] === score) {
        equal++;
        if (row < mine) equalBefore++;
      }
    }
    let above = higher;
    let tied = equal;
    for (const other of isRelevant) {
      if (scores[other] > score) above--;
      else if (scores[other] === score) tied--;
    }
    return { rank: higher + equalBefore, above, tied };
  });
  return { placements, candidates };
}
