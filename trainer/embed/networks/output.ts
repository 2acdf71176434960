// Makes features of a network's output.
import type { Layout, NetworkOutput } from './network.ts';

/** How far the sum of a softmax is from 1. */
const SOFTMAX_TOLERANCE = 1e-3;

/**
 * The features of each picture. [n, f] stays; of [n, parts, f] and of feature maps the parts are pooled.
 * @returns undefined for an output of another shape
 */
export function pooled(
  { dims, values }: NetworkOutput,
  n: number,
  pooling: 'mean' | 'first',
  layout: Layout,
): Float32Array[] | undefined {
  if (dims[0] !== n || dims.length < 2 || dims.length > 4) return undefined;
  const channelsFirst = dims.length === 4 && layout === 'nchw';
  const features = channelsFirst ? dims[1] : dims[dims.length - 1];
  const parts = values.length / n / features;
  const [part, feature] = channelsFirst ? [1, parts] : [features, 1];
  return Array.from({ length: n }, (_, i) =>
    Float32Array.from({ length: features }, (_, f) => {
      const at = i * parts * features + f * feature;
      if (pooling === 'first') return values[at];
      let sum = 0;
      for (let p = 0; p < parts; p++) sum += values[at + p * part];
      return sum / parts;
    }),
  );
}

/** Whether an output looks like the probabilities of a classifier. */
export function isSoftmax(features: Float32Array): boolean {
  const sum = features.reduce((total, value) => total + value, 0);
  return features.length > 1 && features.every((value) => value >= 0) && Math.abs(sum - 1) < SOFTMAX_TOLERANCE;
}
