// Engineered visual features: what a picture looks like, in 496 numbers, with nothing to download and nothing learned.
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
// They see colour, light, line and surface, and nothing of what a picture shows: a network trained on photographs sees more.
import type { Pixels } from '../../pictures/pixels.ts';
import { attributes, sharpness } from './attributes.ts';
import { chroma, hue, lightness, palette } from './colour.ts';
import type { FeatureGroup } from './group.ts';
import { composition, layout, moments } from './moments.ts';
import { edges, shapes } from './orientation.ts';
import { toPicture } from './picture.ts';
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
/** Goes up when the same pixels give other numbers. */
export const VISUAL_VERSION = 1;

/** Pictures are looked at with their longer side so long at most, and the shorter so long at least. */
export const [SIDE, LEAST] = [192, 16];

/** The features of a picture, in the order of GROUPS. @param pixels 16 by 16 or more */
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
