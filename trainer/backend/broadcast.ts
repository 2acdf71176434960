// Broadcasting of two shapes as in tfjs and NumPy, reduced to three dimensions for the kernels.
import * as tf from './tfjs.ts';

type Three = [number, number, number];

/**
 * The shape of the result; the same in three dimensions, with adjacent dimensions merged if both inputs repeat alike; and
 * the strides of a and b per dimension, 0 where they repeat. Null if three dimensions do not suffice or the result is empty.
 */
export function broadcast(a: number[], b: number[]): { shape: number[]; sizes: Three; a: Three; b: Three } | null {
  const shape = tf.backend_util.assertAndGetBroadcastShape(a, b);
  const wide = (of: number[]) => [...Array<number>(shape.length - of.length).fill(1), ...of];
  const [p, q] = [wide(a), wide(b)];
  const merged: { size: number; a: boolean; b: boolean }[] = [];
  for (const [i, size] of shape.entries()) {
    if (size === 0) return null;
    if (size === 1) continue;
    const here = { size, a: p[i] > 1, b: q[i] > 1 };
    const last = merged.at(-1);
    if (last && last.a === here.a && last.b === here.b) last.size *= size;
    else merged.push(here);
  }
  if (merged.length > 3) return null;
  while (merged.length < 3) merged.unshift({ size: 1, a: false, b: false });
  const strides = (side: 'a' | 'b'): Three => {
    const out: Three = [0, 0, 0];
    let stride = 1;
    for (const i of [2, 1, 0]) {
      if (!merged[i][side]) continue;
      out[i] = stride;
      stride *= merged[i].size;
    }
    return out;
  };
  return { shape, sizes: merged.map(({ size }) => size) as Three, a: strides('a'), b: strides('b') };
}
