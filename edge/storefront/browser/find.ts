// The script of `/find`: computes the features of a photo in the page, with the code of the trainer, and sends them. The
// photo itself does not leave the browser. infra/assets.ts bundles it.
import { visualFeatures, visualSize } from '@curatornet/shared/visual/visual.ts';

/** The most pixels of a photo. */
const MOST_PIXELS = 100e6;

const form = document.querySelector<HTMLFormElement>('form.find')!;
const input = form.querySelector<HTMLInputElement>('input[type=file]')!;
const status = form.querySelector<HTMLElement>('[role=status]')!;
const field = form.querySelector<HTMLInputElement>('input[name=features]')!;

/** The pixels of a photo, upright, scaled, with transparency on white. */
async function pixelsOf(file: File) {
  const whole = await createImageBitmap(file, { imageOrientation: 'from-image' });
  if (whole.width * whole.height > MOST_PIXELS) throw new RangeError('too many pixels');
  const { width, height } = visualSize(whole);
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d', { alpha: false, colorSpace: 'srgb' })!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(whole, 0, 0, width, height);
  whole.close();
  const { data } = context.getImageData(0, 0, width, height);
  const rgb = new Uint8Array(3 * width * height);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) rgb.set(data.subarray(from, from + 3), to);
  return { width, height, rgb };
}

/** float32, little-endian, in base64url. */
function encode(features: Float32Array): string {
  let binary = '';
  for (const byte of new Uint8Array(features.buffer)) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

input.disabled = false;
input.addEventListener('change', async () => {
  const [file] = input.files ?? [];
  if (!file) return;
  status.textContent = 'Looking at your photo…';
  try {
    field.value = encode(visualFeatures(await pixelsOf(file)));
    form.submit();
  } catch {
    status.textContent = 'This file is not a picture that your browser can open.';
  }
});
