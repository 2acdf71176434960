// Compares the means of two groups that keep growing, so that one may look as often as one likes. edge/experiments/results.ts
// compares variants with it.
//
// The asymptotic confidence sequence of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central limit theory and
// asymptotic confidence sequences" (2024), arXiv:2103.06476, for a difference of means: a 95% interval at every moment such that
// all of them together hold the true difference with 95% probability. Its p value is the one of the mixture sequential
// probability ratio test of Johari, Koomen, Pekelis and Walsh, "Always valid inference" (2022), arXiv:1512.04922, with a normal
// mixture and the variance estimated: below .05 exactly where the interval does not hold 0. Neither needs to know of earlier
// looks. With t visitors, z = difference / standard error and r = t rho^2:
//
//     p = min(1, sqrt(1 + r) exp(-z^2 r / (2 (1 + r)))),
//     interval = difference +- standard error * sqrt((1 + r) / r * (ln(1 + r) - 2 ln alpha)).
//
// The theory wants each visitor's value when the visitor comes. Values here go on growing for some days; the test simulates that,
// too.
import { Z } from './wilson.ts';

/** What is known of a group. */
export interface Group {
  visitors: number;
  /** Visitors whose value is not 0. */
  active: number;
  /** Of the visitors' values. */
  sum: number;
  /** Of the squares of the visitors' values. */
  squares: number;
}

export interface Comparison {
  difference: number;
  /** 95%, right for one look at a moment that was fixed beforehand. */
  once: [number, number];
  /** 95%, right for any number of looks. */
  always: [number, number];
  /** Of no difference, right for any number of looks. */
  p: number;
}

const ALPHA = 0.05;
/** The number of visitors at which the sequence is narrowest, compared with what one look would give. */
const BEST_AT = 10_000;
const RHO_SQUARED = (-2 * Math.log(ALPHA) + Math.log(-2 * Math.log(ALPHA)) + 1) / BEST_AT;
/** Below these, sums are not close enough to a normal distribution. */
export const LEAST = { visitors: 100, active: 20 } as const;

/** The mean of `group` less that of `base`. @returns undefined while there are too few visitors, or too few with a value */
export function compareMeans(base: Group, group: Group): Comparison | undefined {
  if (Math.min(base.visitors, group.visitors) < LEAST.visitors) return undefined;
  if (base.active + group.active < LEAST.active) return undefined;
  const difference = group.sum / group.visitors - base.sum / base.visitors;
  const error = Math.sqrt(varianceOfMean(base) + varianceOfMean(group));
  if (!(error > 0)) return undefined;
  const r = (base.visitors + group.visitors) * RHO_SQUARED;
  const z = difference / error;
  const around = (half: number): [number, number] => [difference - half, difference + half];
  return {
    difference,
    once: around(Z * error),
    always: around(error * Math.sqrt(((1 + r) / r) * (Math.log1p(r) - 2 * Math.log(ALPHA)))),
    p: Math.min(1, Math.exp(Math.log1p(r) / 2 - (z * z * r) / (2 * (1 + r)))),
  };
}

function varianceOfMean({ visitors, sum, squares }: Group): number {
  return Math.max(0, squares - (sum * sum) / visitors) / (visitors - 1) / visitors;
}
