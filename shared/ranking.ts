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

/**
 * The best k rows, best first, fewer where fewer compete. O(n log k), by a heap whose root is the worst that is kept.
 * @param scores one a row; NaN never competes
 */
export function topK(scores: Float32Array, k: number): number[] {
  const heap = new Int32Array(Math.min(k, scores.length));
  let size = 0;
  /** Whether row a comes after row b. */
  const worse = (a: number, b: number) => scores[a] < scores[b] || (scores[a] === scores[b] && a > b);
  const siftDown = (from: number) => {
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) return;
      if (child + 1 < size && worse(heap[child + 1], heap[child])) child++;
      if (!worse(heap[child], heap[at])) return;
      const swap = heap[at];
      heap[at] = heap[child];
      heap[child] = swap;
      at = child;
    }
  };
  let row = 0;
  for (; row < scores.length && size < heap.length; row++)
    if (scores[row] > Number.NEGATIVE_INFINITY) heap[size++] = row;
  for (let at = (size >> 1) - 1; at >= 0; at--) siftDown(at);
  // Rows come in ascending order, so an equal score never displaces one that is already kept.
  for (let threshold = size > 0 ? scores[heap[0]] : 0; row < scores.length; row++) {
    if (scores[row] > threshold) {
      heap[0] = row;
      siftDown(0);
      threshold = scores[heap[0]];
    }
  }
  return [...heap.subarray(0, size)].sort((a, b) => (worse(a, b) ? 1 : -1));
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
export function place(
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
