// Wilson's score interval of a proportion k of n, at 95% confidence. Unlike the normal approximation it is accurate near
// 0 and 1. E. B. Wilson, "Probable inference, the law of succession, and statistical inference" (1927).

/** The 97.5% quantile of the normal distribution. */
export const Z = 1.959963984540054;

/** @returns [0, 1] if n = 0. A k above n is reduced to n: one shown rail can get two clicks. */
export function wilson(k: number, n: number): [number, number] {
  if (n === 0) return [0, 1];
  const share = Math.min(1, k / n);
  const spread = Z * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  const scale = 1 + (Z * Z) / n;
  const middle = share + (Z * Z) / (2 * n);
  return [Math.max(0, (middle - spread) / scale), Math.min(1, (middle + spread) / scale)];
}
