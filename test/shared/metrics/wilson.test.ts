import { expect, it } from 'vitest';
import { wilson } from '../../../shared/metrics/wilson.ts';

// The bounds are the shares p at which |k/n - p| is 1.959963984540054 standard errors sqrt(p (1 - p) / n):
// $ python3 -c "
// z=1.959963984540054
// def solve(k,n,lo,hi):
//   f=lambda p: abs(k/n-p)-z*(p*(1-p)/n)**.5
//   for _ in range(200):
//     m=(lo+hi)/2
//     lo,hi=(m,hi) if (f(m)>0)==(f(lo)>0) else (lo,m)
//   return lo
// print(solve(10,100,1e-9,.1), solve(10,100,.1,.9), solve(0,20,1e-9,.9), solve(3,3,.1,1-1e-9))"
it.each<[number, number, number, number]>([
  [10, 100, 0.05522914, 0.17436566],
  [0, 20, 0, 0.16113],
  [3, 3, 0.4385, 1],
])('%d of %d', (k, n, low, high) => {
  const [from, to] = wilson(k, n);
  expect(from).toBeCloseTo(low, 4);
  expect(to).toBeCloseTo(high, 4);
});

it('n = 0 gives [0, 1], and k > n counts as n', () => {
  expect(wilson(0, 0)).toEqual([0, 1]);
  expect(wilson(5, 3)).toEqual(wilson(3, 3));
});
