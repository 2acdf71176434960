// e^x and SELU on four values at once.

@inline
export const SELU_SCALE: f32 = 1.0507009873554805;
@inline
export const SELU_ALPHA: f32 = 1.6732632423543772;

/**
 * e^x to about one unit in the last place, for x in [-87, 88.72]: x = n ln 2 + r, with a polynomial of degree 5 in r.
 * Moshier, Cephes (1988), expf. Adding 1.5 * 2^23 leaves n in the low bits of the sum, which saves a conversion. pmin and
 * pmax are one instruction each, min and max several.
 */
@inline
function boundedExp(x: v128): v128 {
  const magic = f32x4.splat(12582912);
  const shifted = f32x4.add(f32x4.mul(x, f32x4.splat(1.4426950408889634)), magic);
  const n = f32x4.sub(shifted, magic);
  // ln 2 in two parts; the first has few bits, so that n times it is exact.
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375))), f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let p = f32x4.splat(1.9875691500e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(p, r), r), r), f32x4.splat(1));
  return i32x4.add(p, i32x4.shl(shifted, 23));
}

/** e^x for all x: 0 below -87, infinity above the range of float32; NaN stays NaN. */
@inline
export function exp4(x: v128): v128 {
  const low = f32x4.splat(-87);
  const high = f32x4.splat(88.7228);
  const bounded = boundedExp(f32x4.pmin(f32x4.pmax(x, low), high));
  const small = v128.bitselect(f32x4.splat(0), bounded, f32x4.lt(x, low));
  const value = v128.bitselect(f32x4.splat(f32.POSITIVE_INFINITY), small, f32x4.gt(x, high));
  return v128.bitselect(value, x, f32x4.eq(x, x));
}

/** SELU: scale x above 0, scale alpha (e^x - 1) below. Klambauer et al. (2017). */
@inline
export function selu4(x: v128): v128 {
  const zero = f32x4.splat(0);
  const top = f32x4.splat(SELU_SCALE * SELU_ALPHA);
  const below = f32x4.sub(f32x4.mul(top, boundedExp(f32x4.pmax(f32x4.pmin(x, zero), f32x4.splat(-87)))), top);
  const value = v128.bitselect(f32x4.mul(f32x4.splat(SELU_SCALE), x), below, f32x4.gt(x, zero));
  return v128.bitselect(value, x, f32x4.eq(x, x));
}
