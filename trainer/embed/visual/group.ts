// A group of visual features: some numbers that are computed together. visual.ts has the list.
import type { Picture } from './picture.ts';

export interface FeatureGroup {
  name: string;
  size: number;
  /** Writes `size` numbers, all of them finite, for a picture of 16 by 16 pixels or more. A pure function of the pixels. */
  compute(picture: Picture, out: Float32Array): void;
}

/** Counts -> the square roots of their shares: distances of histograms become Hellinger's, which large bins do not rule. */
export function toRootShares(counts: Float32Array): void {
  let sum = 0;
  for (const count of counts) sum += count;
  for (let i = 0; i < counts.length; i++) counts[i] = sum > 0 ? Math.sqrt(counts[i] / sum) : 0;
}
