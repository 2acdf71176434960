// Convolutions, used by graph models of pictures but not by the network: each image's patches become the rows of a matrix,
// which is multiplied by the filters (Chellapilla et al., 2006). A 1 x 1 filter needs no patches.

import type { WasmBackend } from './backend.ts';
import type * as tf from './tfjs.ts';

type Info = tf.backend_util.Conv2DInfo;

/** x [batch, height, width, channels], filter [h, w, channels, filters], bias address of [filters] or 0 */
export function convolve(
  backend: WasmBackend,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  info: Info,
  bias: number,
): tf.TensorInfo {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  const out = backend.output(info.outShape);
  const terms = filterHeight * filterWidth * inChannels;
  const weights = { at: backend.at(filter), columns: outChannels, turned: false };
  const pixels = outHeight * outWidth;
  const plain =
    terms === inChannels && strideHeight === 1 && strideWidth === 1 && padInfo.top === 0 && padInfo.left === 0;
  if (plain && pixels === inHeight * inWidth) {
    const rows = { at: backend.at(x), columns: inChannels, turned: false };
    backend.multiply(rows, weights, backend.at(out), [batchSize * pixels, outChannels, terms], bias);
    return out;
  }
  for (let image = 0; image < batchSize; image++) {
    // Zero where a patch extends beyond the image.
    const patches = backend.output([pixels, terms], 'float32', true);
    const from = backend.at(x) + 4 * image * inHeight * inWidth * inChannels;
    copyPatches(backend, from, backend.at(patches), info, terms);
    const rows = { at: backend.at(patches), columns: terms, turned: false };
    const to = backend.at(out) + 4 * image * pixels * outChannels;
    backend.multiply(rows, weights, to, [pixels, outChannels, terms], bias);
    backend.disposeData(patches.dataId);
  }
  return out;
}

function copyPatches(backend: WasmBackend, x: number, patches: number, info: Info, terms: number): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth } = info;
  const { strideHeight, strideWidth, dilationHeight, dilationWidth, padInfo } = info;
  for (let ky = 0; ky < filterHeight; ky++)
    for (let kx = 0; kx < filterWidth; kx++) {
      // Outputs whose patch has this pixel inside the image: 0 <= stride * o + shift < width.
      const shift = kx * dilationWidth - padInfo.left;
      const first = Math.max(0, Math.ceil(-shift / strideWidth));
      const end = Math.min(outWidth, Math.floor((inWidth - 1 - shift) / strideWidth) + 1);
      if (end <= first) continue;
      for (let y = 0; y < outHeight; y++) {
        const row = y * strideHeight + ky * dilationHeight - padInfo.top;
        if (row < 0 || row >= inHeight) continue;
        backend.kernels.copyRows(
          x + 4 * (row * inWidth + first * strideWidth + shift) * inChannels,
          strideWidth * inChannels,
          patches + 4 * ((y * outWidth + first) * terms + (ky * filterWidth + kx) * inChannels),
          terms,
          end - first,
          inChannels,
        );
      }
    }
}
