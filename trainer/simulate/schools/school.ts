// What a school of painting is: a way to fill a canvas. Each other file in this folder is one.
import type { Chance } from '../../chance.ts';
import type { Canvas } from '../canvas/canvas.ts';
import type { Palette } from '../canvas/colour.ts';
import type { Noise } from '../canvas/noise.ts';
import type { TechniqueName } from '../canvas/techniques.ts';

/** What an item is painted with. */
export interface PaintContext {
  canvas: Canvas;
  chance: Chance;
  noise: Noise;
  palette: Palette;
  /** What makes an artist of the school this one: numbers from 0 to 1, which each school reads in its own way. */
  traits: readonly number[];
}

export interface School {
  /** The hands that suit it; one named twice is twice as likely. */
  techniques: readonly TechniqueName[];
  /** Widths of its formats, as parts of their height. */
  formats: readonly number[];
  /** What the items show, for their titles. */
  subjects: readonly string[];
  paint(sitting: PaintContext): void;
}

/** The share of the way from `low` to `high`. */
export const between = (low: number, high: number, share: number) => low + (high - low) * share;

/** One of a few choices, by a trait. */
export const choice = <T>(from: readonly T[], trait: number): T =>
  from[Math.min(from.length - 1, Math.floor(trait * from.length))];
