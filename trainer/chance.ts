// Random draws from normal, exponential and weighted distributions, from one seeded generator. The simulator draws
// everything here, so that a seed determines a dataset.
import { Random } from './random.ts';

export interface Chance {
  /** [0, 1). */
  uniform(): number;
  /** An integer from `from` to `to`, both included. */
  whole(from: number, to: number): number;
  /** Normal with mean 0 and standard deviation 1. */
  normal(): number;
  /** Exponential with mean 1. */
  exponential(): number;
  pick<T>(from: readonly T[]): T;
  /** The integers 0 to n - 1 in random order. */
  order(n: number): number[];
  /** An index in [from, to) of `cumulative` (ascending sums of weights), drawn with probability proportional to its weight. */
  weighted(cumulative: ArrayLike<number>, from: number, to: number): number;
}

/** The first index in [from, to) whose sum is greater than `target`; the last index if there is none. */
function search(cumulative: ArrayLike<number>, from: number, to: number, target: number): number {
  let low = from;
  let high = to - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle] > target) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Makes a generator. @param seed an integer */
export function chance(seed: number): Chance {
  const random = new Random(seed);
  const uniform = () => random.uniform();
  const whole = (from: number, to: number) => from + random.below(to - from + 1);
  return {
    uniform,
    whole,
    // Box-Muller transform; 1 - uniform is never 0.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    exponential: () => -Math.log(1 - uniform()),
    pick: (from) => from[whole(0, from.length - 1)],
    order: (n) => random.shuffle(Array.from({ length: n }, (_, i) => i)),
    weighted(cumulative, from, to) {
      const before = from === 0 ? 0 : cumulative[from - 1];
      return search(cumulative, from, to, before + uniform() * (cumulative[to - 1] - before));
    },
  };
}

/** Cumulative sums of weights, the input of `weighted`. */
export function cumulate(weights: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(weights.length);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i];
    sums[i] = sum;
  }
  return sums;
}
