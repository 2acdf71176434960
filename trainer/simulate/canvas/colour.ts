// The painter's colours in lightness, chroma and hue, and the palettes of artists.
import type { Chance } from '../../chance.ts';

/** sRGB, 0 to 255 each. */
export type Colour = readonly [number, number, number];

const toByte = (linear: number) =>
  255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.max(0, linear) ** (1 / 2.4) - 0.055);

/**
 * Converts OKLCH (Ottosson 2020) to sRGB: lightness 0 to 1, chroma 0 to about .3, hue in degrees. Colours outside sRGB lose
 * chroma until they are inside.
 */
export function oklch(lightness: number, chroma: number, hue: number): Colour {
  const l = Math.min(1, Math.max(0, lightness));
  const angle = (hue * Math.PI) / 180;
  for (let c = Math.max(0, chroma); ; c -= 0.01) {
    const [a, b] = [Math.max(0, c) * Math.cos(angle), Math.max(0, c) * Math.sin(angle)];
    const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
    const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
    const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
    const linear = [
      4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
      -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
      -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
    ];
    if (c <= 0 || linear.every((value) => value > -0.001 && value < 1.001)) {
      const [red, green, blue] = linear.map((value) => Math.min(255, Math.max(0, toByte(value))));
      return [red, green, blue];
    }
  }
}

export const mix = (from: Colour, to: Colour, share: number): Colour => [
  from[0] + (to[0] - from[0]) * share,
  from[1] + (to[1] - from[1]) * share,
  from[2] + (to[2] - from[2]) * share,
];

/** The parameters of a palette: lightness, chroma, leading hue, harmony with other hues, and contrast. */
export interface Key {
  /** Lightness of the middle tones, .3 to .8. */
  lightness: number;
  /** .02 to .17 */
  chroma: number;
  /** Degrees: 30 red, 100 yellow, 145 green, 260 blue. */
  hue: number;
  /** Degrees from the leading hue to the others. */
  harmony: readonly number[];
  /** Difference between the darkest and the lightest tone, .3 to .9. */
  contrast: number;
}

export interface Palette {
  /** The background colour. */
  ground: Colour;
  dark: Colour;
  light: Colour;
  /** Five colours, the leading hue first. */
  mains: readonly Colour[];
  /** A contrasting accent colour. */
  accent: Colour;
}

const HARMONIES: readonly (readonly number[])[] = [
  [0, 14, -16, 24],
  [0, 32, -28, 60],
  [0, 180, 16, 196],
  [0, 150, 210, 20],
  [0, 120, 240, 30],
  [0, 0, 6, -6],
];

/** Leading hues; blues, ochres and reds occur more often. */
const HUES = [20, 35, 45, 55, 70, 85, 95, 130, 150, 180, 210, 230, 245, 255, 265, 280, 320, 350];

export function drawKey(chance: Chance): Key {
  const mood = chance.uniform();
  return {
    lightness:
      mood < 0.22
        ? 0.36 + 0.08 * chance.uniform()
        : mood < 0.72
          ? 0.55 + 0.12 * chance.uniform()
          : 0.76 + 0.07 * chance.uniform(),
    chroma: chance.pick([0.025, 0.05, 0.08, 0.1, 0.13, 0.16]),
    hue: chance.pick(HUES) + 8 * (chance.uniform() - 0.5),
    harmony: chance.pick(HARMONIES),
    contrast: 0.45 + 0.45 * chance.uniform(),
  };
}

/** The parameters of one item, near those of its artist. */
export function nearKey(chance: Chance, key: Key): Key {
  return {
    ...key,
    lightness: key.lightness + 0.035 * chance.normal(),
    chroma: Math.max(0.01, key.chroma * (1 + 0.15 * chance.normal())),
    hue: key.hue + 7 * chance.normal(),
  };
}

export function makePalette(chance: Chance, { lightness, chroma, hue, harmony, contrast }: Key): Palette {
  const around = (spread: number) => spread * (chance.uniform() - 0.5);
  const half = contrast / 2;
  const mains = [0, 1, 2, 3, 4].map((i) => {
    const level = lightness + half * ([0, -0.45, 0.5, -0.15, 0.3][i] + around(0.2));
    return oklch(level, chroma * (0.8 + 0.4 * chance.uniform()), hue + harmony[i % harmony.length] + around(10));
  });
  const pale = lightness > 0.5;
  return {
    mains,
    dark: oklch(Math.max(0.14, lightness - half - 0.12), chroma * 0.5, hue + harmony[1]),
    light: oklch(Math.min(0.97, lightness + half + 0.14), chroma * 0.3, hue + harmony[2] + around(30)),
    ground: pale
      ? oklch(Math.min(0.95, lightness + 0.6 * half + 0.08), chroma * 0.35, hue + harmony[2])
      : oklch(Math.max(0.16, lightness - 0.6 * half), chroma * 0.5, hue + harmony[1]),
    accent: oklch(0.62 + around(0.2), Math.min(0.19, chroma + 0.08), hue + 180 + around(60)),
  };
}
