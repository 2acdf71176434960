// Item vectors as two int8 planes, and a user vector as two int16 planes: what the item table holds and the kernel reads.
//
//   item value = scale x n,   n = 254 x first + second           one scale for each item, a power of two
//   user value = unit x w,    w = 4096 x high + low              one unit for the user, a power of two
//   score      = scale x unit x sum(n x w), rounded once to float32
//
// The sums are sums of integers that no addition rounds, so every engine gets the same bits. 15 bits of an item's largest
// value remain, and at least 23 of the user's. Decoding is exact, and a decoded vector encodes to the same planes.
//
// The upper bound of a score needs the first plane and the user's high plane alone (by Cauchy and Schwarz, |x| = length):
//   sum(n x w) = 254 x 4096 x sum(first x high) + 254 x sum(first x low) + sum(second x w)
//             <= 254 x 4096 x sum(first x high) + (|n| + |second|) x |low| + |second| x |w|
// If one value of w dominates, as the weight of the popularity does, its product with the second plane is added as it is,
// and the last |w| is that of the others: the bound is then much nearer.

/** The largest number of dimensions. Beyond it, fewer than 23 bits of a user would remain. */
export const MOST_DIMENSIONS = 4096;
/**
 * The largest |n| that encoding produces, the largest odd one whose `first` stays within 127: halves round up. As it is odd,
 * no n is exactly half of it, so a decoded vector keeps its scale.
 */
const LARGEST = 32383;
/** The largest |n| of any planes: 254 x 128 + 128. */
const MOST_INTEGER = 32640;
/** The smallest and the largest scale: those that float32's smallest value and MOST_VALUE need. */
const LEAST_SCALE = 2 ** -149;
const MOST_SCALE = 2 ** 113;
/** Larger values are cut to this, so that no decoded value exceeds float32. */
const MOST_VALUE = 2 ** 127;

/** The encoded vectors of some items. */
export interface Planes {
  /** [items] */
  scales: Float32Array;
  /** [items, dimensions] */
  first: Int8Array;
  /** [items, dimensions] */
  second: Int8Array;
}

const bits = new DataView(new ArrayBuffer(8));
/** The smallest power of two that is at least `x`; 0 for 0. Math.log2 may differ between engines. */
function powerOfTwo(x: number): number {
  bits.setFloat64(0, x);
  bits.setUint32(0, bits.getUint32(0) & 0x7ff00000);
  bits.setUint32(4, 0);
  const below = bits.getFloat64(0);
  return below < x ? 2 * below : below;
}

export const isScale = (x: number): boolean => x >= LEAST_SCALE && x <= MOST_SCALE && powerOfTwo(x) === x;

/** Halves round up. Much faster than Math.round, and equal to it: no value here has so many bits that the sum is rounded. */
const round = (x: number): number => Math.floor(x + 0.5);

/** The largest absolute value; NaN if a value is NaN. */
function largest(vector: Float32Array): number {
  let most = 0;
  for (let i = 0; i < vector.length; i++) most = Math.max(most, Math.abs(vector[i]));
  return most;
}

/**
 * Encodes a vector into its rows of both planes.
 * @returns its scale
 * @throws RangeError if a value is not finite
 */
export function encodeRow(vector: Float32Array, first: Int8Array, second: Int8Array): number {
  const most = largest(vector);
  if (!Number.isFinite(most)) throw new RangeError(`a vector has the value ${most}`);
  const scale = Math.max(LEAST_SCALE, powerOfTwo(Math.min(most, MOST_VALUE) / LARGEST));
  const values = most > MOST_VALUE ? vector.map((x) => Math.max(-MOST_VALUE, Math.min(MOST_VALUE, x))) : vector;
  for (let i = 0; i < values.length; i++) {
    const n = round(values[i] / scale);
    const high = round(n / 254);
    first[i] = high;
    second[i] = n - 254 * high;
  }
  return scale;
}

/** @param vectors float32 [rows, dimensions] @throws RangeError if a value is not finite */
export function encode(vectors: Float32Array, rows: number): Planes {
  const dimensions = rows === 0 ? 0 : vectors.length / rows;
  const planes = {
    scales: new Float32Array(rows),
    first: new Int8Array(vectors.length),
    second: new Int8Array(vectors.length),
  };
  for (let row = 0; row < rows; row++) {
    const [from, to] = [row * dimensions, (row + 1) * dimensions];
    planes.scales[row] = encodeRow(
      vectors.subarray(from, to),
      planes.first.subarray(from, to),
      planes.second.subarray(from, to),
    );
  }
  return planes;
}

/** Decodes a vector from its rows of both planes. */
export function decodeRow(first: Int8Array, second: Int8Array, scale: number, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) out[i] = scale * (254 * first[i] + second[i]);
}

/** The lengths |n| and |second| of a row's integers. */
export function lengthsOf(first: Int8Array, second: Int8Array): { length: number; tail: number } {
  let [all, tail] = [0, 0];
  for (let i = 0; i < first.length; i++) {
    all += (254 * first[i] + second[i]) ** 2;
    tail += second[i] ** 2;
  }
  return { length: Math.sqrt(all), tail: Math.sqrt(tail) };
}

/**
 * The largest |high| of a user: no sum of `dimensions` products with an int8 exceeds an int32, whatever their signs.
 */
export const largestHigh = (dimensions: number): number =>
  Math.min(32767, Math.floor((2 ** 31 - 1) / (128 * dimensions)));

/** What the kernel needs to know about a user besides the planes. */
export interface UserScale {
  /** The value of w = 1; NaN if the user vector has a value that is not finite, so that all its scores are NaN. */
  unit: number;
  /** The largest w and its dimension, and the lengths of the others and of `low`. */
  top: { w: number; dimension: number };
  others: number;
  low: number;
}

/** The integers of the user that is encoded at the moment. */
const integers = new Int32Array(MOST_DIMENSIONS);

/** Encodes a user vector. */
export function encodeUser(user: Float32Array, high: Int16Array, low: Int16Array): UserScale {
  const most = largest(user);
  const unit = Number.isFinite(most)
    ? Math.max(LEAST_SCALE, powerOfTwo(most / (4096 * largestHigh(user.length))))
    : Number.NaN;
  for (let i = 0; i < user.length; i++) integers[i] = round(user[i] / unit);
  return { unit, ...split(high, low) };
}

/** Encodes a row as a user, exactly: w = n / unit. */
export function encodeRowAsUser(
  { first, second }: Pick<Planes, 'first' | 'second'>,
  high: Int16Array,
  low: Int16Array,
): UserScale {
  // As many of n's 15 bits as the high plane has room for, most often all.
  const unit = powerOfTwo(MOST_INTEGER / (4096 * largestHigh(first.length)));
  for (let i = 0; i < first.length; i++) integers[i] = (254 * first[i] + second[i]) / unit;
  return { unit, ...split(high, low) };
}

/** Splits the integers of a user into its planes. */
function split(high: Int16Array, low: Int16Array): Omit<UserScale, 'unit'> {
  let [top, dimension, others, rest] = [0, 0, 0, 0];
  for (let i = 0; i < high.length; i++) {
    const w = integers[i];
    const h = (w + 2048) >> 12;
    const l = w - (h << 12);
    high[i] = h;
    low[i] = l;
    rest += l * l;
    if (Math.abs(w) <= Math.abs(top)) others += w * w;
    else {
      others += top * top;
      top = w;
      dimension = i;
    }
  }
  return { top: { w: top, dimension }, others: Math.sqrt(others), low: Math.sqrt(rest) };
}
