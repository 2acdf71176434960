// Bytes of a picture -> what a network was trained on. There are three customs, named as Keras names them; a model's page says
// which is its own. The wrong one gives features that look right and are worse.

/** For each: the order of the channels, and (value - mean) / scale of each, on 0 to 255. */
export const NORMALISATIONS = {
  /** Blue, green, red less their ImageNet means: Keras's ResNet50. */
  caffe: { order: [2, 1, 0], mean: [103.939, 116.779, 123.68], scale: [1, 1, 1] },
  /** -1 to 1: Keras's ResNet50V2, MobileNet, Inception. */
  tf: { order: [0, 1, 2], mean: [127.5, 127.5, 127.5], scale: [127.5, 127.5, 127.5] },
  /** 0 to 1, less the mean, over the standard deviation: torchvision. */
  torch: { order: [0, 1, 2], mean: [123.675, 116.28, 103.53], scale: [58.395, 57.12, 57.375] },
} as const;
export type Normalisation = keyof typeof NORMALISATIONS;

/** Writes rgb [n, 3] into `out`, normalised. */
export function normalise(rgb: Uint8Array, normalisation: Normalisation, out: Float32Array): void {
  const { order, mean, scale } = NORMALISATIONS[normalisation];
  for (let at = 0; at < rgb.length; at += 3)
    for (let c = 0; c < 3; c++) out[at + c] = (rgb[at + order[c]] - mean[c]) / scale[c];
}
