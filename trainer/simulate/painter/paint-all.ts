// Paints all works of a simulated store into files, on all cores. A file depends on its brief alone.

import { progress } from '../../progress.ts';
import { onThreads } from '../../threads.ts';
import type { Brief } from './painter.ts';

export interface PaintJob {
  brief: Brief;
  /** It has about side x side pixels. */
  side: number;
  /** The file to write, .webp. */
  path: string;
}

/** @param threads all cores by default */
export async function paintAll(jobs: readonly PaintJob[], threads?: number): Promise<void> {
  const bar = progress('paint', jobs.length, 'works');
  let done = 0;
  for await (const _ of onThreads(new URL('./paint-thread.ts', import.meta.url), jobs, { threads })) bar.update(++done);
  bar.end();
}
