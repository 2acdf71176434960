// Decodes pictures to pixels. Uploaded files may be malicious, so only six formats are enabled in libvips (no SVG, no PDF,
// nothing that executes code or downloads), with limits on bytes and pixels.
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Pixels } from '@curatornet/shared/visual/pixels.ts';
import sharp, { type Sharp } from 'sharp';

/** The largest file that is read, in bytes. */
const MAX_BYTES = 64 << 20;
/** The most pixels of an original: limits the memory of sharp. */
const MAX_PIXELS = 100e6;

const LOADERS = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Tiff', 'Heif'];
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: LOADERS.map((name) => `VipsForeignLoad${name}`) });
// The trainer's own threads suffice, and no picture is decoded twice.
sharp.concurrency(1);
sharp.cache(false);

/** Decoder versions; part of the key of computed features. */
export const DECODER = `sharp ${sharp.versions.sharp}, libvips ${sharp.versions.vips}`;

/** In pixels, as displayed. */
export interface Size {
  width: number;
  height: number;
}

/** A picture that cannot be used; the message says why. */
export class BrokenPicture extends Error {}

export interface PictureBytes {
  bytes: Uint8Array;
  /** sha256, in hex. */
  digest: string;
}

/** @throws BrokenPicture if it is not a file, empty or too large */
export async function readPicture(path: string): Promise<PictureBytes> {
  const handle = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new BrokenPicture(`cannot be read (${error.code})`);
  });
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new BrokenPicture('is not a file');
    if (stat.size === 0) throw new BrokenPicture('is empty');
    if (stat.size > MAX_BYTES) throw new BrokenPicture(`has ${stat.size} bytes; at most ${MAX_BYTES} are allowed`);
    const bytes = new Uint8Array(stat.size);
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled);
      if (bytesRead === 0) throw new BrokenPicture('was truncated while it was read');
      filled += bytesRead;
    }
    return { bytes, digest: createHash('sha256').update(bytes).digest('hex') };
  } finally {
    await handle.close();
  }
}

const opened = (bytes: Uint8Array) =>
  sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' }).autoOrient().toColourspace('srgb');

async function pixels(picture: Sharp): Promise<Pixels> {
  const { data, info } = await picture
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels === 3) return { width, height, rgb: data };
  // libvips keeps grey pictures as one channel.
  const rgb = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++) rgb.fill(data[i * channels], 3 * i, 3 * i + 3);
  return { width, height, rgb };
}

const broken = (error: unknown): never => {
  if (error instanceof BrokenPicture) throw error;
  const what = (error as Error).message.split('\n')[0];
  if (/unsupported image format/.test(what))
    throw new BrokenPicture('is not a JPEG, PNG, WebP, GIF, TIFF or AVIF file');
  if (/exceeds pixel limit/.test(what)) throw new BrokenPicture(`has more than ${MAX_PIXELS / 1e6} million pixels`);
  throw new BrokenPicture(`cannot be decoded: ${what}`);
};

/**
 * Decodes a whole picture upright in sRGB, with transparency on white.
 * @param sizeFor the size to scale it to
 * @throws BrokenPicture
 */
export async function fitted({ bytes }: PictureBytes, sizeFor: (size: Size) => Size): Promise<Pixels> {
  try {
    const picture = opened(bytes);
    const { width, height } = sizeFor((await picture.metadata()).autoOrient);
    return await pixels(picture.resize(width, height, { fit: 'fill' }));
  } catch (error) {
    return broken(error);
  }
}

/** How a square is taken out of a picture for a network; see embed/preprocessing.ts. */
export interface SquareOptions {
  size: number;
  resize: number;
  fit: 'crop' | 'stretch';
  filter: 'linear' | 'cubic' | 'lanczos3';
}

/**
 * Decodes a square of `size` pixels: the centre, after scaling the shorter side to `resize`, or the whole picture.
 * @throws BrokenPicture
 */
export async function squared({ bytes }: PictureBytes, { size, resize, fit, filter }: SquareOptions): Promise<Pixels> {
  try {
    const picture = opened(bytes);
    const to = { fit: 'fill', kernel: filter } as const;
    if (fit === 'stretch') return await pixels(picture.resize(size, size, to));
    const { width, height } = (await picture.metadata()).autoOrient;
    // Crops the original first: scaling a very elongated picture as a whole would need too much memory.
    const square = Math.max(1, Math.round((Math.min(width, height) * size) / resize));
    const left = Math.floor((width - square) / 2);
    const top = Math.floor((height - square) / 2);
    return await pixels(picture.extract({ left, top, width: square, height: square }).resize(size, size, to));
  } catch (error) {
    return broken(error);
  }
}

/**
 * The middle square, `side` pixels, as a JPEG for a page.
 * @throws BrokenPicture
 */
export async function square({ bytes }: PictureBytes, side: number): Promise<Buffer> {
  try {
    const small = opened(bytes).resize(side, side, { fit: 'cover' });
    return await small.flatten({ background: '#fff' }).jpeg({ quality: 62 }).toBuffer();
  } catch (error) {
    return broken(error);
  }
}

/** The usual extension of each format that sharp reads here. */
const EXTENSION = new Map<string, string>([
  ['jpeg', '.jpg'],
  ['png', '.png'],
  ['webp', '.webp'],
  ['gif', '.gif'],
  ['tiff', '.tif'],
  ['heif', '.avif'],
]);

/** The extension of a picture's format, by its content. @throws BrokenPicture if it is not a picture */
export async function pictureExtension(bytes: Uint8Array): Promise<string> {
  try {
    const { format } = await sharp(bytes, { limitInputPixels: MAX_PIXELS }).metadata();
    return EXTENSION.get(format) ?? broken(new Error(`format ${format}`));
  } catch (error) {
    return broken(error);
  }
}

/** Width and height as displayed, read from the header of the file. @throws if it is not a picture */
export async function pictureSize(path: string): Promise<Size> {
  return (await sharp(path).metadata()).autoOrient;
}
