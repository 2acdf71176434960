// How long a computation will take on the backend in use, from its number of multiplications and additions: said before it
// begins, because on a CPU a large one takes days.
import * as tf from '@curatornet/backend/tfjs.ts';
import { duration } from '../progress.ts';

/** Side of the matrices that are multiplied to measure the speed, and the least time of the measurement. */
const SIDE = 256;
const LEAST_MS = 30;
/** Products of a step are smaller and not all of its work: the share of the speed that they reach. */
const REACHED = 0.5;

/** Operations of large products a second. */
export async function operationsPerSecond(): Promise<number> {
  const factor = tf.ones<tf.Rank.R2>([SIDE, SIDE]);
  let products = 0;
  let started = performance.now();
  for (let now = started; now - started < LEAST_MS; products++) {
    const product = tf.matMul(factor, factor);
    await product.data();
    product.dispose();
    now = performance.now();
    // The first product includes the start of the kernel.
    if (products === 0) started = now;
  }
  factor.dispose();
  const seconds = (performance.now() - started) / 1000;
  return ((products - 1) * 2 * SIDE ** 3) / seconds;
}

/** The time of a number of operations, in words. */
export function about(operations: number, speed: number): string {
  const seconds = operations / (REACHED * speed);
  return seconds < 10 ? 'some seconds' : `about ${duration(seconds)}`;
}
