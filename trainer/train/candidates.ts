// The candidates of a step's softmax: the items that compete with the positives, masked per triple.
import type { Random } from '../random.ts';
import type { Triples } from '../sample/triples/triples.ts';

export interface Candidates {
  /** Distinct rows of the candidates. */
  rows: Int32Array;
  /** By triple and candidate, [triples, rows]: added to the score; OUT masks the candidate. */
  shift: Float32Array;
  /** By triple: the positive's index among the candidates. */
  target: Int32Array;
}

/** Far below every score, but finite, so that the sum of a row stays finite. */
const OUT = -1e9;

/** Draws at most `most` of the rows with interactions, anew in each step. */
export function drawCandidates(warm: Int32Array, most: number, random: Random): Int32Array {
  return warm.length <= most ? warm : random.shuffle(warm.slice()).subarray(0, most);
}

/**
 * Plans the softmax of the triples `order[from..to)`: each positive against the drawn rows without the items of its own
 * history, because these are never recommended. A positive that was not drawn is a candidate of its own triples only.
 * @param prior by row: added to the score for every user
 */
export function planCandidates(
  { histories, triples }: Triples,
  order: Int32Array,
  from: number,
  to: number,
  drawn: Int32Array,
  prior: Float32Array,
): Candidates {
  const count = to - from;
  const part = (i: number, which: 0 | 1) => triples[3 * order[from + i] + which];
  const place = new Int32Array(prior.length).fill(-1);
  drawn.forEach((row, at) => {
    place[row] = at;
  });
  const rows = [...drawn];
  for (let i = 0; i < count; i++) {
    const positive = part(i, 1);
    if (place[positive] < 0) place[positive] = rows.push(positive) - 1;
  }
  const shift = new Float32Array(count * rows.length);
  const forAll = Float32Array.from(rows, (row, at) => (at < drawn.length ? prior[row] : OUT));
  const target = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const at = i * rows.length;
    shift.set(forAll, at);
    const history = part(i, 0);
    for (let j = histories.start[history]; j < histories.start[history + 1]; j++) {
      const own = place[histories.items[j]];
      if (own >= 0) shift[at + own] = OUT;
    }
    target[i] = place[part(i, 1)];
    shift[at + target[i]] = prior[part(i, 1)];
  }
  return { rows: Int32Array.from(rows), shift, target };
}
