// Paints all items of a simulated store into files, on all cores. A file depends only on its brief.
import { writeFile } from 'node:fs/promises';
import { progress } from '../../progress.ts';
import { onThreads } from '../../threads.ts';
import type { Brief } from './painter.ts';

export interface PaintJob {
  brief: Brief;
  /** The picture has about side x side pixels. */
  side: number;
  /** The file to write, .webp. */
  path: string;
}

/** The answer of a thread. */
export interface Painted {
  path: string;
  bytes: Uint8Array;
}

/** @param threads default: one per core */
export async function paintAll(jobs: readonly PaintJob[], threads?: number): Promise<void> {
  const bar = progress('paint', jobs.length, 'items');
  let done = 0;
  const script = new URL('./paint-thread.ts', import.meta.url);
  for await (const { path, bytes } of onThreads<PaintJob, Painted>(script, jobs, { threads })) {
    await writeFile(path, bytes, { flag: 'wx' });
    bar.update(++done);
  }
  bar.end();
}
