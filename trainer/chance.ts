// Random draws of more kinds than the uniform one: normal, exponential, by weight. The simulator draws everything from one
// seeded generator, so a seed is a dataset.
import { Random } from './random.ts';

export interface Chance {
  /** [0, 1). */
  uniform(): number;
  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number;
  /** Mean 0, standard deviation 1. */
  normal(): number;
  /** Mean 1. */
  exponential(): number;
  pick<T>(from: readonly T[]): T;
  /** The numbers 0 to n - 1 in random order. */
  order(n: number): number[];
  /** A place from `from` up to but without `to` in `cumulative`, ascending sums of weights, each as likely as its weight. */
  weighted(cumulative: ArrayLike<number>, from: number, to: number): number;
}

/** The first place from `from` on, before `to`, whose sum is greater than `target`; the last if none is. */
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

/** A generator from a seed, a whole number. */
export function chance(seed: number): Chance {
  const random = new Random(seed);
  const uniform = () => random.uniform();
  const whole = (from: number, to: number) => from + random.below(to - from + 1);
  return {
    uniform,
    whole,
    // Box and Muller; 1 - uniform is never 0.
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

/** Ascending sums of weights, for `weighted`. */
export function cumulate(weights: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(weights.length);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i];
    sums[i] = sum;
  }
  return sums;
}
