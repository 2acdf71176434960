// The format of a picture, by its first bytes: names and declared types may be wrong. SVG is not among them, because it can
// contain scripts.
import type { PICTURE_TYPES } from '@curatornet/shared/api-pictures.ts';

/** The number of bytes that tell. */
export const TELLING = 12;

type PictureType = (typeof PICTURE_TYPES)[number];

/** @returns undefined for any other format */
export function pictureTypeOf(bytes: Uint8Array): PictureType | undefined {
  const text = String.fromCharCode(...bytes.subarray(0, TELLING));
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (/^GIF8[79]a/.test(text)) return 'image/gif';
  if (/^RIFF.{4}WEBP/s.test(text)) return 'image/webp';
  if (text.startsWith('II*\0') || text.startsWith('MM\0*')) return 'image/tiff';
  if (/^.{4}ftypavi[fs]/s.test(text)) return 'image/avif';
  return undefined;
}
