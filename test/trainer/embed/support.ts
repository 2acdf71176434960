// Pictures and folders of pictures for the embedding tests.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { freshFolder } from '../dataset/support.ts';

/** Encodes pixels. @param paint red, green and blue at x, y */
export async function picture(
  width: number,
  height: number,
  paint: (x: number, y: number) => readonly [number, number, number],
  format: 'png' | 'webp' | 'jpeg' | 'gif' | 'tiff' | 'avif' = 'png',
): Promise<Buffer> {
  const rgb = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rgb.set(paint(x, y), 3 * (y * width + x));
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .toFormat(format)
    .toBuffer();
}

/** A picture of many colours that no other number has. */
export const motley = (seed: number, side = 40, format: Parameters<typeof picture>[3] = 'png') =>
  picture(side, side, (x, y) => [(x * 7 * seed) & 255, (y * 5 + seed * 31) & 255, (x * y + seed) & 255], format);

/** A folder with items.csv, events.csv in which u has the first item and v the last, and images/. */
export function makeStore(items: string, pictures: Record<string, Uint8Array | string>): string {
  const folder = freshFolder();
  const ids = items
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[0]);
  writeFileSync(join(folder, 'items.csv'), items);
  writeFileSync(join(folder, 'events.csv'), `user,item\nu,${ids[0]}\nv,${ids[ids.length - 1]}\n`);
  mkdirSync(join(folder, 'images'));
  for (const [name, bytes] of Object.entries(pictures)) writeFileSync(join(folder, 'images', name), bytes);
  return folder;
}
