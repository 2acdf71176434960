// The simulated tastes: what a visitor sees in an item, and how much it is worth to them. Everything here can be seen in the
// picture or read beside it, so a model that looks at pictures can learn it; the numbers themselves are never in the dataset.

import type { Chance } from '../chance.ts';
import { TECHNIQUES } from './canvas/techniques.ts';
import type { PaintedItem } from './catalogue.ts';
import { SCHOOL_NAMES } from './painter/painter.ts';

const TECHNIQUE_NAMES = Object.keys(TECHNIQUES);

/** What is seen of an item at a glance. The last four are about 0, most within 1.5. */
interface VisualTraits {
  school: number;
  technique: number;
  light: number;
  colourful: number;
  warm: number;
  contrast: number;
}

export function see({ brief: { school, technique, key } }: PaintedItem): VisualTraits {
  return {
    school: SCHOOL_NAMES.indexOf(school),
    technique: TECHNIQUE_NAMES.indexOf(technique),
    light: (key.lightness - 0.6) / 0.14,
    colourful: (key.chroma - 0.09) / 0.045,
    // Warmest at orange, 60 degrees.
    warm: Math.cos(((key.hue - 60) * Math.PI) / 180),
    contrast: (key.contrast - 0.67) / 0.13,
  };
}

export interface Taste {
  schools: number[];
  techniques: number[];
  light: number;
  colourful: number;
  warm: number;
  contrast: number;
  /** What they like to spend on an item. */
  budget: number;
}

/** Two schools that somebody loves, a hand or two, colours to live with, and a purse. */
export function drawTaste(chance: Chance): Taste {
  const schools = SCHOOL_NAMES.map(() => 0.4 * chance.normal());
  const [first, second] = chance.order(schools.length);
  schools[first] += 2.6;
  if (second !== undefined) schools[second] += 1.7;
  return {
    schools,
    techniques: TECHNIQUE_NAMES.map(() => 0.7 * chance.normal()),
    light: 0.8 * chance.normal(),
    colourful: 0.8 * chance.normal(),
    warm: 0.9 * chance.normal(),
    contrast: 0.35 * chance.normal(),
    budget: 260 * Math.exp(0.8 * chance.normal()),
  };
}

/** What an item is worth to somebody, as a log-odds. */
export function worth(taste: Taste, seen: VisualTraits, { price, appeal }: PaintedItem): number {
  const pleasure =
    taste.schools[seen.school] +
    taste.techniques[seen.technique] +
    taste.light * seen.light +
    taste.colourful * seen.colourful +
    taste.warm * seen.warm +
    taste.contrast * seen.contrast;
  return pleasure + appeal - 1.2 * Math.max(0, Math.log(price / taste.budget));
}
