// Points for the cluster tests: seeded, in groups or without.
import { Random } from '../../../trainer/random.ts';

/** Normal draws (Box-Muller). */
export function normals(seed: number): () => number {
  const random = new Random(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
}

/** `groups` groups of `each` points [groups * each, dimensions], point i in group i % groups: `apart` is to 1 within a group. */
export function blobs(groups: number, each: number, dimensions: number, apart: number, seed = 1): Float32Array {
  const normal = normals(seed);
  const centres = Float64Array.from({ length: groups * dimensions }, () => apart * normal());
  return Float32Array.from(
    { length: groups * each * dimensions },
    (_, i) => centres[i % (groups * dimensions)] + normal(),
  );
}

/** Sum over points of the squared distance to the mean of their cluster, by definition. */
export function inertiaOf(values: Float32Array, dimensions: number, labels: Int32Array): number {
  let sum = 0;
  for (const cluster of new Set(labels)) {
    const rows = Array.from(labels.keys()).filter((row) => labels[row] === cluster);
    for (let d = 0; d < dimensions; d++) {
      const column = rows.map((row) => values[row * dimensions + d]);
      const mean = column.reduce((a, b) => a + b, 0) / column.length;
      sum += column.reduce((a, b) => a + (b - mean) ** 2, 0);
    }
  }
  return sum;
}
