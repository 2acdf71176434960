// Scores of the rows of a table of two int8 planes against one user of two int16 planes, in integers. planes.ts describes
// both; the names are those of its formulas. No sum overflows: `largestHigh` in planes.ts bounds the user by the dimensions.
//
// Addresses: `first` and `second` int8 [rows, stride]; `user` int16 [2, stride], high and low; `scales`,
// `tails`, `lengths` and `column` float32 [rows]. The stride is a multiple of 16, the padding is zero.

/** The sums of the lanes of four vectors. */
@inline
function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return i32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
}

/** The dot product of 16 int8 and 16 int16, in four sums. */
@inline
function dot(row: v128, userLow: v128, userHigh: v128): v128 {
  return i32x4.add(
    i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(row), userLow),
    i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(row), userHigh),
  );
}

/** sum(n x w) of a row: the dot product of its integers and the user's. At most 2^51, so a float64 holds it exactly. */
@inline
function product(first: usize, second: usize, stride: usize, user: usize): f64 {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let c = i32x4.splat(0);
  let d = i32x4.splat(0);
  const low = stride << 1;
  for (const stop = first + stride; first < stop; first += 16, second += 16, user += 32) {
    const p = v128.load(first);
    const q = v128.load(second);
    const h = v128.load(user);
    const i = v128.load(user, 16);
    const l = v128.load(user + low);
    const m = v128.load(user + low, 16);
    a = i32x4.add(a, dot(p, h, i));
    b = i32x4.add(b, dot(p, l, m));
    c = i32x4.add(c, dot(q, h, i));
    d = i32x4.add(d, dot(q, l, m));
  }
  const s = sums(a, b, c, d);
  const high: i64 = 254 * <i64>i32x4.extract_lane(s, 0) + <i64>i32x4.extract_lane(s, 2);
  const rest: i64 = 254 * <i64>i32x4.extract_lane(s, 1) + <i64>i32x4.extract_lane(s, 3);
  const sum: i64 = 4096 * high + rest;
  return <f64>sum;
}

/** The score of one row, whose addresses and scale are given. */
export function scoreRow(first: usize, second: usize, stride: usize, user: usize, scale: f32, factor: f64): f32 {
  return <f32>(product(first, second, stride, user) * <f64>scale * factor);
}

/** The scores of rows; `list`: their indices, int32 [rows], or 0 for the rows from the first on. */
export function scoreRows(
  list: usize,
  rows: i32,
  first: usize,
  second: usize,
  stride: usize,
  user: usize,
  scales: usize,
  factor: f64,
  scores: usize,
): void {
  for (let i: usize = 0, end = <usize>rows; i < end; i++) {
    const row = list === 0 ? i : <usize>load<u32>(list + (i << 2));
    const at = row * stride;
    const scale = <f64>load<f32>(scales + (row << 2));
    store<f32>(scores + (i << 2), <f32>(product(first + at, second + at, stride, user) * scale * factor));
  }
}

/** The dot product of two vectors of three, for two rows. */
@inline
function dotOfThree(a: v128, b: v128, c: v128, x: v128, y: v128, z: v128): v128 {
  return f64x2.add(f64x2.add(f64x2.mul(a, x), f64x2.mul(b, y)), f64x2.mul(c, z));
}

/** (1040384 d + slack + 1) x scale x factor, for two rows: d are int32, the result float32. */
@inline
function bounds(d: v128, slack: v128, scales: v128, factor: v128): v128 {
  const sum = f64x2.add(f64x2.mul(f64x2.convert_low_i32x4_s(d), f64x2.splat(1040384)), slack);
  return f32x4.demote_f64x2_zero(f64x2.mul(f64x2.mul(f64x2.add(sum, f64x2.splat(1)), scales), factor));
}

/** The first two of four float32 as float64. */
@inline
function firstTwo(four: v128): v128 {
  return f64x2.promote_low_f32x4(four);
}

/** The last two of four float32 as float64. */
@inline
function lastTwo(four: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(four, four, 1, 1));
}

/**
 * Upper bounds of the scores, from the first plane and the user's high plane alone. Four rows at a time share the loads of
 * the user. It reads and writes whole groups of four rows.
 */
export function boundRows(
  rows: i32,
  first: usize,
  stride: usize,
  user: usize,
  scales: usize,
  tails: usize,
  lengths: usize,
  column: usize,
  ofTail: f64,
  ofLength: f64,
  ofColumn: f64,
  factor: f64,
  out: usize,
): void {
  const t = f64x2.splat(ofTail);
  const l = f64x2.splat(ofLength);
  const k = f64x2.splat(ofColumn);
  const f = f64x2.splat(factor);
  for (let at: usize = 0, end = (<usize>rows) << 2; at < end; at += 16) {
    let a = i32x4.splat(0);
    let b = i32x4.splat(0);
    let c = i32x4.splat(0);
    let d = i32x4.splat(0);
    let u = user;
    const third = first + (stride << 1);
    for (let i: usize = 0; i < stride; i += 16, u += 32) {
      const h = v128.load(u);
      const g = v128.load(u, 16);
      a = i32x4.add(a, dot(v128.load(first + i), h, g));
      b = i32x4.add(b, dot(v128.load(first + stride + i), h, g));
      c = i32x4.add(c, dot(v128.load(third + i), h, g));
      d = i32x4.add(d, dot(v128.load(third + stride + i), h, g));
    }
    first += stride << 2;
    const s = sums(a, b, c, d);
    const tail = v128.load(tails + at);
    const length = v128.load(lengths + at);
    const scale = v128.load(scales + at);
    const value = v128.load(column + at);
    const low = bounds(s, dotOfThree(firstTwo(tail), firstTwo(length), firstTwo(value), t, l, k), firstTwo(scale), f);
    const high = bounds(
      v128.shuffle<i64>(s, s, 1, 1),
      dotOfThree(lastTwo(tail), lastTwo(length), lastTwo(value), t, l, k),
      lastTwo(scale),
      f,
    );
    v128.store(out + at, v128.shuffle<i64>(low, high, 0, 2));
  }
}
