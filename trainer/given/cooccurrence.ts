// Co-occurrence columns: a few numbers per item, so that the dot product of the columns of two items says how often the same
// users have both. They are computed, not learned, in seconds. An item that nobody has gets zeros; a user gets no numbers
// beyond the history.
//
//   G   by pair of items, the sum of length^-1.25 over the histories with both; 0 for an item and itself
//   R   by item, the power -.7 of its sum in G: frequent companions of everything say little
//   M = G + e G R G   companions, and companions of companions; e lets both weigh alike
//
// The columns T are the leading eigenvectors of M times the roots of their eigenvalues, so that M is nearly T T'. The
// co-occurrence of an item with a history is the sum of its dot products with R T of the history's items, divided by the
// root of their number.
import { type Eigen, symmetricEigen } from '../algebra/eigen.ts';
import { timesTogether, weightedHistories } from '../algebra/histories.ts';
import { basisWidth, leadingEigen } from '../algebra/lanczos.ts';
import type { Random } from '../random.ts';

/** Powers of a history's length and of an item's sum of co-occurrences. */
const LENGTH_POWER = -1.25;
const ITEM_POWER = -0.7;
/** A short history has at most this length; a spread is estimated on so many of them. */
const LIGHT = 10;
const SAMPLE = 400;
/** Up to so many items all eigenvalues are computed, which is as fast. */
const SMALL = 512;
/** Vectors per product. */
const BLOCK = 12;
/** Smaller eigenvalues, relative to the largest, are rounding errors. */
const NOTHING = 1e-6;

export interface Cooccurrence {
  size: number;
  /** T, [rows, size]; zeros for rows without co-occurrences. */
  columns: Float32Array;
  /** R, by row: the weight of an item in a history. */
  weight: Float32Array;
}

type Histories = readonly (readonly number[])[];

/**
 * @param size the number of columns, at most one per item. Those that the data do not need are zeros, so that the model of
 *   the evaluation and the final fit, which sees more, have vectors of the same length.
 */
export function cooccurrenceOf(histories: Histories, rows: number, size: number, random: Random): Cooccurrence {
  const width = Math.min(size, rows);
  const out = { size: width, columns: new Float32Array(rows * width), weight: new Float32Array(rows) };
  const together = weightedHistories(histories, (length) => length ** LENGTH_POWER);
  const n = together.rows.length;
  if (n === 0) return out;
  const once = (vectors: Float32Array) => timesTogether(together, vectors);
  const weight = once(new Float32Array(n).fill(1)).map((sum) => sum ** ITEM_POWER);
  const scaled = (vectors: Float32Array) => vectors.map((value, i) => value * weight[i % n]);
  const e = alike(once, scaled, usersAs(together.rows, weight, sampleOf(lightUsers(histories), random)));
  const times = (vectors: Float32Array) => {
    const near = once(vectors);
    const far = once(scaled(near));
    return near.map((value, i) => value + e * far[i]);
  };
  const { values, vectors } = leading(times, n, width, random);
  const found = values.filter((value) => value > NOTHING * values[0]).length;
  for (const [i, row] of together.rows.entries()) {
    out.weight[row] = weight[i];
    for (let k = 0; k < found; k++) out.columns[row * width + k] = Math.sqrt(values[k]) * vectors[k * n + i];
  }
  return out;
}

/** The columns of users: the sum of R T over the history, divided by the root of its length: [histories, size]. */
export function columnsOfUsers({ size, columns, weight }: Cooccurrence, histories: Histories): Float32Array {
  const out = new Float32Array(histories.length * size);
  for (const [user, history] of histories.entries())
    for (const row of history) {
      const share = weight[row] / Math.sqrt(history.length);
      for (let k = 0; k < size; k++) out[user * size + k] += share * columns[row * size + k];
    }
  return out;
}

/** The users with short histories, over whom statistics count: a few long histories would dominate them. */
export const lightUsers = (histories: Histories): Histories =>
  histories.filter(({ length }) => length > 0 && length <= LIGHT);

/** As many of them as an estimate of a spread needs. */
export const sampleOf = (users: Histories, random: Random): Histories =>
  Array.from(random.shuffle(Int32Array.from(users.keys())).subarray(0, SAMPLE), (user) => users[user]);

type Times = (vectors: Float32Array) => Float32Array;

/** The largest eigenvalues, at most `wanted`, and their vectors. M has some negative ones, which say little. */
function leading(times: Times, n: number, wanted: number, random: Random): Eigen {
  if (n <= Math.max(SMALL, basisWidth(wanted) + BLOCK)) {
    const identity = new Float32Array(n * n);
    for (let i = 0; i < n; i++) identity[i * n + i] = 1;
    const { values, vectors } = symmetricEigen(Float64Array.from(times(identity)), n);
    return { values: values.slice(0, wanted), vectors };
  }
  // An estimate of the trace (Hutchinson): the mean of z M z' over vectors z of random signs.
  const signs = Float32Array.from({ length: BLOCK * n }, () => (random.uniform() < 0.5 ? -1 : 1));
  const trace = times(signs).reduce((sum, value, i) => sum + value * signs[i], 0) / BLOCK;
  return leadingEigen({ n, trace, times }, wanted, random);
}

/** The histories of users as vectors of R, in blocks: [users, rows] each. */
function usersAs(rows: Int32Array, weight: Float32Array, users: Histories): Float32Array[] {
  const placeOf = new Map(Array.from(rows, (row, place) => [row, place]));
  return Array.from({ length: Math.ceil(users.length / BLOCK) }, (_, b) => {
    const block = users.slice(b * BLOCK, (b + 1) * BLOCK);
    const vectors = new Float32Array(block.length * rows.length);
    for (const [i, history] of block.entries())
      for (const row of history) {
        const place = placeOf.get(row);
        if (place !== undefined) vectors[i * rows.length + place] = weight[place];
      }
    return vectors;
  });
}

/** The factor e: the standard deviation of G over that of G R G, on vectors of users. */
function alike(once: Times, scaled: Times, blocks: readonly Float32Array[]): number {
  const [near, far] = [new Spread(), new Spread()];
  for (const vectors of blocks) {
    const image = once(vectors);
    for (const value of image) near.add(value);
    for (const value of once(scaled(image))) far.add(value);
  }
  return far.deviation > 0 ? near.deviation / far.deviation : 0;
}

/** Standard deviation of all values added. */
export class Spread {
  #count = 0;
  #sum = 0;
  #squares = 0;
  add(value: number): void {
    this.#count++;
    this.#sum += value;
    this.#squares += value * value;
  }
  get deviation(): number {
    return this.#count === 0 ? 0 : Math.sqrt(Math.max(0, this.#squares / this.#count - (this.#sum / this.#count) ** 2));
  }
}
