// Colour histograms in OKLab, independent of position. Swain and Ballard, "Color Indexing" (1991); compared by square roots
// as in Arandjelović and Zisserman, "Three things everyone should know to improve object retrieval" (2012).
import { type FeatureGroup, toRootShares } from './group.ts';

const [LIGHTS, TINTS] = [4, 5];
/** Bin centres of a and b: -.18, -.09, 0, .09, .18. Few pigments are outside. */
const TINT_STEP = 0.09;

/**
 * Palette: lightness x a x b, 4 x 5 x 5 bins. A pixel contributes to the eight bins around it with linear weights, so that
 * small changes of light have small effects.
 */
export const palette: FeatureGroup = {
  name: 'palette',
  size: LIGHTS * TINTS * TINTS,
  compute({ colours: { l, a, b } }, out) {
    out.fill(0);
    const place = (value: number, most: number) => (value < 0 ? 0 : Math.min(value, most));
    for (let i = 0; i < l.length; i++) {
      const x = place(l[i] * (LIGHTS - 1), LIGHTS - 1.0001);
      const y = place(a[i] / TINT_STEP + 2, TINTS - 1.0001);
      const z = place(b[i] / TINT_STEP + 2, TINTS - 1.0001);
      const [x0, y0, z0] = [x | 0, y | 0, z | 0];
      const [fx, fy, fz] = [x - x0, y - y0, z - z0];
      let at = (x0 * TINTS + y0) * TINTS + z0;
      for (let side = 0; side < 2; side++, at += TINTS * TINTS) {
        const share = side === 0 ? 1 - fx : fx;
        const [near, far] = [share * (1 - fy), share * fy];
        out[at] += near * (1 - fz);
        out[at + 1] += near * fz;
        out[at + TINTS] += far * (1 - fz);
        out[at + TINTS + 1] += far * fz;
      }
    }
    toRootShares(out);
  },
};

/** Lightness: 16 bins. */
export const lightness: FeatureGroup = {
  name: 'lightness',
  size: 16,
  compute({ colours: { l } }, out) {
    out.fill(0);
    for (let i = 0; i < l.length; i++) out[Math.max(0, Math.min(15, (l[i] * 16) | 0))]++;
    toRootShares(out);
  },
};

/** Chroma, the distance from grey: 8 bins, the last from .21 on. */
export const chroma: FeatureGroup = {
  name: 'chroma',
  size: 8,
  compute({ colours: { a, b } }, out) {
    out.fill(0);
    for (let i = 0; i < a.length; i++) out[Math.min(7, (Math.sqrt(a[i] * a[i] + b[i] * b[i]) / 0.03) | 0)]++;
    toRootShares(out);
  },
};

const HUES = 12;
/** Lookup table of the hue sector for a and b, each in 128 steps from -.32 to .32. */
const HUE_OF = Uint8Array.from({ length: 128 * 128 }, (_, i) => {
  const angle = Math.atan2((i & 127) - 63.5, (i >> 7) - 63.5) / (2 * Math.PI);
  return Math.floor((angle < 0 ? angle + 1 : angle) * HUES) % HUES;
});
const step = (value: number) => Math.max(0, Math.min(127, (value * 200 + 64) | 0));

/** Hue: 12 sectors, each pixel weighted by its chroma, because the hue of a grey pixel is arbitrary. */
export const hue: FeatureGroup = {
  name: 'hue',
  size: HUES,
  compute({ colours: { a, b } }, out) {
    out.fill(0);
    for (let i = 0; i < a.length; i++)
      out[HUE_OF[(step(a[i]) << 7) | step(b[i])]] += Math.sqrt(a[i] * a[i] + b[i] * b[i]);
    toRootShares(out);
  },
};
