// Normalises the bytes of a picture as a network expects them. There are three conventions, named as in Keras; the model's
// documentation says which it uses. The wrong one gives plausible but worse features.

/** For each: the order of the channels, and mean and scale of (value - mean) / scale for values from 0 to 255. */
export const NORMALISATIONS = {
  /** BGR minus the ImageNet means: Keras's ResNet50. */
  caffe: { order: [2, 1, 0], mean: [103.939, 116.779, 123.68], scale: [1, 1, 1] },
  /** -1 to 1: Keras's ResNet50V2, MobileNet, Inception. */
  tf: { order: [0, 1, 2], mean: [127.5, 127.5, 127.5], scale: [127.5, 127.5, 127.5] },
  /** 0 to 1, minus the ImageNet mean, divided by the standard deviation: torchvision. */
  torch: { order: [0, 1, 2], mean: [123.675, 116.28, 103.53], scale: [58.395, 57.12, 57.375] },
} as const;
export type Normalisation = keyof typeof NORMALISATIONS;

/** Writes rgb [n, 3], normalised, into `out`. */
export function normalise(rgb: Uint8Array, normalisation: Normalisation, out: Float32Array): void {
  const { order, mean, scale } = NORMALISATIONS[normalisation];
  for (let at = 0; at < rgb.length; at += 3)
    for (let c = 0; c < 3; c++) out[at + c] = (rgb[at + order[c]] - mean[c]) / scale[c];
}
