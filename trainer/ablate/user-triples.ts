// Triples of the sampler for a model that knows users by number and not by history.
import { MAX_HISTORY } from '@curatornet/shared/ranking.ts';
import type { UserTriples } from '../model/vbpr.ts';
import type { Random } from '../random.ts';
import type { Triples } from '../sample/triples.ts';

/**
 * Names a user for each triple. Sampling keeps equal histories once, so of users who know the same items one is drawn.
 * @param known rows by user, oldest first
 * @param sampled triples whose histories are all that a user knows, as in guidelines 3 and 4
 */
export function toUserTriples(
  known: readonly (readonly number[])[],
  { histories: { start, items }, triples }: Triples,
  random: Random,
): UserTriples {
  const users = new Map<string, number[]>();
  for (const [user, rows] of known.entries()) {
    const key = rows.slice(-MAX_HISTORY).join();
    users.set(key, [...(users.get(key) ?? []), user]);
  }
  const who = Array.from({ length: start.length - 1 }, (_, history) =>
    users.get(items.subarray(start[history], start[history + 1]).join()),
  );
  const count = triples.length / 3;
  const column = (value: (i: number) => number) => Int32Array.from({ length: count }, (_, i) => value(3 * i));
  const user = column((at) => {
    const mine = who[triples[at]];
    if (mine === undefined) throw new TypeError('a triple is of a history that is nobody’s whole one');
    return mine[random.below(mine.length)];
  });
  return { user, positive: column((at) => triples[at + 1]), negative: column((at) => triples[at + 2]) };
}
