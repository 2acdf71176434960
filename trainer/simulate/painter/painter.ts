// The procedural painter: what an item is to look like in, pixels out. Everything that can be seen follows from the brief, so
// a brief is a picture, the same on every machine and in every thread.
import { chance as makeChance } from '../../chance.ts';
import { Canvas } from '../canvas/canvas.ts';
import { type Key, makePalette } from '../canvas/colour.ts';
import { makeNoise } from '../canvas/noise.ts';
import { TECHNIQUES, type TechniqueName } from '../canvas/techniques.ts';
import { cities } from '../schools/cities.ts';
import { colourFields } from '../schools/colour-fields.ts';
import { cutOuts } from '../schools/cut-outs.ts';
import { flowers } from '../schools/flowers.ts';
import { geometric } from '../schools/geometric.ts';
import { gestures } from '../schools/gestures.ts';
import { landscapes } from '../schools/landscapes.ts';
import { lineDrawings } from '../schools/line-drawings.ts';
import { photographs } from '../schools/photographs.ts';
import { portraits } from '../schools/portraits.ts';
import type { School } from '../schools/school.ts';
import { stillLifes } from '../schools/still-lifes.ts';

export const SCHOOLS = {
  landscapes,
  'colour fields': colourFields,
  portraits,
  geometric,
  'still lifes': stillLifes,
  gestures,
  photographs,
  cities,
  flowers,
  'line drawings': lineDrawings,
  'cut-outs': cutOuts,
} as const satisfies Record<string, School>;
export type SchoolName = keyof typeof SCHOOLS;
export const SCHOOL_NAMES = Object.keys(SCHOOLS) as SchoolName[];

/** What an item is to look like. */
export interface Brief {
  school: SchoolName;
  technique: TechniqueName;
  /** Width as a part of height. */
  format: number;
  /** The palette is put together from it. */
  key: Key;
  /** Six numbers from 0 to 1, see Sitting. */
  traits: readonly number[];
  /** How broad the hand's touch is, 0 to 1. */
  touch: number;
  /** Of everything that is left to chance. */
  seed: number;
}

/**
 * Paints an item.
 * @param side it has about side x side pixels, whatever its format; brushes stay as they are, so small items are coarse
 * @returns its pixels, three bytes each
 */
export function paint(
  { school, technique, format, key, traits, touch, seed }: Brief,
  side: number,
): {
  width: number;
  height: number;
  rgb: Uint8ClampedArray;
} {
  const height = Math.round(side / Math.sqrt(format));
  const canvas = new Canvas(Math.round(height * format), height);
  const chance = makeChance(seed);
  const noise = makeNoise(chance);
  SCHOOLS[school].paint({ canvas, chance, noise, palette: makePalette(chance, key), traits });
  const finished = TECHNIQUES[technique].finish(canvas, chance, noise, touch);
  return { width: finished.width, height: finished.height, rgb: finished.bytes() };
}
