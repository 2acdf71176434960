// Depthwise convolutions, used by MobileNet and EfficientNet: each channel has a filter of its own. They take a tenth of such
// a network's operations, so plain JavaScript is fast enough, with the channels, which are adjacent, in the inner loop.
import type { WasmBackend } from './backend.ts';
import type * as tf from './tfjs.ts';

/** x [batch, height, width, channels], filter [h, w, channels, 1], bias [channels] */
export function convolveDepthwise(
  backend: WasmBackend,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  info: tf.backend_util.Conv2DInfo,
  bias: tf.TensorInfo | undefined,
): tf.TensorInfo {
  const { batchSize, inHeight, inWidth, inChannels: channels, outHeight, outWidth, padInfo } = info;
  const { filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth } = info;
  const out = backend.output(info.outShape);
  const [from, weights, to] = [x, filter, out].map((tensor) => backend.viewOf(tensor) as Float32Array);
  const biases = bias ? (backend.viewOf(bias) as Float32Array) : new Float32Array(channels);
  for (let image = 0; image < batchSize; image++)
    for (let y = 0; y < outHeight; y++)
      for (let column = 0; column < outWidth; column++) {
        const at = ((image * outHeight + y) * outWidth + column) * channels;
        for (let c = 0; c < channels; c++) to[at + c] = biases[c];
        for (let ky = 0; ky < filterHeight; ky++) {
          const row = y * strideHeight + ky * dilationHeight - padInfo.top;
          if (row < 0 || row >= inHeight) continue;
          for (let kx = 0; kx < filterWidth; kx++) {
            const place = column * strideWidth + kx * dilationWidth - padInfo.left;
            if (place < 0 || place >= inWidth) continue;
            const pixel = ((image * inHeight + row) * inWidth + place) * channels;
            const weight = (ky * filterWidth + kx) * channels;
            for (let c = 0; c < channels; c++) to[at + c] += from[pixel + c] * weights[weight + c];
          }
        }
      }
  return out;
}
