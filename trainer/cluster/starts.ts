// Initial centres of k-means: greedy k-means++, for many runs in parallel, so that distances are one matrix product.
import type { Random } from '../random.ts';
import type { PointSet } from './distances.ts';

/** The state of one run while it chooses centres. */
interface Seeding {
  centres: number[];
  /** [n]: squared distance to the nearest centre. */
  nearest: Float64Array;
  /** Their sum. */
  potential: number;
}

/**
 * Chooses k points per run as initial centres: each is the best of several candidates, drawn with probability proportional
 * to the squared distance to the nearest centre so far, where best means the smallest remaining sum of these distances.
 * Returns fewer than k if there are fewer distinct points.
 *
 * Arthur and Vassilvitskii, k-means++, SODA 2007, with the greedy choice of their section 5; 2 + ln k candidates as in
 * scikit-learn.
 * @param trials candidates per centre
 * @returns for each run, rows of distinct points
 */
export function chooseStarts(
  points: PointSet,
  k: number,
  runs: number,
  random: Random,
  trials = 2 + Math.floor(Math.log(k)),
): number[][] {
  const choosing = Array.from({ length: runs }, () => ({
    centres: [random.below(points.n)],
    nearest: new Float64Array(points.n),
    potential: 0,
  }));
  const first = points.squaredDistances(choosing.map(({ centres }) => centres[0]));
  for (const [r, run] of choosing.entries()) {
    run.nearest.set(first.subarray(r * points.n, (r + 1) * points.n));
    run.potential = sum(run.nearest);
  }
  for (let c = 1; c < k; c++) {
    // A run is finished if every point is at a centre.
    const open = choosing.filter(({ potential }) => potential > 0);
    if (open.length === 0) break;
    const candidates = open.flatMap((run) => Array.from({ length: trials }, () => draw(run, random)));
    const distances = points.squaredDistances(candidates);
    for (const [r, run] of open.entries()) take(run, candidates, distances, r * trials, trials);
  }
  return choosing.map(({ centres }) => centres);
}

/** Draws a point with probability proportional to its distance; never a point at a centre. */
function draw({ nearest, potential }: Seeding, random: Random): number {
  let left = random.uniform() * potential;
  let last = 0;
  for (let i = 0; i < nearest.length; i++) {
    if (nearest[i] === 0) continue;
    last = i;
    left -= nearest[i];
    if (left < 0) break;
  }
  return last;
}

/** Of the candidates `from` to `from + trials`, makes the one with the smallest remaining potential a centre. */
function take(run: Seeding, candidates: number[], distances: Float32Array, from: number, trials: number): void {
  const n = run.nearest.length;
  const { nearest } = run;
  let best = from;
  let least = Number.POSITIVE_INFINITY;
  for (let candidate = from; candidate < from + trials; candidate++) {
    let potential = 0;
    for (let i = 0, at = candidate * n; i < n; i++, at++) {
      potential += Math.min(distances[at], nearest[i]);
    }
    if (potential < least) {
      least = potential;
      best = candidate;
    }
  }
  for (let i = 0; i < n; i++) nearest[i] = Math.min(nearest[i], distances[best * n + i]);
  run.centres.push(candidates[best]);
  run.potential = least;
}

const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);
