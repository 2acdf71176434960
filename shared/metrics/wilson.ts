// Wilson's score interval for a share: how many of n, with 95% confidence. Good at the edges, where the normal
// approximation is not. E. B. Wilson, "Probable inference, the law of succession, and statistical inference" (1927).

/** The 97.5% quantile of the normal distribution. */
const Z = 1.959963984540054;

/** @returns [0, 1] for n = 0; k is taken for n where it is larger: one rail may be followed by two clicks */
export function wilson(k: number, n: number): [number, number] {
  if (n === 0) return [0, 1];
  const share = Math.min(1, k / n);
  const spread = Z * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  const scale = 1 + (Z * Z) / n;
  const middle = share + (Z * Z) / (2 * n);
  return [Math.max(0, (middle - spread) / scale), Math.min(1, (middle + spread) / scale)];
}
