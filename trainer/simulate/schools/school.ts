// The interface of a school of painting, a way to paint a subject. Each other file in this folder is one.
import type { Chance } from '../../chance.ts';
import type { Canvas } from '../canvas/canvas.ts';
import type { Palette } from '../canvas/colour.ts';
import type { Noise } from '../canvas/noise.ts';
import type { TechniqueName } from '../canvas/techniques.ts';

/** What a school paints with. */
export interface PaintContext {
  canvas: Canvas;
  chance: Chance;
  noise: Noise;
  palette: Palette;
  /** The artist's style: values from 0 to 1, which each school interprets in its own way. */
  traits: readonly number[];
}

export interface School {
  /** Suitable techniques; one listed twice is twice as likely. */
  techniques: readonly TechniqueName[];
  /** Aspect ratios: width / height. */
  formats: readonly number[];
  /** Subjects, used in titles. */
  subjects: readonly string[];
  paint(sitting: PaintContext): void;
}

/** Linear interpolation from `low` to `high`. */
export const between = (low: number, high: number, share: number) => low + (high - low) * share;

/** Selects one of several choices by a trait. */
export const choice = <T>(from: readonly T[], trait: number): T =>
  from[Math.min(from.length - 1, Math.floor(trait * from.length))];
