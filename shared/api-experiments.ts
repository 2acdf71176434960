// The schemas of the API for experiments, which a deploy key opens. What an experiment is, shared/rails-config.ts says.
import { z } from 'zod';
import { changeBasis } from './api-rails-config.ts';
import { currency } from './limits.ts';
import { slug } from './rails-config.ts';

export const experimentPath = z.strictObject({
  id: slug.meta({ description: 'The id of the experiment.', example: 'more-variety' }),
});
/** `POST /v1/experiments/{id}/stop` */
export const stopBody = changeBasis;
/** `POST /v1/experiments/{id}/promote` */
export const promoteBody = z.strictObject({
  variant: slug.meta({ description: 'What the page shows to everybody from now on.', example: 'varied' }),
  ...changeBasis.shape,
});

const state = z
  .enum(['running', 'stopped', 'promoted'])
  .meta({ description: '`promoted`: it ended with one of its variants for everybody.' });
const time = z.int().meta({ description: 'Seconds since 1970.' });
const span = { state, startedAt: time, endedAt: time.optional() };

/** `GET /v1/experiments` */
export const experimentsResponse = z.object({
  experiments: z.array(z.object({ id: slug, page: slug, ...span })).meta({
    description: 'Those of the last 1,000 revisions of the rails config, at most 200, the last one that began first.',
  }),
});
export type ExperimentsResponse = z.infer<typeof experimentsResponse>;

const interval = z.tuple([z.number(), z.number()]);
const compared = z.object({
  difference: z.number().meta({ description: 'The value of this variant less that of the first one.' }),
  once: interval.meta({ description: '95% interval, right if you look once, at a moment that was fixed beforehand.' }),
  always: interval.meta({ description: '95% interval, right however often you look.' }),
  p: z.number().meta({ description: 'p value of no difference, right however often you look.' }),
});
const count = z.int().min(0);
export const experimentVariant = z.object({
  id: slug,
  weight: z.int(),
  visitors: count.meta({ description: 'Users who got a page of the experiment.' }),
  clicked: count.meta({ description: 'Visitors who clicked afterwards.' }),
  purchased: count.meta({ description: 'Visitors who bought afterwards.' }),
  clicks: count,
  purchases: count,
  revenue: z.array(z.object({ currency, amount: z.number(), purchases: count })).meta({
    description: 'By currency. `currency` is empty where none is known. Purchases without a price are left out.',
  }),
  comparison: z
    .object({
      clickRate: compared.optional().meta({ description: 'Of `clicked` / `visitors`.' }),
      purchaseRate: compared.optional().meta({ description: 'Of `purchased` / `visitors`.' }),
      revenuePerVisitor: compared.optional().meta({ description: 'In `currency` of the answer.' }),
    })
    .optional()
    .meta({
      description:
        'With the first variant, which has none. A figure is left out while there are too few visitors: 100 of each, 20 with a value above 0 of both.',
    }),
});
/** `GET /v1/experiments/{id}` */
export const experimentResponse = z.object({
  id: slug,
  page: slug,
  percent: z.int().meta({ description: 'The share of the users who take part.' }),
  ...span,
  promoted: slug.optional().meta({ description: 'The variant that everybody gets since the end.' }),
  currency: currency.optional().meta({ description: 'Of `revenuePerVisitor`: the one of most purchases.' }),
  sampleRatio: z
    .object({
      p: z.number().meta({ description: 'Of the chi-squared test of `visitors` against the weights.' }),
      mismatch: z.boolean().meta({ description: 'p < .001' }),
      message: z.string().optional(),
    })
    .meta({ description: 'Whether the variants got their shares of the visitors.' }),
  variants: z.array(experimentVariant),
});
export type ExperimentResponse = z.infer<typeof experimentResponse>;
