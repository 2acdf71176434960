// A thread of paint-all.ts: receives a brief, answers with the bytes of a picture. It writes no file, so that writing stops
// when the main process is told to stop.
import sharp from 'sharp';
import { answer } from '../../threads.ts';
import type { Painted, PaintJob } from './paint-all.ts';
import { type Brief, paint } from './painter.ts';

/** Visually equal to the original at a tenth of its size. */
const WEBP = { quality: 80, effort: 2 };

sharp.concurrency(1);

async function picture(brief: Brief, side: number): Promise<Uint8Array> {
  const { width, height, rgb } = paint(brief, side);
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .webp(WEBP)
    .toBuffer();
}

answer(async ({ brief, side, path }: PaintJob): Promise<Painted> => ({ path, bytes: await picture(brief, side) }));
