// Fills the quota of one sampler, spread evenly over its users or items, so that users with many items do not dominate.
import type { Random } from '../random.ts';
import type { Draw, Sampler } from './guidelines/guideline.ts';
import type { TripleTable } from './triples/triples.ts';

/** A unit that yields no new triple in this many draws is dropped. */
const TRIES = 20;

/**
 * Adds up to `asked` triples to the table, in rounds: each round asks every unit for one, in random order. It terminates,
 * because a round without a new triple drops all its units.
 * @param units all or some of the sampler's units
 * @returns the number of added triples
 */
export function fillQuota(
  table: TripleTable,
  sampler: Sampler,
  units: Int32Array,
  asked: number,
  random: Random,
): number {
  const active = units.slice();
  const out: Draw = { history: -1, positive: -1, negative: -1 };
  const add = (unit: number): boolean => {
    for (let tries = 0; tries < TRIES; tries++)
      if (sampler.draw(unit, random, out) && table.add(out.history, out.positive, out.negative)) return true;
    return false;
  };
  let added = 0;
  for (let count = active.length; added < asked && count > 0; ) {
    random.shuffle(active.subarray(0, count));
    let kept = 0;
    for (let i = 0; i < count && added < asked; i++) {
      if (!add(active[i])) continue;
      active[kept++] = active[i];
      added++;
    }
    count = kept;
  }
  return added;
}
