// The largest dataset. A later step would fail at a larger one, so the commands that create datasets refuse it.
import { InputError } from '@curatornet/shared/errors.ts';

/** Items: their metadata are one JSON text in the bundle, and their vectors one table in the evaluation. */
export const MOST_ITEMS = 2_000_000;
/** Events: users and baskets are keys of one map, which holds 2^24. */
export const MOST_EVENTS = 16_000_000;
/** Items x features: they are one array of 4 GiB in the steps that read them. */
export const MOST_VALUES = 2 ** 30;

const number = (count: number) => count.toLocaleString('en');

/** @throws InputError `invalid`, with the limit and a way to stay below it */
export function checkSize(
  { items = 0, events = 0, featureSize = 0 }: { items?: number; events?: number; featureSize?: number },
  where: string,
): void {
  const refuse = (what: string, how: string): never => {
    throw new InputError('invalid', what, { where, how });
  };
  if (items > MOST_ITEMS)
    refuse(
      `has ${number(items)} items; at most ${number(MOST_ITEMS)} can be trained on`,
      'leave out items without events',
    );
  if (items * featureSize > MOST_VALUES)
    refuse(
      `has ${number(items)} items x ${number(featureSize)} features, ${number(items * featureSize)} numbers; at most ${number(MOST_VALUES)} can be trained on`,
      `reduce each item to ${number(Math.floor(MOST_VALUES / items))} numbers, for example by principal components, or leave out items`,
    );
  if (events > MOST_EVENTS)
    refuse(`has more than ${number(MOST_EVENTS)} events, which is the most`, 'leave out the oldest events');
}
