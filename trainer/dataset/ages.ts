// How long ago each interaction of the histories took place, for the parts of the score that count recent ones more.
import type { Dataset } from './dataset.ts';

const DAY = 86_400;

/**
 * By user and row of the history: days from its first event to the latest of all these events. An event without a time counts
 * as old as the oldest one.
 * @returns null if the dataset has no times
 */
export function agesOf(
  { events, validation }: Pick<Dataset, 'events' | 'validation'>,
  histories: readonly (readonly number[])[],
): number[][] | null {
  const first = histories.map((history) => new Map(history.map((row) => [row, Number.NaN])));
  let oldest = Number.POSITIVE_INFINITY;
  let latest = Number.NEGATIVE_INFINITY;
  for (const { user, item, at } of validation ? [events, validation] : [events])
    for (const [place, time] of at?.entries() ?? []) {
      const known = first[user[place]].get(item[place]);
      if (known === undefined || Number.isNaN(time) || known <= time) continue;
      first[user[place]].set(item[place], time);
      oldest = Math.min(oldest, time);
    }
  for (const times of first) for (const time of times.values()) if (time > latest) latest = time;
  if (latest < oldest) return null;
  return histories.map((history, user) =>
    history.map((row) => {
      const time = first[user].get(row)!;
      return (latest - (Number.isNaN(time) ? oldest : time)) / DAY;
    }),
  );
}
