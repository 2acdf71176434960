// The candidates of a step's softmax: the items that compete with the positives, masked per triple. Up to a number of items
// all compete; of more, each step draws some, so that its cost does not grow with the catalogue.
//
// A drawn item stands for those that were not drawn: log(1 / (m q)) is added to its score, where q is its probability and
// m the number of draws, so that the sum over the candidates has the sum over all items as its expectation. Bengio and
// Senecal, "Adaptive importance sampling to accelerate training of a neural probabilistic language model" (2008). Items
// are drawn in proportion to e^prior, the part of the score that all users share, because the draws that vary least are
// those in proportion to the summands.
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

/** The drawn rows, distinct, and what is added to the score of each for all users. */
export interface Drawn {
  rows: Int32Array;
  shift: Float32Array;
}

/**
 * Prepares the draws of candidates.
 * @param warm rows with interactions
 * @param most of more rows than this, that many draws are made in each step, with replacement
 * @param prior by row: added to the score for every user
 */
export function candidateDraws(warm: Int32Array, most: number, prior: Float32Array): (random: Random) => Drawn {
  if (warm.length <= most) {
    const all = { rows: warm, shift: Float32Array.from(warm, (row) => prior[row]) };
    return () => all;
  }
  const sums = new Float64Array(warm.length);
  let total = 0;
  for (let i = 0; i < warm.length; i++) {
    total += Math.exp(prior[warm[i]]);
    sums[i] = total;
  }
  /** The prior less the log of the expected draws, m q = m e^prior / total, is the same for all rows. */
  const once = Math.log(total / most);
  return function draw(random) {
    const times = new Map<number, number>();
    for (let i = 0; i < most; i++) {
      const row = warm[firstAbove(sums, random.uniform() * total)];
      times.set(row, (times.get(row) ?? 0) + 1);
    }
    return {
      rows: Int32Array.from(times.keys()),
      shift: Float32Array.from(times.values(), (count) => once + Math.log(count)),
    };
  };
}

/** The index of the first of ascending sums that is above the target; the last one if none is. */
function firstAbove(sums: Float64Array, target: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle] > target) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Plans the softmax of the triples `order[from..to)`: each positive against the drawn rows without the items of its own
 * history, because these are never recommended. A positive that was not drawn is a candidate of its own triples only; there
 * it always competes, so only its prior is added.
 * @param prior by row: added to the score for every user
 */
export function planCandidates(
  { histories, triples }: Triples,
  order: Int32Array,
  from: number,
  to: number,
  drawn: Drawn,
  prior: Float32Array,
): Candidates {
  const count = to - from;
  const part = (i: number, which: 0 | 1) => triples[3 * order[from + i] + which];
  const place = new Int32Array(prior.length).fill(-1);
  drawn.rows.forEach((row, at) => {
    place[row] = at;
  });
  const rows = [...drawn.rows];
  for (let i = 0; i < count; i++) {
    const positive = part(i, 1);
    if (place[positive] < 0) place[positive] = rows.push(positive) - 1;
  }
  const shift = new Float32Array(count * rows.length);
  const forAll = new Float32Array(rows.length).fill(OUT);
  forAll.set(drawn.shift);
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
