// Element-wise operations and reductions of tfjs, four values at a time.
//
// Tensors are padded to multiples of 64 bytes, so a loop may run up to three values beyond the end.
import { exp4, selu4 } from './math';

@inline
function unary4(op: i32, x: v128): v128 {
  if (op == 0) return f32x4.neg(x);
  if (op == 1) return f32x4.mul(x, x);
  if (op == 2) return f32x4.sqrt(x);
  if (op == 3) return exp4(x);
  if (op == 4) return v128.bitselect(f32x4.pmax(f32x4.splat(0), x), x, f32x4.eq(x, x));
  return selu4(x);
}
@inline
function unaryLoop(op: i32, x: usize, out: usize, n: i32): void {
  for (const end = x + (<usize>n << 2); x < end; x += 16, out += 16) v128.store(out, unary4(op, v128.load(x)));
}
/** 0 -x, 1 x^2, 2 square root, 3 e^x, 4 relu, 5 selu of n values. */
export function unary(op: i32, x: usize, out: usize, n: i32): void {
  if (op == 0) unaryLoop(0, x, out, n);
  else if (op == 1) unaryLoop(1, x, out, n);
  else if (op == 2) unaryLoop(2, x, out, n);
  else if (op == 3) unaryLoop(3, x, out, n);
  else if (op == 4) unaryLoop(4, x, out, n);
  else unaryLoop(5, x, out, n);
}

@inline
function binary4(op: i32, x: v128, y: v128): v128 {
  if (op == 0) return f32x4.add(x, y);
  if (op == 1) return f32x4.sub(x, y);
  if (op == 2) return f32x4.mul(x, y);
  return f32x4.div(x, y);
}
@inline
function binary1(op: i32, x: f32, y: f32): f32 {
  return op == 0 ? x + y : op == 1 ? x - y : op == 2 ? x * y : x / y;
}
@inline
function binaryLoop(
  op: i32, x: usize, x0: i32, x1: i32, x2: i32, y: usize, y0: i32, y1: i32, y2: i32, out: usize,
  n0: i32, n1: i32, n2: i32,
): void {
  for (let i: i32 = 0; i < n0; i++) {
    for (let j: i32 = 0; j < n1; j++) {
      let p = x + (<usize>(i * x0 + j * x1) << 2);
      let q = y + (<usize>(i * y0 + j * y1) << 2);
      const end = out + (<usize>n2 << 2);
      if (x2 != 0 && y2 != 0) {
        for (; out + 16 <= end; out += 16, p += 16, q += 16) v128.store(out, binary4(op, v128.load(p), v128.load(q)));
      } else if (x2 != 0) {
        const same = v128.load_splat<f32>(q);
        for (; out + 16 <= end; out += 16, p += 16) v128.store(out, binary4(op, v128.load(p), same));
      } else {
        const same = v128.load_splat<f32>(p);
        for (; out + 16 <= end; out += 16, q += 16) v128.store(out, binary4(op, same, v128.load(q)));
      }
      for (; out < end; out += 4, p += <usize>x2 << 2, q += <usize>y2 << 2)
        store<f32>(out, binary1(op, load<f32>(p), load<f32>(q)));
    }
  }
}
/**
 * 0 x + y, 1 x - y, 2 x y, 3 x / y into [n0, n1, n2]. x0 .. y2 are strides in values; 0 repeats. x2 and y2 are 0 or 1, and
 * both are 0 only if n2 is 1.
 */
export function binary(
  op: i32, x: usize, x0: i32, x1: i32, x2: i32, y: usize, y0: i32, y1: i32, y2: i32, out: usize,
  n0: i32, n1: i32, n2: i32,
): void {
  if (op == 0) binaryLoop(0, x, x0, x1, x2, y, y0, y1, y2, out, n0, n1, n2);
  else if (op == 1) binaryLoop(1, x, x0, x1, x2, y, y0, y1, y2, out, n0, n1, n2);
  else if (op == 2) binaryLoop(2, x, x0, x1, x2, y, y0, y1, y2, out, n0, n1, n2);
  else binaryLoop(3, x, x0, x1, x2, y, y0, y1, y2, out, n0, n1, n2);
}
/** 0 x > y, 1 x == y: a byte per result, strides as in binary(). */
export function compare(
  op: i32, x: usize, x0: i32, x1: i32, x2: i32, y: usize, y0: i32, y1: i32, y2: i32, out: usize,
  n0: i32, n1: i32, n2: i32,
): void {
  for (let i: i32 = 0; i < n0; i++)
    for (let j: i32 = 0; j < n1; j++)
      for (let k: i32 = 0; k < n2; k++) {
        const p = load<f32>(x + (<usize>(i * x0 + j * x1 + k * x2) << 2));
        const q = load<f32>(y + (<usize>(i * y0 + j * y1 + k * y2) << 2));
        store<u8>(out++, u8(op == 0 ? p > q : p == q));
      }
}

/** Converts n booleans to 0 or 1. */
export function fromBool(x: usize, out: usize, n: i32): void {
  for (const end = x + n; x < end; x++, out += 4) store<f32>(out, <f32>load<u8>(x));
}
/** x where the condition is true, else y. */
export function select(condition: usize, x: usize, y: usize, out: usize, n: i32): void {
  for (const end = condition + n; condition < end; condition++, x += 4, y += 4, out += 4)
    store<f32>(out, load<u8>(condition) ? load<f32>(x) : load<f32>(y));
}

/** Sum or maximum of [outer, middle, inner] over the middle: 0 sum, 1 maximum. Contiguous sums use float64. */
export function reduce(op: i32, x: usize, out: usize, outer: i32, middle: i32, inner: i32): void {
  const line = <usize>inner << 2;
  for (let i: i32 = 0; i < outer; i++) {
    if (inner == 1) {
      const end = x + (<usize>middle << 2);
      if (op == 0) {
        let low = f64x2.splat(0);
        let high = f64x2.splat(0);
        for (; x + 16 <= end; x += 16) {
          low = f64x2.add(low, f64x2.promote_low_f32x4(v128.load64_zero(x)));
          high = f64x2.add(high, f64x2.promote_low_f32x4(v128.load64_zero(x, 8)));
        }
        low = f64x2.add(low, high);
        let sum = f64x2.extract_lane(low, 0) + f64x2.extract_lane(low, 1);
        for (; x < end; x += 4) sum += <f64>load<f32>(x);
        store<f32>(out, <f32>sum);
      } else {
        let most = load<f32>(x);
        let four = f32x4.splat(most);
        for (; x + 16 <= end; x += 16) four = f32x4.max(four, v128.load(x));
        most = max(
          max(f32x4.extract_lane(four, 0), f32x4.extract_lane(four, 1)),
          max(f32x4.extract_lane(four, 2), f32x4.extract_lane(four, 3)),
        );
        for (; x < end; x += 4) most = max(most, load<f32>(x));
        store<f32>(out, most);
      }
    } else {
      memory.copy(out, x, line);
      x += line;
      for (let j: i32 = 1; j < middle; j++, x += line) {
        let k: usize = 0;
        for (; k + 16 <= line; k += 16) {
          const sofar = v128.load(out + k);
          const next = v128.load(x + k);
          v128.store(out + k, op == 0 ? f32x4.add(sofar, next) : f32x4.max(sofar, next));
        }
        for (; k < line; k += 4) {
          const sofar = load<f32>(out + k);
          const next = load<f32>(x + k);
          store<f32>(out + k, op == 0 ? sofar + next : max(sofar, next));
        }
      }
    }
    out += line;
  }
}

/** The sum of the squares of n values, in float64. */
export function sumOfSquares(x: usize, out: usize, n: i32): void {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  const end = x + (<usize>n << 2);
  for (; x + 16 <= end; x += 16) {
    const p = f64x2.promote_low_f32x4(v128.load64_zero(x));
    const q = f64x2.promote_low_f32x4(v128.load64_zero(x, 8));
    low = f64x2.add(low, f64x2.mul(p, p));
    high = f64x2.add(high, f64x2.mul(q, q));
  }
  low = f64x2.add(low, high);
  let sum = f64x2.extract_lane(low, 0) + f64x2.extract_lane(low, 1);
  for (; x < end; x += 4) sum += <f64>load<f32>(x) * <f64>load<f32>(x);
  store<f32>(out, <f32>sum);
}
