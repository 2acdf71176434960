// The schemas of requests and responses about rails and similar items.
import { z } from 'zod';
import { encoderId, numeral } from './api.ts';
import { amount, distinct, features, id } from './limits.ts';
import {
  DEFAULT_LIMIT,
  diversity,
  HOME,
  language,
  limit,
  listFilters,
  MAX_RAILS,
  perArtist,
  priceFilters,
  RAILS,
  slug,
} from './rails-config.ts';
import { MAX_HISTORY } from './ranking.ts';

/** The largest number of items that a page may be about. */
const MAX_ABOUT = 32;
/** The longest `after`. */
const MAX_CURSOR = 5_400;
/** The options of a page that are lists. A query repeats the parameter. */
const listOptions = {
  rails: distinct(z.array(slug).min(1).max(MAX_RAILS), 'lists a rail twice')
    .optional()
    .meta({
      description:
        'The rails to return, in the order in which they are filled; an item appears on one rail only. Each is a rail of the page, or a kind of rail. By default all rails of the page. A rail is left out if it has no items, or if it needs a history and the visitor has none.',
      example: ['for-you', 'new-for-you'],
    }),
  items: z
    .array(id)
    .min(1)
    .max(MAX_ABOUT)
    .optional()
    .meta({
      description:
        'The items that the page is about: the one that is looked at, or those of the cart. The rail `similar` shows items like them; they are shown on no rail.',
      example: ['w-3'],
    }),
  ...listFilters,
};

const staleness = z.int().min(0).max(3600);
const freshness = z.enum(['strict', 'session']);
const descriptions = {
  staleness: {
    description:
      'How many seconds old the data may be. With it, a read replica of the database may answer; by default the answer includes every acknowledged write.',
    example: 10,
  },
  freshness: {
    description:
      '`strict`, the default: all that was acknowledged before the request. `session`: what the `X-Bookmark` names, and what others did within seconds. `staleness` goes before it.',
  },
  explain: { description: 'Whether items that a rule moved say so: `moved`.' },
};
const page = slug.default(HOME).meta({
  description: 'The name of a page of the rails config; by default `home`.',
  example: HOME,
});
const textOptions = {
  page,
  language: language.optional().meta({ description: 'Of the titles; by default that of the rails config.' }),
  after: z
    .string()
    .regex(new RegExp(`^[A-Za-z0-9_-]{1,${MAX_CURSOR}}$`), 'must be the `next` of another answer')
    .optional()
    .meta({
      description:
        'The `next` of an answer: goes on with the rail that `rails` names, without what was shown before and without what was sold.',
    }),
};

/** The options of a page: which rails, how they are filled, and filters. They go before those of the rails config. */
const pageOptions = {
  ...textOptions,
  limit: limit.optional(),
  diversity: diversity.optional(),
  perArtist: perArtist.optional(),
  ...priceFilters,
  staleness: staleness.optional().meta(descriptions.staleness),
  freshness: freshness.optional().meta(descriptions.freshness),
  explain: z.boolean().optional().meta(descriptions.explain),
  ...listOptions,
};
const pageSchema = z.object(pageOptions);
export type PageOptions = z.infer<typeof pageSchema>;
/** An item must pass all given filters. */
export type Filter = Pick<PageOptions, keyof typeof listFilters | keyof typeof priceFilters>;

const asText = <S extends z.ZodType<number, number>>(number: S) =>
  numeral(number)
    .optional()
    .meta(number.meta() ?? {});
const limitText = numeral(limit).default(DEFAULT_LIMIT).meta(limit.meta()!);
const pageQuery = {
  ...textOptions,
  limit: asText(limit),
  diversity: asText(diversity),
  perArtist: asText(perArtist),
  minPrice: numeral(amount).optional().meta(priceFilters.minPrice.meta()!),
  maxPrice: numeral(amount).optional().meta(priceFilters.maxPrice.meta()!),
  staleness: numeral(staleness).optional().meta(descriptions.staleness),
  freshness: freshness.optional().meta(descriptions.freshness),
  explain: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .pipe(z.boolean())
    .optional()
    .meta(descriptions.explain),
  ...listOptions,
};

/** `GET /v1/rails?user=ID&limit=20` */
export const knownUserQuery = z.strictObject({
  user: id.meta({ description: 'The id of a user.', example: 'u-17' }),
  ...pageQuery,
});

/** `GET /v1/rails/anonymous?limit=20` */
export const anonymousQuery = z.strictObject(pageQuery);

/** `GET /v1/items/{id}/similar?limit=20` */
export const similarQuery = z.strictObject({
  limit: limitText,
  user: id.optional().meta({
    description:
      'A user: the items of their history, and those that they disliked or hid, are left out. It takes their token, or the service key.',
    example: 'u-17',
  }),
});

/** `POST /v1/rails` */
export const historyBody = z.strictObject({
  history: z
    .array(id)
    .max(MAX_HISTORY)
    .meta({
      description: 'Ids of the items that the visitor bought or liked, oldest first. Empty for an anonymous visitor.',
      example: ['w-3', 'w-14'],
    }),
  ...pageOptions,
});

/** An item on a rail. */
export const railItem = z.object({
  id,
  score: z.number().meta({ description: 'Comparable only within one rail.' }),
  because: z
    .object({ item: id })
    .optional()
    .meta({ description: 'The item of the history that explains this one: the most visually similar.' }),
  title: z.string().optional(),
  artist: z.string().optional(),
  image: z.string().optional(),
  width: z.int().optional().meta({ description: "The picture's width in pixels, if the bundle has it." }),
  height: z.int().optional().meta({ description: "The picture's height in pixels, if the bundle has it." }),
  price: z.number().optional(),
  currency: z.string().optional(),
  moved: z
    .object({
      from: z
        .int()
        .optional()
        .meta({ description: 'Its place without the rules, from 1; missing if it was not shown.' }),
      rules: z.array(slug).meta({ description: 'The rules that moved it.' }),
    })
    .optional()
    .meta({ description: 'With `explain`: the item was moved by rules.' }),
});

export type RailItem = z.infer<typeof railItem>;

export const rail = z.object({
  id: slug.meta({ description: 'The name of the rail on its page.', example: 'for-you' }),
  kind: z.enum(RAILS).meta({ description: 'How the rail is ranked.' }),
  ref: z.string().meta({
    description:
      'Identifies this rail. Send it as `rail` with the clicks, likes and purchases that the rail leads to. During a canary it is signed.',
    example: '12.2c28e1f8b4ba382f.home.for-you',
  }),
  title: z.string(),
  items: z.array(railItem),
});
export type Rail = z.infer<typeof rail>;

export const railsResponse = z.object({
  model: z.string().meta({ description: 'The version of the model that ranked the items.' }),
  unknown: z
    .array(id)
    .optional()
    .meta({ description: 'Items of the history that are not in the catalogue. They were ignored.', example: ['w-9'] }),
  degraded: z
    .literal(true)
    .optional()
    .meta({ description: 'Present if storage failed: the answer may be out of date.' }),
  page: slug.meta({ example: HOME }),
  config: z.int().meta({ description: 'The revision of the rails config; 0 for the built-in one.', example: 7 }),
  experiment: z
    .object({ id: slug, variant: slug })
    .optional()
    .meta({ description: 'The experiment that the user takes part in on this page, and their variant.' }),
  rails: z.array(rail),
  next: z
    .string()
    .optional()
    .meta({ description: 'Send it as `after`, with the name of one rail as `rails`, to get more of that rail.' }),
});
export type RailsResponse = z.infer<typeof railsResponse>;

export const similarResponse = z.object({
  model: z.string().meta({ description: 'The version of the model that ranked the items.' }),
  degraded: railsResponse.shape.degraded,
  item: id,
  ref: rail.shape.ref,
  items: z
    .array(railItem)
    .meta({ description: 'Items for sale, the most similar first. The score is the cosine of the item vectors.' }),
});
export type SimilarResponse = z.infer<typeof similarResponse>;

/** `POST /v1/similar`: to `items`, or to `features`. */
export const similarBody = z.strictObject({
  items: z
    .array(id)
    .min(1)
    .max(MAX_HISTORY)
    .optional()
    .meta({
      description: 'Ids of items, for sale or not. Unknown ones are ignored. Give either `items` or `features`.',
      example: ['w-3', 'w-14'],
    }),
  features: features.optional().meta({ description: 'The features of a picture, of the length that the model takes.' }),
  encoder: encoderId.optional().meta({ description: 'The id of the encoder that made `features`.' }),
  limit: limit.default(DEFAULT_LIMIT),
  ...listFilters,
  ...priceFilters,
});
export const similarToResponse = similarResponse.omit({ item: true, ref: true }).extend({
  unknown: z.array(id).optional().meta({ description: 'Ids of `items` that are not in the catalogue.' }),
});
export type SimilarToResponse = z.infer<typeof similarToResponse>;
