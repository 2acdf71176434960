// The two sets of triples, for training and for validation: of different people, or of the same people and dealt out.
// Both stand in one table, so that no triple is in both, or twice in one.
import type { Settings } from '../config.ts';
import { Random } from '../random.ts';
import { dealOut } from './deal.ts';
import type { Guideline, Sampler } from './guidelines/guideline.ts';
import { fillQuota } from './quota.ts';
import { countOf, lengthOf, numbersWhere } from './source/lists.ts';
import type { SamplingSource } from './source/source.ts';
import { TripleTable } from './triples/triples.ts';

/** One stream of random numbers a purpose, so that changing one leaves the others as they are; 3 and 4 are training's. */
const STREAM = { users: 1, triples: 2, items: 5 };

export interface Job {
  guideline: Guideline;
  sampler: Sampler;
  /** [training, validation] */
  owed: number[];
}

/** What a guideline delivered of what was asked of it. */
export interface Quota {
  asked: number;
  drawn: number;
}
export type TwoQuotas = Record<'training' | 'validation', Quota>;

type Drawn = Record<'training' | 'validation', Int32Array> & { yields: TwoQuotas[] };
type Counts = Pick<Settings, 'triples' | 'validationTriples' | 'validationUsers'>;

/** Some users, and the same share of the items for the guidelines about items, serve for validation and nothing else. */
export function fromApart(jobs: Job[], source: SamplingSource, settings: Counts, seed: number): Drawn {
  const { known, rows } = source;
  const held = {
    users: heldOut(
      numbersWhere(countOf(known), (user) => lengthOf(known, user) > 0),
      settings.validationUsers,
      new Random(seed, STREAM.users),
    ),
    items: heldOut(
      numbersWhere(rows, () => true),
      settings.validationUsers,
      new Random(seed, STREAM.items),
    ),
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

function heldOut(units: Int32Array, share: number, random: Random): Set<number> {
  return new Set(random.shuffle(units).subarray(0, Math.max(1, Math.round(units.length * share))));
}

/** The paper's way: everybody's triples, dealt out at random, so that a shortfall is shared. */
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
