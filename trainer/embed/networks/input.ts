// Reads the shape of a network's input: the order of its axes, and its batch and side if they are fixed.
import { InputError } from '@curatornet/shared/errors.ts';
import type { Layout } from './network.ts';

/** The largest side of an input, in pixels. */
export const MOST_SIDE = 1024;

export interface Input {
  layout: Layout;
  batch: number | undefined;
  side: number | undefined;
}

/** @throws InputError if the input is not a batch of square pictures with three channels */
export function readInput(dims: readonly number[], layout: Layout | undefined, where: string): Input {
  const refuse = (expected: string) =>
    new InputError('malformed', `has an input of shape [${dims}]; expected ${expected}`, {
      where,
      how: 'export a network that takes a batch of square pictures with three channels',
    });
  const shapes = '[batch, height, width, 3] or [batch, 3, height, width]';
  // A graph model without a shape takes any input; tfjs puts the channels last.
  if (dims.length === 0) return { layout: layout ?? 'nhwc', batch: undefined, side: undefined };
  if (dims.length !== 4) throw refuse(shapes);
  const [batch, ...rest] = dims;
  const matches = (['nchw', 'nhwc'] as const).filter((one) => {
    const channels = one === 'nchw' ? rest[0] : rest[2];
    return channels === 3 || channels < 0;
  });
  const exact = matches.filter((one) => (one === 'nchw' ? rest[0] : rest[2]) === 3);
  const found = layout ?? (exact.length === 1 ? exact[0] : undefined);
  if (matches.length === 0) throw refuse(shapes);
  if (found === undefined)
    throw new InputError('malformed', `has an input of shape [${dims}], which does not tell the order of its axes`, {
      where,
      how: `write "layout": "nchw" or "nhwc" into encoder.json`,
    });
  if (!matches.includes(found))
    throw refuse(found === 'nchw' ? '[batch, 3, height, width]' : '[batch, height, width, 3]');
  const sides = (found === 'nchw' ? rest.slice(1) : rest.slice(0, 2)).filter((size) => size > 0);
  const side = sides.length > 0 ? sides[0] : undefined;
  if (sides.some((one) => one !== side)) throw refuse('height equal to width');
  if (side !== undefined && side > MOST_SIDE) throw refuse(`at most ${MOST_SIDE} pixels a side`);
  return { layout: found, batch: batch > 0 ? batch : undefined, side };
}
