// The number of operations of a training step, to estimate the time of a training.
import type { Settings } from '../config.ts';
import type { Material } from './material.ts';

/** Widths of the towers' layers. */
const WIDTH = 200;
const USER_OPERATIONS = 2 * (400 * 300 + 300 * WIDTH + WIDTH * WIDTH);

/** Multiplications and additions of a step: forward, and the gradients of weights and, but for the features, of inputs. */
export function operationsOfStep(
  { rows, size, warm, training }: Pick<Material, 'rows' | 'size' | 'warm' | 'training'>,
  { batch, loss, softmaxItems, skips }: Settings,
): number {
  const { histories, triples } = training;
  const length = histories.items.length / Math.max(1, histories.start.length - 1);
  const mine = Math.min(batch, triples.length / 3);
  const candidates = loss === 'softmax' ? Math.min(softmaxItems, warm.length) : 0;
  const items = Math.min(rows, candidates + mine * (length + 2));
  const first = 2 * size * WIDTH * (skips === 'on' ? 2 : 1);
  return items * (2 * first + 3 * 2 * WIDTH * WIDTH) + 3 * mine * USER_OPERATIONS + 3 * 2 * mine * candidates * WIDTH;
}
