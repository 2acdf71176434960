// A thread of paint-all.ts: a brief in, a picture in its file.
import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { answer } from '../../threads.ts';
import type { PaintJob } from './paint-all.ts';
import { type Brief, paint } from './painter.ts';

/** Looks like the original at a tenth of its size. */
const WEBP = { quality: 80, effort: 2 };

sharp.concurrency(1);

async function picture(brief: Brief, side: number): Promise<Buffer> {
  const { width, height, rgb } = paint(brief, side);
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .webp(WEBP)
    .toBuffer();
}

answer(async ({ brief, side, path }: PaintJob): Promise<undefined> => {
  await writeFile(path, await picture(brief, side), { flag: 'wx' });
});
