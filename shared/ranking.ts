// The meaning of a ranking, shared by the evaluator and the worker: which items compete, in which order, and which come first.
//
// Order: higher score first; equal scores by row number, lower first. A row whose score is -Infinity does not compete.

/** The longest history that a tower reads: of a longer one, the last that many. */
export const MAX_HISTORY = 256;

/**
 * What the user tower reads of everything that a user is known to have: each row once, where it first occurs, and of
 * those the last MAX_HISTORY. Repeats are left out because they would count twice in the average.
 */
export function towerHistory(known: Iterable<number>): number[] {
  return [...new Set(known)].slice(-MAX_HISTORY);
}

/** Takes rows out of the competition: writes -Infinity into their scores. */
export function exclude(scores: Float32Array, rows: Iterable<number>): void {
  for (const row of rows) scores[row] = Number.NEGATIVE_INFINITY;
}

/** Scores of the rows of a table. */
export type Scores = Float32Array | Float64Array;

/** Moves the entry at `at` down to its place in a heap of `size` rows; `above(a, b)`: a belongs nearer to the root. */
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
 * The best k rows, best first, fewer where fewer compete. O(n log k), by a heap whose root is the worst that is kept.
 * @param scores one a row; NaN never competes
 * @param open which rows compete: those that are not 0; all of them where it is left out
 */
export function topK(scores: Scores, k: number, open?: Uint8Array): number[] {
  const heap = new Int32Array(Math.min(k, scores.length));
  let size = 0;
  /** Whether row a comes after row b. */
  const worse = (a: number, b: number) => scores[a] < scores[b] || (scores[a] === scores[b] && a > b);
  let row = 0;
  for (; row < scores.length && size < heap.length; row++)
    if (scores[row] > Number.NEGATIVE_INFINITY && open?.[row] !== 0) heap[size++] = row;
  for (let at = (size >> 1) - 1; at >= 0; at--) siftDown(heap, size, at, worse);
  // Rows come in ascending order, so an equal score never displaces one that is already kept.
  for (let threshold = size > 0 ? scores[heap[0]] : 0; row < scores.length; row++) {
    if (scores[row] > threshold && open?.[row] !== 0) {
      heap[0] = row;
      siftDown(heap, size, 0, worse);
      threshold = scores[heap[0]];
    }
  }
  return [...heap.subarray(0, size)].sort((a, b) => (worse(a, b) ? 1 : -1));
}

/**
 * The best k rows of which no more than `cap` are of one group, best first: in the order above, a row whose group is
 * full is passed over. Exact: fewer than k only where fewer can be had. O(n) to begin with, O(log n) a row looked at.
 * @param groupOf a row's group, such as its artist; negative for a row of none, which nothing caps
 * @param open as for `topK`
 */
export function topKCapped(
  scores: Scores,
  k: number,
  { cap, groupOf }: { cap: number; groupOf: Int32Array },
  open?: Uint8Array,
): number[] {
  const better = (a: number, b: number) => scores[a] > scores[b] || (scores[a] === scores[b] && a < b);
  const heap = new Int32Array(scores.length);
  let size = 0;
  for (let row = 0; row < scores.length; row++)
    if (scores[row] > Number.NEGATIVE_INFINITY && open?.[row] !== 0) heap[size++] = row;
  for (let at = (size >> 1) - 1; at >= 0; at--) siftDown(heap, size, at, better);
  const taken = new Map<number, number>();
  const best: number[] = [];
  while (size > 0 && best.length < k) {
    const row = heap[0];
    heap[0] = heap[--size];
    siftDown(heap, size, 0, better);
    const group = groupOf[row];
    const before = taken.get(group) ?? 0;
    if (group >= 0 && before >= cap) continue;
    taken.set(group, before + 1);
    best.push(row);
  }
  return best;
}

/** How many candidates a place has when a rail is made diverse: the best this many times its length. */
export const DIVERSITY_POOL = 5;

/**
 * k rows of a pool by maximal marginal relevance: one after the other, the row of the highest
 *   (1 - diversity) x relevance - diversity x the largest similarity to a row that is chosen already,
 * the relevance being the score, scaled over the pool to 0..1. The best row comes first whatever the diversity is, and
 * of equal rows the one that is earlier in the pool.
 * Carbonell and Goldstein, "The use of MMR, diversity-based reranking" (1998).
 * @param pool rows, best first
 * @param diversity 0, by score alone, to 1
 * @param similarity of a row to each row of the pool, in the pool's order: a cosine; read before it is asked for again
 */
export function diversify(
  pool: readonly number[],
  scores: Scores,
  k: number,
  diversity: number,
  similarity: (row: number) => ArrayLike<number>,
): number[] {
  if (pool.length === 0) return [];
  const worst = scores[pool[pool.length - 1]];
  const spread = scores[pool[0]] - worst;
  const relevance = pool.map((row) => (spread > 0 ? (scores[row] - worst) / spread : 1));
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

/** Where a relevant row stands among the candidates. */
export interface Placement {
  /** Candidates before it in the order above: 0 is the first place. */
  rank: number;
  /** Candidates that are not relevant and score higher. */
  above: number;
  /** Candidates that are not relevant and score the same. */
  tied: number;
}

/**
 * Places each relevant row, and counts the candidates, in one pass a relevant row; nothing is sorted.
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
