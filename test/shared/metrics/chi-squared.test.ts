import { expect, it } from 'vitest';
import { chiSquaredTail, chiSquaredTest } from '../../../shared/metrics/chi-squared.ts';

// $ python3 -c "
// from scipy.stats import chi2, chisquare
// for x in [.001, 1, 3.841, 7.9, 8.1, 30, 100]: print(*(repr(float(chi2.sf(x, d))) for d in [1, 2, 3]))
// for a, w in [[[480, 520], [1, 1]], [[50, 30, 20], [5, 3, 1]], [[400, 300, 200, 150], [4, 3, 2, 1]]]:
//   print(repr(float(chisquare(a, [sum(a) * x / sum(w) for x in w]).pvalue)))"
it.each([
  [0.001, 0.9747728793699604, 0.9995001249791693, 0.9999915920809419],
  [1, 0.31731050786291115, 0.6065306597126334, 0.8012519569012009],
  [3.841, 0.050013683763956804, 0.1465336769721013, 0.27915302626000116],
  [7.9, 0.004943479736228239, 0.01925470177538692, 0.04812425184416017],
  [8.1, 0.004426525857919834, 0.01742237463949352, 0.04398958991527258],
  [30, 4.3204630578274955e-8, 3.0590232050182594e-7, 1.3800570312932553e-6],
  [100, 1.5239706048320995e-23, 1.9287498479639183e-22, 1.5541594313896026e-21],
])('the tail at %d, as scipy has it', (x, ...tails) => {
  for (const [nth, tail] of tails.entries()) expect(chiSquaredTail(x, nth + 1) / tail).toBeCloseTo(1, 11);
});

it.each<[number[], number[], number]>([
  [[480, 520], [1, 1], 0.20590321073206466],
  [[50, 30, 20], [5, 3, 1], 0.018315638888734168],
  [[400, 300, 200, 150], [4, 3, 2, 1], 8.576092160798489e-5],
  [[0, 0], [1, 2], 1],
])('counts %j with weights %j', (counts, weights, p) => {
  expect(chiSquaredTest(counts, weights)).toBeCloseTo(p, 12);
});

it('knows no more than 3 degrees of freedom', () => {
  expect(() => chiSquaredTail(1, 4)).toThrow('1 to 3 degrees');
});
