// Samples triples: selects the usable guidelines, computes their quotas, reserves units for validation, and draws two sets
// of distinct triples for training and validation.
import { InputError } from '@curatornet/shared/errors.ts';
import type { Settings } from '../config.ts';
import { favouriteArtists } from './guidelines/favourite-artists.ts';
import { type Guideline, reasonToSkip } from './guidelines/guideline.ts';
import { leaveOneOut } from './guidelines/leave-one-out.ts';
import { missingFromBasket } from './guidelines/missing-from-basket.ts';
import { nextBasket } from './guidelines/next-basket.ts';
import { profileItems } from './guidelines/profile-items.ts';
import { sameArtist } from './guidelines/same-artist.ts';
import { singleItem } from './guidelines/single-item.ts';
import { uniform } from './negatives/uniform.ts';
import { skipLine } from './report.ts';
import { countOf, lengthOf } from './source/lists.ts';
import type { SamplingSource } from './source/source.ts';
import { HistoryTable } from './triples/histories.ts';
import type { Triples } from './triples/triples.ts';
import { fromApart, fromEverybody, type TwoQuotas } from './two-sets.ts';

/** The guidelines, by the setting of their weight. */
export const GUIDELINES = {
  leaveOneOut,
  missingFromBasket,
  nextBasket,
  favouriteArtists,
  profileItems,
  singleItem,
  sameArtist,
} satisfies Record<string, Guideline>;

export type SamplingSettings = Pick<
  Settings,
  keyof typeof GUIDELINES | 'negatives' | 'triples' | 'validationTriples' | 'validationUsers'
>;

export interface Yield extends TwoQuotas {
  guideline: string;
  about: string;
}

export interface Sample {
  training: Triples;
  validation: Triples;
  yields: Yield[];
  /** Guidelines whose data are missing; the others get their quotas. */
  skipped: { guideline: string; reason: string }[];
}

/**
 * Draws the triples of a run: split over the guidelines by weight, and within a guideline evenly over its users or items.
 * Deterministic for a source, settings and seed.
 * @throws InputError `invalid` if the data allow no triples, with what is missing
 */
export function sample(source: SamplingSource, settings: SamplingSettings, seed: number): Sample {
  const historyTable = new HistoryTable();
  const weighed = Object.entries(GUIDELINES)
    .map(([key, guideline]) => ({ guideline, weight: settings[key as keyof typeof GUIDELINES] }))
    .filter(({ weight }) => weight > 0)
    .map((each) => ({ ...each, reason: reasonToSkip(each.guideline, source, settings.negatives) }));
  const skipped = weighed.flatMap(({ guideline, reason }) => (reason ? [{ guideline: guideline.name, reason }] : []));
  const followed = weighed.filter(({ reason }) => reason === null);
  const owed = shares(
    followed.map(({ weight }) => weight),
    [settings.triples, settings.validationTriples],
  );
  const jobs = followed.map(({ guideline }, i) => {
    const negative = settings.negatives === 'uniform' ? uniform(source, guideline.over) : guideline.negative(source);
    return { guideline, sampler: guideline.sampler(source, negative, historyTable), owed: owed[i] };
  });
  const { training, validation, yields } =
    settings.validationUsers > 0 ? fromApart(jobs, settings, seed) : fromEverybody(jobs, settings, seed);
  const got = { training: training.length, validation: validation.length };
  // A final fit needs no validation triples.
  if (got.training === 0 || (got.validation === 0 && settings.validationTriples > 0))
    throw noTriples(source, { followed: jobs.length, skipped, ...got });
  const histories = historyTable.histories();
  return {
    training: { histories, triples: training },
    validation: { histories, triples: validation },
    yields: jobs.map(({ guideline: { name, about } }, i) => ({ guideline: name, about, ...yields[i] })),
    skipped,
  };
}

/** Guidelines followed and skipped, and the triples drawn. */
interface Attempt {
  followed: number;
  skipped: Sample['skipped'];
  training: number;
  validation: number;
}

/** The error for a dataset without training or validation triples: the cause, and how to fix it. */
function noTriples(source: SamplingSource, { followed, skipped, training, validation }: Attempt): InputError {
  const what = training === 0 ? 'training' : 'validation';
  const [cause, how] =
    followed === 0
      ? [
          'it has the data for none of the guidelines',
          'add the missing data, or give other guidelines a weight: --set leaveOneOut=1',
        ]
      : training + validation > 0
        ? [
            `all users that allow triples are used for ${training === 0 ? 'validation' : 'training'}`,
            'choose other validation users with --seed N, or use all users for both with --set validationUsers=0',
          ]
        : causeOfNone(source);
  const message = [`the dataset allows no ${what} triples: ${cause}`, ...skipped.map(skipLine)].join('; ');
  return new InputError('invalid', message, { how });
}

/** Why no user allows a triple, and how to fix it. */
function causeOfNone({ rows, known, picture }: SamplingSource): [cause: string, how: string] {
  if (new Set(picture).size < 2)
    return rows === 1
      ? ['it has one item; a triple compares two', 'add items']
      : [
          `its ${rows.toLocaleString('en')} items all have the same features`,
          'embed the pictures again; features.npy is wrong',
        ];
  const longest = Math.max(0, ...Array.from({ length: countOf(known) }, (_, user) => lengthOf(known, user)));
  if (longest < 2)
    return [
      'no user has two or more items outside the hidden ones',
      'add events, or import a validation set with --validation, so that no last baskets are hidden',
    ];
  return ['every user with two or more items has all items with other pictures', 'add items that they do not have'];
}

/** Splits totals into integer parts by weight: for each weight its part of each total. */
function shares(weights: number[], totals: number[]): number[][] {
  const sum = weights.reduce((a, b) => a + b, 0);
  let before = 0;
  return weights.map((weight) => {
    const [from, to] = [before / sum, (before + weight) / sum];
    before += weight;
    return totals.map((total) => Math.round(total * to) - Math.round(total * from));
  });
}
