// What became of an experiment: for each variant what its visitors did, compared with the first one. A visitor counts for the
// variant of the first page, with everything after it, until the experiment ended: intention to treat.

import type { D1Database } from '@cloudflare/workers-types';
import type { ExperimentResponse, ExperimentsResponse } from '@curatornet/shared/api-experiments.ts';
import { chiSquaredTest } from '@curatornet/shared/metrics/chi-squared.ts';
import { compareMeans, type Group } from '@curatornet/shared/metrics/sequential.ts';
import { type Experiment, type RailsConfig, railsConfig } from '@curatornet/shared/rails-config.ts';
import {
  type ActedCounts,
  type HeldExperiment,
  listHeld,
  readHeld,
  readOutcomes,
  type Span,
  type SpentSums,
} from '../storage/experiments.ts';
import { promoted } from './end.ts';

/** Below this p value the variants did not get their shares. */
const MISMATCH = 0.001;

/** The experiments that run, and those that ended. */
export async function readExperiments(db: D1Database): Promise<ExperimentsResponse> {
  const held = await listHeld(db);
  return { experiments: held.map(({ id, page, ...span }) => ({ id, page, ...spanOf(span) })) };
}

/** The results of an experiment. @returns undefined if there is none of this id */
export async function readExperiment(db: D1Database, id: string): Promise<ExperimentResponse | undefined> {
  const held = await readHeld(db, id);
  if (!held) return undefined;
  const config = railsConfig.parse(JSON.parse(held.document));
  const experiment = config.experiments.find((one) => one.id === id)!;
  const { page, percent, variants } = experiment;
  const { acted, spent } = await readOutcomes(db, id, held.endedAt ?? undefined);
  const currency = mostUsed(spent);
  const [base, ...others] = variants.map((variant) => outcomeOf(variant.id, acted));
  const visitors = [base, ...others].map((one) => one.visitors);
  const weights = variants.map(({ weight }) => weight);
  return {
    id,
    page,
    percent,
    ...spanOf(held),
    promoted: promotedVariant(config, experiment, held),
    currency,
    sampleRatio: sampleRatio(visitors, weights),
    variants: [base, ...others].map((outcome, nth) => ({
      id: variants[nth].id,
      weight: weights[nth],
      ...outcome,
      revenue: revenueOf(variants[nth].id, spent),
      comparison:
        nth === 0
          ? undefined
          : {
              clickRate: compareMeans(share(base, 'clicked'), share(outcome, 'clicked')),
              purchaseRate: compareMeans(share(base, 'purchased'), share(outcome, 'purchased')),
              revenuePerVisitor:
                currency === undefined
                  ? undefined
                  : compareMeans(
                      spentBy(base.visitors, variants[0].id, currency, spent),
                      spentBy(outcome.visitors, variants[nth].id, currency, spent),
                    ),
            },
    })),
  };
}

function spanOf({ startedAt, endedAt, endedBy }: Span): Pick<ExperimentResponse, 'state' | 'startedAt' | 'endedAt'> {
  const state = endedBy === null ? 'running' : endedBy === 'promote' ? 'promoted' : 'stopped';
  return { state, startedAt, endedAt: endedAt ?? undefined };
}

/** The variant whose promotion made the next document. */
function promotedVariant(
  config: RailsConfig,
  experiment: Experiment,
  { after, endedBy }: HeldExperiment,
): string | undefined {
  if (endedBy !== 'promote') return undefined;
  return experiment.variants.find(({ id }) => JSON.stringify(promoted(config, experiment, id)) === after)?.id;
}

type Outcome = Omit<ActedCounts, 'variant'>;
const NOTHING: Outcome = { visitors: 0, clicked: 0, purchased: 0, clicks: 0, purchases: 0 };

function outcomeOf(id: string, acted: readonly ActedCounts[]): Outcome {
  const { variant: _, ...outcome } = acted.find(({ variant }) => variant === id) ?? { ...NOTHING, variant: id };
  return outcome;
}

const revenueOf = (id: string, spent: readonly SpentSums[]) =>
  spent
    .filter(({ variant }) => variant === id)
    .map(({ currency, amount, purchases }) => ({ currency, amount: Number(amount.toFixed(4)), purchases }));

/** The currency of most purchases. */
function mostUsed(spent: readonly SpentSums[]): string | undefined {
  const purchases = new Map<string, number>();
  for (const one of spent) purchases.set(one.currency, (purchases.get(one.currency) ?? 0) + one.purchases);
  return [...purchases].sort(([, a], [, b]) => b - a)[0]?.[0];
}

const share = ({ visitors, ...counts }: Outcome, what: 'clicked' | 'purchased'): Group => {
  const active = counts[what];
  return { visitors, active, sum: active, squares: active };
};

function spentBy(visitors: number, id: string, wanted: string, spent: readonly SpentSums[]): Group {
  const own = spent.find(({ variant, currency }) => variant === id && currency === wanted);
  return { visitors, active: own?.buyers ?? 0, sum: own?.amount ?? 0, squares: own?.squares ?? 0 };
}

function sampleRatio(visitors: readonly number[], weights: readonly number[]): ExperimentResponse['sampleRatio'] {
  const p = chiSquaredTest(visitors, weights);
  if (p >= MISMATCH) return { p, mismatch: false };
  const message = `The variants have ${visitors.join(', ')} visitors, with weights ${weights.join(', ')}: chance alone does not do that. Do not trust this result before you know why.`;
  return { p, mismatch: true, message };
}
