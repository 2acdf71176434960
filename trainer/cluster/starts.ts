// Where k-means starts: greedy k-means++, for many runs side by side, so that their distances are one matrix product.
import type { Random } from '../random.ts';
import type { PointSet } from './distances.ts';

/** One run as it chooses. */
interface Seeding {
  centres: number[];
  /** [n]: squared distance to the nearest centre. */
  nearest: Float64Array;
  /** Their sum. */
  potential: number;
}

/**
 * Chooses k points a run as centres. Each is the best of a few candidates, drawn with probability proportional to the
 * squared distance to the nearest centre so far: the one that leaves the smallest sum of these distances. Fewer than k
 * where the points have fewer distinct places.
 *
 * Arthur and Vassilvitskii, k-means++, SODA 2007, with the greedy choice of their section 5; 2 + ln k candidates are
 * scikit-learn's.
 * @param trials candidates for a centre
 * @returns for each run, rows of points, all at different places
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
    // Nothing left to draw: every point lies on a centre.
    const open = choosing.filter(({ potential }) => potential > 0);
    if (open.length === 0) break;
    const candidates = open.flatMap((run) => Array.from({ length: trials }, () => draw(run, random)));
    const distances = points.squaredDistances(candidates);
    for (const [r, run] of open.entries()) take(run, candidates, distances, r * trials, trials);
  }
  return choosing.map(({ centres }) => centres);
}

/** A point, with probability proportional to its distance; never one that lies on a centre. */
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

/** Makes that one of the candidates `from` to `from + trials` a centre that leaves the smallest potential. */
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
