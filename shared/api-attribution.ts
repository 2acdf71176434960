// The schemas of `GET /v1/attribution`: which rails led to which purchases, and to what revenue.
import { z } from 'zod';
import { wholeSeconds } from './limits.ts';

/** The longest period, in days. */
export const MAX_PERIOD_DAYS = 366;
/** The period by default, in days. */
export const DEFAULT_PERIOD_DAYS = 30;
/** The largest number of events in a period. */
export const MAX_PERIOD_EVENTS = 250_000;

/** What a row is about, with the fields that name it. */
export const NAMED_BY = {
  rail: ['page', 'rail'],
  page: ['page'],
  version: ['version'],
  experiment: ['experiment', 'variant'],
  day: ['day', 'page', 'rail'],
} as const;
export type AttributionBy = keyof typeof NAMED_BY;
/** How many rows have a name of their own; of days, how many rails of the period. The others are added up. */
export const MOST_NAMED: Record<AttributionBy, number> = {
  rail: 200,
  page: 50,
  version: 100,
  experiment: 100,
  day: 20,
};

export const ATTRIBUTION_RULES = ['last-click', 'first-click'] as const;
export type AttributionRuleName = (typeof ATTRIBUTION_RULES)[number];

const secondsText = z
  .string()
  .regex(/^\d{1,10}$/, 'must be seconds since 1970')
  .transform(Number)
  .pipe(wholeSeconds);

/** `GET /v1/attribution?from=&until=&by=rail`, and the same as CSV. */
export const attributionQuery = z.strictObject({
  from: secondsText.optional().meta({
    description: `Events from this time on count, in seconds since 1970; by default ${DEFAULT_PERIOD_DAYS} days before \`until\`. The period has at most ${MAX_PERIOD_DAYS} days and ${MAX_PERIOD_EVENTS.toLocaleString('en')} events.`,
    example: 1_792_408_000,
  }),
  until: secondsText
    .optional()
    .meta({ description: 'Events before this time count; by default now.', example: 1_795_000_000 }),
  by: z
    .enum(Object.keys(NAMED_BY) as [AttributionBy, ...AttributionBy[]])
    .default('rail')
    .meta({
      description: `What a row is about: a rail of a page, a page, a version of the model, a variant of an experiment, or a rail on a day (UTC). At most ${MOST_NAMED.rail} rails, ${MOST_NAMED.page} pages, ${MOST_NAMED.version} versions, ${MOST_NAMED.experiment} variants and, by day, ${MOST_NAMED.day} rails have rows of their own; the others are one row, \`other\` without a second name.`,
    }),
});

const count = z.int().min(0);
const money = {
  currency: z.string().meta({ description: 'Empty if it is not known.', example: 'EUR' }),
  amount: z.number().meta({ example: 1_520.5 }),
};
const counts = {
  clicks: count,
  visitors: count.meta({ description: 'The number of users who clicked.' }),
  purchases: count.meta({ description: 'The number of purchases that succeeded.' }),
  withoutPrice: count.meta({ description: 'Of the purchases, those whose price is not known.' }),
};
const row = z.object({
  day: z.iso.date().optional(),
  page: z.string().optional().meta({
    description:
      'The page of the rail. `other`: events whose `rail` is not a `ref`, by that text. `none`: clicks without a rail, and purchases that nothing led to.',
    example: 'home',
  }),
  rail: z.string().optional().meta({ example: 'for-you' }),
  version: z.string().optional().meta({ description: 'Of the model; or `other` or `none`, like `page`.' }),
  experiment: z.string().optional().meta({
    description:
      'Its rows have all clicks and purchases of the users who took part, from their first page with it on. A user may be in several experiments.',
  }),
  variant: z.string().optional(),
  ...counts,
  revenue: z.array(
    z.object({ ...money, share: z.number().min(0).max(1).meta({ description: 'Of all revenue in this currency.' }) }),
  ),
});
export type AttributionRow = z.infer<typeof row>;

export const attributionResponse = z.object({
  from: z.int(),
  until: z.int(),
  by: attributionQuery.shape.by,
  rule: z.enum(ATTRIBUTION_RULES),
  days: z.int().meta({ description: 'How many days before a purchase a click may be.' }),
  rows: z.array(row).meta({
    description: 'By day, then those with the most purchases first. But for experiments, they add up to `total`.',
  }),
  total: z
    .object({ ...counts, revenue: z.array(z.object(money)) })
    .meta({ description: 'Of all clicks and purchases of the period.' }),
});
export type AttributionResponse = z.infer<typeof attributionResponse>;
