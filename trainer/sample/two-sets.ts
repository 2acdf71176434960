// Draws the two sets of triples, for training and validation: from disjoint users, or from all users and then split. One
// table holds both, so that no triple is repeated within or across the sets.
import type { Settings } from '../config.ts';
import { Random } from '../random.ts';
import { dealOut } from './deal.ts';
import type { Guideline, Sampler } from './guidelines/guideline.ts';
import { fillQuota } from './quota.ts';
import { TripleTable } from './triples/triples.ts';

/** Independent random streams per purpose, so that changing one does not affect the others; training uses 3 and 4. */
const STREAM = { users: 1, triples: 2, items: 5 };

export interface Job {
  guideline: Guideline;
  sampler: Sampler;
  /** [training, validation] */
  owed: number[];
}

/** The number of triples requested from a guideline, and the number it yielded. */
export interface Quota {
  asked: number;
  drawn: number;
}
export type TwoQuotas = Record<'training' | 'validation', Quota>;

type Drawn = Record<'training' | 'validation', Int32Array> & { yields: TwoQuotas[] };
type Counts = Pick<Settings, 'triples' | 'validationTriples' | 'validationUsers'>;

/**
 * Reserves a share of the users for validation only, and the same share of the items for guidelines about items. The share
 * is of those that allow triples: of a store's many users with one item, a draw might reserve nobody else.
 */
export function fromApart(jobs: Job[], settings: Counts, seed: number): Drawn {
  const held = {
    users: heldOut(unitsOf(jobs, 'users'), settings.validationUsers, new Random(seed, STREAM.users)),
    items: heldOut(unitsOf(jobs, 'items'), settings.validationUsers, new Random(seed, STREAM.items)),
  };
  const random = new Random(seed, STREAM.triples);
  const table = new TripleTable(settings.triples + settings.validationTriples);
  const [training, validation] = [false, true].map((inHeld, part) =>
    jobs.map(({ guideline: { over }, sampler, owed }) => ({
      asked: owed[part],
      drawn: fillQuota(
        table,
        sampler,
        sampler.units.filter((unit) => held[over].has(unit) === inHeld),
        owed[part],
        random,
      ),
    })),
  );
  const end = 3 * training.reduce((sum, { drawn }) => sum + drawn, 0);
  return {
    training: table.rows.subarray(0, end),
    validation: table.rows.subarray(end, 3 * table.length),
    yields: jobs.map((_, i) => ({ training: training[i], validation: validation[i] })),
  };
}

function unitsOf(jobs: Job[], over: Guideline['over']): Int32Array {
  const units = new Set(
    jobs.filter(({ guideline }) => guideline.over === over).flatMap(({ sampler }) => [...sampler.units]),
  );
  return Int32Array.from(units).sort();
}

function heldOut(units: Int32Array, share: number, random: Random): Set<number> {
  return new Set(random.shuffle(units).subarray(0, Math.max(1, Math.round(units.length * share))));
}

/** The paper's way: triples of all users, split at random, so that both sets share a shortfall. */
export function fromEverybody(jobs: Job[], settings: Counts, seed: number): Drawn {
  const random = new Random(seed, STREAM.triples);
  const table = new TripleTable(settings.triples + settings.validationTriples);
  const drawn = jobs.map(({ sampler, owed }) => fillQuota(table, sampler, sampler.units, owed[0] + owed[1], random));
  const toValidation = drawn.map((count, i) =>
    Math.round((count * jobs[i].owed[1]) / Math.max(1, jobs[i].owed[0] + jobs[i].owed[1])),
  );
  return {
    ...dealOut(table.rows.subarray(0, 3 * table.length), drawn, toValidation, random),
    yields: jobs.map(({ owed }, i) => ({
      training: { asked: owed[0], drawn: drawn[i] - toValidation[i] },
      validation: { asked: owed[1], drawn: toValidation[i] },
    })),
  };
}
