// Sampling, from top to bottom: which guidelines can be followed, how many triples each owes, who may be drawn for
// training and who for validation, and the two sets of triples, none of which occurs twice.
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
import type { SamplingSource } from './source/source.ts';
import { HistoryTable } from './triples/histories.ts';
import type { Triples } from './triples/triples.ts';
import { fromApart, fromEverybody, type TwoQuotas } from './two-sets.ts';

/** The guidelines, by the setting that weighs each. */
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
  /** The guidelines whose data are missing; their quotas went to the others. */
  skipped: { guideline: string; reason: string }[];
}

/**
 * Draws the triples of a run: equal shares for the guidelines by weight, and within a guideline for its users or items.
 * The same source, settings and seed give the same triples.
 * @throws InputError `invalid` where the data allow none, naming what they lack
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
    settings.validationUsers > 0 ? fromApart(jobs, source, settings, seed) : fromEverybody(jobs, settings, seed);
  const asked = { training: settings.triples, validation: settings.validationTriples };
  for (const [what, triples] of Object.entries({ training, validation }))
    if (triples.length === 0 && asked[what as keyof typeof asked] > 0)
      throw new InputError('invalid', [`the dataset allows no ${what} triples`, ...skipped.map(skipLine)].join('; '), {
        how: 'it needs users with at least two items each, and items that they do not have',
      });
  const histories = historyTable.histories();
  return {
    training: { histories, triples: training },
    validation: { histories, triples: validation },
    yields: jobs.map(({ guideline: { name, about } }, i) => ({ guideline: name, about, ...yields[i] })),
    skipped,
  };
}

/** Totals in whole parts by weight: for each weight its part of each total. */
function shares(weights: number[], totals: number[]): number[][] {
  const sum = weights.reduce((a, b) => a + b, 0);
  let before = 0;
  return weights.map((weight) => {
    const [from, to] = [before / sum, (before + weight) / sum];
    before += weight;
    return totals.map((total) => Math.round(total * to) - Math.round(total * from));
  });
}
