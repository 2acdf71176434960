// The input of all visual features: a picture in OKLab, and downscaled versions of its lightness.
import type { Pixels } from './pixels.ts';

/** One channel, row-major. */
export interface Plane {
  width: number;
  height: number;
  /** [height, width] */
  values: Float32Array;
}

export interface PictureChannels {
  width: number;
  height: number;
  rgb: Uint8Array;
  /**
   * OKLab colours at half size, so that adjacent brush dabs mix: lightness 0 to 1; green-red and blue-yellow about -.3 to
   * .3. Equal distances correspond to about equal visual differences. Ottosson, "A perceptual color space for image
   * processing" (2020).
   */
  colours: { width: number; height: number; l: Float32Array; a: Float32Array; b: Float32Array };
  /** Lightness at full, half, quarter and eighth size. */
  scales: Plane[];
}

const LINEAR = Float64Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});
const STEPS = 65_535;
/** Table of cube roots from 0 to 1: computing three per pixel would double the total time. */
const ROOT = Float32Array.from({ length: STEPS + 1 }, (_, i) => Math.cbrt(i / STEPS));
const root = (value: number) => ROOT[(value * STEPS + 0.5) | 0];

export function toPicture({ width, height, rgb }: Pixels): PictureChannels {
  const count = width * height;
  const [l, a, b] = [new Float32Array(count), new Float32Array(count), new Float32Array(count)];
  for (let i = 0, at = 0; i < count; i++, at += 3) {
    const red = LINEAR[rgb[at]];
    const green = LINEAR[rgb[at + 1]];
    const blue = LINEAR[rgb[at + 2]];
    const long = root(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
    const medium = root(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
    const short = root(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
    l[i] = 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short;
    a[i] = 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short;
    b[i] = 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short;
  }
  const scales: Plane[] = [{ width, height, values: l }];
  while (scales.length < 4) scales.push(halved(scales[scales.length - 1]));
  const half = (values: Float32Array) => halved({ width, height, values }).values;
  const [, { width: w, height: h, values }] = scales;
  return { width, height, rgb, colours: { width: w, height: h, l: values, a: half(a), b: half(b) }, scales };
}

/** Halves the size by averaging 2 x 2 blocks; an odd last row or column is dropped unless it is the only one. */
function halved({ width, height, values }: Plane): Plane {
  const [w, h] = [Math.max(1, width >> 1), Math.max(1, height >> 1)];
  const [right, below] = [width > 1 ? 1 : 0, height > 1 ? width : 0];
  const half = new Float32Array(w * h);
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) {
      const at = 2 * y * width + 2 * x;
      half[y * w + x] = (values[at] + values[at + right] + values[at + below] + values[at + right + below]) / 4;
    }
  return { width: w, height: h, values: half };
}

/** For each of `length` positions, the index of the one of `n` equal parts that contains it. */
export const parts = (length: number, n: number): Uint8Array =>
  Uint8Array.from({ length }, (_, place) => Math.floor((place * n) / length));
