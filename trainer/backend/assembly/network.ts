// The network's own operations and Adam, each in one pass over memory; network/operations.ts defines them in tfjs. Widths
// must be multiples of four, which fused.ts ensures.
import { SELU_ALPHA, SELU_SCALE } from './math';

/**
 * The gradient of z for y = selu(z), and its column sums, the gradient of the bias. The slope follows from y alone: scale
 * if y > 0, else y + scale alpha. `bias` must be zero.
 */
export function seluGradient(dy: usize, y: usize, dz: usize, bias: usize, rows: i32, size: i32): void {
  const line = <usize>size << 2;
  const scale = f32x4.splat(SELU_SCALE);
  const top = f32x4.splat(SELU_SCALE * SELU_ALPHA);
  const zero = f32x4.splat(0);
  for (let row: i32 = 0; row < rows; row++) {
    for (let k: usize = 0; k < line; k += 16) {
      const value = v128.load(y + k);
      const slope = v128.bitselect(scale, f32x4.add(value, top), f32x4.gt(value, zero));
      const gradient = f32x4.mul(v128.load(dy + k), slope);
      v128.store(dz + k, gradient);
      v128.store(bias + k, f32x4.add(v128.load(bias + k), gradient));
    }
    dy += line;
    y += line;
    dz += line;
  }
}

/**
 * Mean and maximum of each history's rows of x [.., size] into out [histories, 2 size].
 * @param start address of int32 [histories + 1]: history h is items[start[h] .. start[h + 1])
 */
export function poolHistories(x: usize, start: usize, items: usize, out: usize, histories: i32, size: i32): void {
  const line = <usize>size << 2;
  for (let h: i32 = 0; h < histories; h++) {
    const first = items + (<usize>load<i32>(start) << 2);
    const end = items + (<usize>load<i32>(start, 4) << 2);
    const share = f32x4.splat(<f32>1 / <f32>((end - first) >> 2));
    for (let k: usize = 0; k < line; k += 16) {
      let sum = v128.load(x + <usize>load<i32>(first) * line + k);
      let most = sum;
      for (let item = first + 4; item < end; item += 4) {
        const value = v128.load(x + <usize>load<i32>(item) * line + k);
        sum = f32x4.add(sum, value);
        most = f32x4.max(most, value);
      }
      v128.store(out + k, f32x4.mul(sum, share));
      v128.store(out + line + k, most);
    }
    start += 4;
    out += 2 * line;
  }
}

/** The gradient of x, which must be zero: the mean's goes to all rows of a history, the maximum's to the rows that have it, in equal parts. */
export function poolHistoriesGradient(
  dy: usize, y: usize, x: usize, start: usize, items: usize, dx: usize, histories: i32, size: i32,
): void {
  const line = <usize>size << 2;
  const one = f32x4.splat(1);
  for (let h: i32 = 0; h < histories; h++) {
    const first = items + (<usize>load<i32>(start) << 2);
    const end = items + (<usize>load<i32>(start, 4) << 2);
    const share = f32x4.splat(<f32>1 / <f32>((end - first) >> 2));
    for (let k: usize = 0; k < line; k += 16) {
      const most = v128.load(y + line + k);
      let ties = f32x4.splat(0);
      for (let item = first; item < end; item += 4)
        ties = f32x4.add(ties, v128.and(one, f32x4.eq(most, v128.load(x + <usize>load<i32>(item) * line + k))));
      const average = f32x4.mul(v128.load(dy + k), share);
      const maximum = f32x4.div(v128.load(dy + line + k), ties);
      for (let item = first; item < end; item += 4) {
        const at = <usize>load<i32>(item) * line + k;
        const mine = v128.and(maximum, f32x4.eq(most, v128.load(x + at)));
        v128.store(dx + at, f32x4.add(v128.load(dx + at), f32x4.add(average, mine)));
      }
    }
    start += 4;
    dy += 2 * line;
    y += 2 * line;
  }
}

/** out[t] = user . (positive - negative) for n triples of rows of users and items. */
export function pairDifferences(
  users: usize, items: usize, user: usize, positive: usize, negative: usize, out: usize, n: i32, size: i32,
): void {
  const line = <usize>size << 2;
  for (const end = out + (<usize>n << 2); out < end; out += 4, user += 4, positive += 4, negative += 4) {
    const u = users + <usize>load<i32>(user) * line;
    const p = items + <usize>load<i32>(positive) * line;
    const q = items + <usize>load<i32>(negative) * line;
    let sum = f32x4.splat(0);
    for (let k: usize = 0; k < line; k += 16)
      sum = f32x4.add(sum, f32x4.mul(v128.load(u + k), f32x4.sub(v128.load(p + k), v128.load(q + k))));
    store<f32>(
      out,
      f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 2) + (f32x4.extract_lane(sum, 1) + f32x4.extract_lane(sum, 3)),
    );
  }
}

/** The gradients of users and items, which must be zero. */
export function pairDifferencesGradient(
  dy: usize, users: usize, items: usize, user: usize, positive: usize, negative: usize, dUsers: usize, dItems: usize,
  n: i32, size: i32,
): void {
  const line = <usize>size << 2;
  for (const end = dy + (<usize>n << 2); dy < end; dy += 4, user += 4, positive += 4, negative += 4) {
    const u = <usize>load<i32>(user) * line;
    const p = <usize>load<i32>(positive) * line;
    const q = <usize>load<i32>(negative) * line;
    const d = v128.load_splat<f32>(dy);
    for (let k: usize = 0; k < line; k += 16) {
      const difference = f32x4.sub(v128.load(items + p + k), v128.load(items + q + k));
      v128.store(dUsers + u + k, f32x4.add(v128.load(dUsers + u + k), f32x4.mul(d, difference)));
      const gradient = f32x4.mul(d, v128.load(users + u + k));
      v128.store(dItems + p + k, f32x4.add(v128.load(dItems + p + k), gradient));
      v128.store(dItems + q + k, f32x4.sub(v128.load(dItems + q + k), gradient));
    }
  }
}

/**
 * One step of Adam on n weights: reads w, its gradient g and both moments; updates w and the moments.
 * Kingma and Ba (2014). `rate` and `root` are the step size and the second moment's factor, both with bias correction;
 * `kept` is the factor of weight decay.
 */
export function adamStep(
  w: usize, g: usize, m: usize, v: usize, w2: usize, m2: usize, v2: usize, n: i32,
  rate: f32, beta1: f32, beta2: f32, root: f32, epsilon: f32, kept: f32,
): void {
  const b1 = f32x4.splat(beta1), b2 = f32x4.splat(beta2);
  const c1 = f32x4.splat(1 - beta1), c2 = f32x4.splat(1 - beta2);
  const r = f32x4.splat(rate), s = f32x4.splat(root), e = f32x4.splat(epsilon), rest = f32x4.splat(kept);
  const end = <usize>n << 2;
  for (let k: usize = 0; k < end; k += 16) {
    const gradient = v128.load(g + k);
    const first = f32x4.add(f32x4.mul(b1, v128.load(m + k)), f32x4.mul(c1, gradient));
    const second = f32x4.add(f32x4.mul(b2, v128.load(v + k)), f32x4.mul(c2, f32x4.mul(gradient, gradient)));
    const step = f32x4.div(f32x4.mul(r, first), f32x4.add(f32x4.sqrt(f32x4.mul(s, second)), e));
    v128.store(w2 + k, f32x4.sub(f32x4.mul(rest, v128.load(w + k)), step));
    v128.store(m2 + k, first);
    v128.store(v2 + k, second);
  }
}
