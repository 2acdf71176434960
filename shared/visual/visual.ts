// Engineered visual features of a picture: 496 in all, computed without a download or a trained model.
//
//   palette      100  which colours: lightness x a x b            colour.ts
//   lightness     16
//   chroma         8
//   hue           12
//   moments        9  how the colours are spread                  moments.ts
//   layout        64  which colours where, 4 x 4
//   composition    6  symmetry, middle against border, format
//   attributes     6  brightness, contrast, saturation, entropy, colourfulness    attributes.ts
//   sharpness      4  at four sizes
//   edges        144  how strong and which way, 4 x 4             orientation.ts
//   shapes         8  which way, coarse
//   texture      119  local binary patterns, at three sizes       texture.ts
//
// They describe colour, light, lines and surface, not the depicted objects; a network trained on photographs captures more.

import { attributes, sharpness } from './attributes.ts';
import { chroma, hue, lightness, palette } from './colour.ts';
import type { FeatureGroup } from './group.ts';
import { composition, layout, moments } from './moments.ts';
import { edges, shapes } from './orientation.ts';
import { toPicture } from './picture.ts';
import type { Pixels } from './pixels.ts';
import { texture } from './texture.ts';

export const GROUPS: readonly FeatureGroup[] = [
  palette,
  lightness,
  chroma,
  hue,
  moments,
  layout,
  composition,
  attributes,
  sharpness,
  edges,
  shapes,
  texture,
];
export const VISUAL_SIZE = GROUPS.reduce((sum, { size }) => sum + size, 0);
/** Increased when the features of the same pixels change. */
export const VISUAL_VERSION = 1;

/** Pictures are scaled to a longer side of at most SIDE pixels and a shorter side of at least LEAST. */
const [SIDE, LEAST] = [192, 16];

/** The size to which a picture is scaled before its features are computed. */
export function visualSize({ width, height }: { width: number; height: number }): { width: number; height: number } {
  const longer = Math.max(width, height);
  const scaled = (length: number) => Math.max(LEAST, Math.round((Math.min(SIDE, longer) * length) / longer));
  return { width: scaled(width), height: scaled(height) };
}

/** The features of a picture, in the order of GROUPS. @param pixels at least 16 x 16 */
export function visualFeatures(pixels: Pixels): Float32Array {
  const picture = toPicture(pixels);
  const features = new Float32Array(VISUAL_SIZE);
  let at = 0;
  for (const { size, compute } of GROUPS) {
    compute(picture, features.subarray(at, at + size));
    at += size;
  }
  return features;
}
