// How long an answer takes to compute. A deployed worker's clock stands still while code runs and moves at I/O, so a pause on each
// side makes the time visible.
import type { Scheduler } from '@cloudflare/workers-types';

/** The share of a canary's answers that are timed: each waits for three pauses. */
const SHARE = 1 / 50;
/** The DOM's types have another scheduler. */
const { scheduler } = globalThis as unknown as { scheduler: Scheduler };
const pause = () => scheduler.wait(1);

/** Whether the next answer is timed. */
export const isSampled = (): boolean => Math.random() < SHARE;

/** @returns what the work comes to, and its milliseconds: from pause to pause, less the same around nothing. They may be negative */
export async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  await pause();
  const pausedAt = Date.now();
  await pause();
  const startedAt = Date.now();
  const value = await work();
  await pause();
  return { value, ms: Date.now() - startedAt - (startedAt - pausedAt) };
}
