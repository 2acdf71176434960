// The interface of a group of visual features that are computed together. visual.ts lists the groups.
import type { PictureChannels } from './picture.ts';

export interface FeatureGroup {
  name: string;
  size: number;
  /** Writes `size` finite features of a picture of at least 16 x 16 pixels. A pure function of the pixels. */
  compute(picture: PictureChannels, out: Float32Array): void;
}

/** Counts -> square roots of their shares: Euclidean distance becomes Hellinger distance, less dominated by large bins. */
export function toRootShares(counts: Float32Array): void {
  let sum = 0;
  for (const count of counts) sum += count;
  for (let i = 0; i < counts.length; i++) counts[i] = sum > 0 ? Math.sqrt(counts[i] / sum) : 0;
}
