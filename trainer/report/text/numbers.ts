// Formats numbers like papers do.
import { ALPHA } from '../../evaluate/letters.ts';

/** .7204: four decimals, no leading zero. */
export const metric = (value: number): string => value.toFixed(4).replace(/^(-?)0\./, '$1.');
/** +.0123, or ±.0000 for values that round to zero */
export const signed = (value: number): string =>
  (Math.abs(value) < 5e-5 ? '±' : value < 0 ? '−' : '+') + metric(Math.abs(value));
/** 12,345 */
export const count = (value: number): string => value.toLocaleString('en');
/** 45.3% */
export const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

/** The significance level. */
export const ALPHA_SHOWN = String(ALPHA).replace('0.', '.');

/** p = .031, p = 7.7e-5, p < 1e-16 */
export function probability(p: number): string {
  if (p < 1e-16) return 'p < 1e-16';
  if (p > 0.9995) return 'p = 1';
  return `p = ${p < 0.001 ? p.toExponential(1) : p.toFixed(3).replace(/^0\./, '.')}`;
}

/** "a, b and c" */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
