// What a runtime's results for a probe must equal: the user vector, and the scores of the best items, as the trainer recorded
// them. probes.ts computes the results.
import { MANIFEST, type Probe } from './bundle.ts';
import { InputError } from './errors.ts';

/** The largest accepted difference between a result of the runtime and the trainer's. */
export const PROBE_TOLERANCE = 1e-4;

/** Whether a number of the runtime differs from the trainer's. */
const isOff = (a: number, b: number) => !(Math.abs(a - b) <= PROBE_TOLERANCE * Math.max(1, Math.abs(b)));

function refuseProbe(what: string): never {
  throw new InputError('mismatch', `the runtime disagrees with the trainer on a probe: ${what}`, { where: MANIFEST });
}

/** Compares the user vector that a runtime computed for a probe with the trainer's. @throws InputError `mismatch` */
export function checkProbeUser(probe: Probe, user: ArrayLike<number>): void {
  if (user.length !== probe.user.length)
    refuseProbe(`the user vector has ${user.length} numbers, not ${probe.user.length}`);
  probe.user.forEach((expected, i) => {
    if (isOff(user[i], expected)) refuseProbe(`number ${i} of the user vector is ${user[i]}, not ${expected}`);
  });
}

/**
 * Compares the results of a runtime for a probe with those of the trainer. Scores are compared rank by rank, so that two
 * items with equal scores may swap ranks.
 * @param user the user vector that the runtime computed
 * @param top the scores of its best items
 * @param scoreOf the runtime's score of an item
 * @throws InputError `mismatch`
 */
export function checkProbe(
  probe: Probe,
  user: ArrayLike<number>,
  top: readonly number[],
  scoreOf: (id: string) => number,
): void {
  checkProbeUser(probe, user);
  if (top.length !== probe.top.length) refuseProbe(`it ranked ${top.length} items, not ${probe.top.length}`);
  probe.top.forEach(({ id, score }, rank) => {
    if (isOff(scoreOf(id), score)) refuseProbe(`item ${id} scores ${scoreOf(id)}, not ${score}`);
    if (isOff(top[rank], score)) refuseProbe(`rank ${rank} scores ${top[rank]}, not ${score}`);
  });
}

/**
 * Compares a part of the items with a probe: those of its best items that are here score as recorded, and no other item
 * here scores higher. If this holds for all parts, it holds for the ranking of all items.
 * @param scoreOf the score here, for the recorded user vector, of one of the best items; undefined for one that is elsewhere
 * @param bestOther the highest score here of an item that is neither in the history nor among the best
 * @throws InputError `mismatch`
 */
export function checkProbePart(
  probe: Probe,
  scoreOf: (id: string) => number | undefined,
  bestOther: number | undefined,
): void {
  for (const { id, score } of probe.top) {
    const own = scoreOf(id);
    if (own !== undefined && isOff(own, score)) refuseProbe(`item ${id} scores ${own}, not ${score}`);
  }
  const last = probe.top.at(-1)?.score ?? Number.POSITIVE_INFINITY;
  if (bestOther !== undefined && bestOther > last && isOff(bestOther, last))
    refuseProbe(`an item scores ${bestOther}, more than the last of the best, ${last}`);
}
