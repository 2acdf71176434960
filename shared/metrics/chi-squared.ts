// Pearson's chi-squared test of counts against the shares that they should have, for up to four counts. An experiment whose
// variants do not get their shares is broken: Fabijan et al., "Diagnosing sample ratio mismatch in online controlled
// experiments" (2019).

/** The p value of counts under the hypothesis that they come in the proportion of the weights. @returns 1 if nothing was counted */
export function chiSquaredTest(counts: readonly number[], weights: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return 1;
  const ofWeights = weights.reduce((sum, weight) => sum + weight, 0);
  const statistic = counts.reduce((sum, count, nth) => {
    const wanted = (total * weights[nth]) / ofWeights;
    return sum + (count - wanted) ** 2 / wanted;
  }, 0);
  return chiSquaredTail(statistic, counts.length - 1);
}

/** The probability of at least x in the chi-squared distribution with 1 to 3 degrees of freedom (DLMF 8.4.6, 8.8.2). */
export function chiSquaredTail(x: number, degrees: number): number {
  if (degrees === 1) return erfc(Math.sqrt(x / 2));
  if (degrees === 2) return Math.exp(-x / 2);
  if (degrees === 3) return erfc(Math.sqrt(x / 2)) + Math.sqrt((2 * x) / Math.PI) * Math.exp(-x / 2);
  throw new RangeError(`the tail is known for 1 to 3 degrees of freedom, not ${degrees}`);
}

/** The complementary error function of x >= 0: by DLMF 7.6.2 below 2, and by the continued fraction DLMF 7.9.1 above. */
function erfc(x: number): number {
  const front = Math.exp(-x * x);
  if (x < 2) {
    let term = x;
    let sum = x;
    for (let n = 1; term > 1e-17 * sum; n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * front * sum;
  }
  let fraction = x;
  for (let n = 80; n >= 1; n--) fraction = x + n / 2 / fraction;
  return front / Math.sqrt(Math.PI) / fraction;
}
