// The schemas of all requests and responses of the API, version 1. The worker validates with them, clients derive their
// types from them, and /openapi.json is generated from them.
import { z } from 'zod';
import { encoderSchema } from './bundle.ts';
import { kind, sentKind } from './kinds.ts';
import {
  amount,
  currency,
  distinct,
  features,
  id,
  image,
  MAX_SECONDS,
  name,
  pixels,
  price,
  tags,
  text,
  title,
  wholeSeconds,
} from './limits.ts';
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

/** The largest request body, in bytes. */
export const MAX_BODY = 64 * 1024;
/** The id of an encoder: `GET /v1/encoder`, and the manifest of a bundle. */
export const encoderId = encoderSchema.shape.id.meta({ example: '5d41402abc4b2a76' });

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

/** A number in a query, which arrives as text. */
const numeral = <S extends z.ZodType<number, number>>(number: S) =>
  z
    .string()
    .regex(/^\d{1,15}(\.\d{1,20})?([eE][+-]?\d{1,3})?$/, 'not a number')
    .transform(Number)
    .pipe(number);
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

/** The `{id}` of `/v1/items/{id}` and of `/v1/users/{id}`. */
export const itemPath = z.strictObject({
  id: id.meta({ description: 'The id of an item, for sale or not.', example: 'w-3' }),
});
export const userPath = z.strictObject({ id: id.meta({ description: 'The id of a user.', example: 'u-17' }) });

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

export const healthResponse = z.object({
  status: z.enum(['ok', 'degraded']).meta({
    description:
      '`degraded`: D1 does not answer, a version other than the deployed one serves, or catalogue changes are missing.',
  }),
  model: z.string().meta({ description: 'The version of the model that serves.' }),
  items: z.int().meta({ description: 'The number of items for sale.' }),
  revision: z.int().meta({ description: 'The revision of the catalogue in this isolate.' }),
  age: z
    .number()
    .nullable()
    .meta({ description: 'Seconds since this isolate last read all changes of the catalogue; null if it never did.' }),
  silent: z.number().nullable().meta({
    description: 'For how many seconds D1 has been silent, so that requests skip it; null while it answers.',
  }),
});
export type HealthResponse = z.infer<typeof healthResponse>;

/** The largest length of a rail's `ref`. */
export const MAX_REF = 128;
/** The largest number of events in one request. */
export const MAX_EVENTS = 100;
/** The largest body of `PUT /v1/items/{id}`, in bytes. */
export const MAX_ITEM_BODY = 256 * 1024;
/** How far the time of an event may be ahead of the worker's clock: a day, in seconds. */
export const MAX_AHEAD = 86_400;

/** An event of `POST /v1/events`, and a line of `POST /v1/bulk/events`. */
export const event = z.strictObject({
  id: id.meta({
    description:
      'An id that the sender chooses, unique among the events of this sender (a user, or the store). Sending the same event again is safe: it is recorded once.',
    example: 'order-7',
  }),
  user: id.meta({ example: 'u-17' }),
  item: id.meta({ example: 'w-3' }),
  kind: sentKind.meta({
    description:
      "Likes and successful purchases form the user's history, and other kinds that the store chooses. A disliked or hidden item is not shown to the user again, unless they like it later. An impression, which says that the user saw the item, is counted and not stored itself; its `rail` is not kept.",
  }),
  at: wholeSeconds.optional().meta({
    description: `Seconds since 1970, before ${new Date(MAX_SECONDS * 1000).getUTCFullYear()} and at most a day in the future; by default now.`,
    example: 1_795_000_000,
  }),
  rail: text(1, MAX_REF).optional().meta({
    description: 'The `ref` of the rail that led to this event.',
    example: '12.2c28e1f8b4ba382f.home.for-you',
  }),
  price: price.optional().meta({
    description:
      'Of a purchase that the store sends: what was paid, in `currency`; by default the price of the item when the purchase arrives.',
    example: 30,
  }),
  currency: currency
    .optional()
    .meta({ description: 'Of `price`; by default the currency of the item.', example: 'EUR' }),
});
export type Event = z.infer<typeof event>;

/** `POST /v1/events` */
export const eventsBody = z.strictObject({
  events: z.array(event).min(1).max(MAX_EVENTS).meta({ description: 'Either all events are recorded, or none.' }),
});
export const outcome = z.enum(['bought', 'late', 'not-for-sale', 'recorded', 'erased', 'not-stored']).meta({
  description:
    'The outcome of an event. `bought`: the purchase succeeded. `late`: the unique item had already been sold. `not-for-sale`: the item is withdrawn or unknown; of an impression, unknown, so that it is not counted. `recorded`: an event that is no purchase, or a purchase sent with a user token, which the store has to confirm. `erased`: the user was erased after the time of the event, so nothing was stored or sold. `not-stored`: no purchase, and the user has opted out of personalisation.',
});
export type Outcome = z.infer<typeof outcome>;
export const eventsResponse = z.object({
  recorded: z.int().meta({ description: 'The number of new events, without those that are `erased` or `not-stored`.' }),
  repeated: z.int().meta({ description: 'The number of events that had been recorded before.' }),
  sold: z.array(id).meta({ description: 'Unique items that these purchases sold.' }),
  bookmark: z.string().optional().meta({
    description: 'Names this write, like the header `X-Bookmark`. A request with that header sees the write.',
  }),
  outcomes: z
    .array(
      z.object({
        id,
        outcome,
        repeated: z
          .literal(true)
          .optional()
          .meta({ description: 'The event had been recorded before; this is its original outcome.' }),
      }),
    )
    .meta({ description: 'One per event, in the order of the request.' }),
});
export type EventsResponse = z.infer<typeof eventsResponse>;

/** `PUT /v1/items/{id}` */
export const itemBody = z.strictObject({
  title: title.optional(),
  artist: name.optional(),
  image: image.optional(),
  price: price.optional().meta({ description: 'In `currency`; rounded to four decimals.' }),
  currency: currency.optional(),
  tags: tags.optional(),
  uploadedAt: wholeSeconds
    .optional()
    .meta({ description: 'Seconds since 1970; by default unchanged, or now for a new item.' }),
  unique: z.boolean().default(true).meta({ description: 'Whether only one exists: a purchase takes it off sale.' }),
  forSale: z.boolean().optional().meta({
    description: 'By default a new or withdrawn item goes on sale, and a unique item that was sold stays sold.',
  }),
  width: pixels.optional().meta({ description: 'The width of the picture in pixels.' }),
  height: pixels.optional().meta({ description: 'The height of the picture in pixels.' }),
  features: features.optional().meta({
    description:
      "The feature vector of the item's picture; its length must match the model's. If left out, the stored features stay.",
  }),
  encoder: encoderId.optional().meta({
    description:
      'The id of the encoder that made `features`. They are refused if the model was trained on those of another one.',
  }),
});
export const itemResponse = z.object({
  id,
  revision: z.int().meta({ description: 'The revision of the catalogue after this change.' }),
  forSale: z.boolean(),
  recommendable: z
    .boolean()
    .meta({ description: 'Whether the item can be recommended: it has features, or a bundle contains it.' }),
});
export type ItemResponse = z.infer<typeof itemResponse>;

/** The largest number of lines, and of bytes, in one request of the bulk routes. */
export const MAX_LINES = 20_000;
export const MAX_BULK_BODY = 64 * 1024 * 1024;
/** The longest line of `POST /v1/bulk/events`, in bytes. One of `POST /v1/bulk/items` may be as long as an item's body. */
export const MAX_EVENT_LINE = 16 * 1024;
/** The largest number of errors that the answer to a bulk request names. */
export const MAX_LINE_ERRORS = 100;

/** A line of `POST /v1/bulk/items`. */
export const itemLine = z.strictObject({ id: id.meta({ example: 'w-125' }), ...itemBody.shape });
export type ItemLine = z.infer<typeof itemLine>;

const bulkResponse = {
  lines: z.int().meta({ description: 'The number of lines, without empty ones.' }),
  refused: z.int().meta({ description: 'The number of lines that were refused. All others are stored.' }),
  errors: z
    .array(
      z.object({
        line: z.int().meta({ description: 'Counted from 1, with empty lines.' }),
        at: z.string().meta({ description: 'The field; empty for the whole line.' }),
        message: z.string(),
      }),
    )
    .meta({ description: `The first refused lines, at most ${MAX_LINE_ERRORS}.` }),
};
export type LineError = z.infer<typeof bulkResponse.errors>[number];

/** `POST /v1/bulk/events` */
export const bulkEventsResponse = z.object({
  ...bulkResponse,
  recorded: eventsResponse.shape.recorded,
  repeated: eventsResponse.shape.repeated,
  sold: z.int().meta({ description: 'The number of unique items that these purchases sold.' }),
  outcomes: z
    .object(Object.fromEntries(outcome.options.map((name) => [name, z.int()])) as Record<Outcome, z.ZodInt>)
    .meta({ description: 'How many events have each outcome, repeated ones included.' }),
});
export type BulkEventsResponse = z.infer<typeof bulkEventsResponse>;

/** `POST /v1/bulk/items` */
export const bulkItemsResponse = z.object({
  ...bulkResponse,
  written: z.int().meta({ description: 'The number of items that were added or changed.' }),
});
export type BulkItemsResponse = z.infer<typeof bulkItemsResponse>;

/** The largest number of entries on a page. */
const MAX_PAGE = 1000;
const pageLimit = numeral(z.int().min(1).max(MAX_PAGE))
  .default(MAX_PAGE)
  .meta({ description: `The largest number of entries on the page, 1 to ${MAX_PAGE}.`, example: 100 });
const next = (example: string) =>
  z
    .string()
    .optional()
    .meta({ description: 'Send it as `after` to get the next page; missing on the last page.', example });

/** `GET /v1/users/{id}?limit=1000&after=CURSOR` */
export const userQuery = z.strictObject({
  limit: pageLimit,
  after: z
    .string()
    .regex(/^((\d{0,15}|impressions)\.\d{1,15}|exposures\.[a-z0-9-]{0,32})$/, 'must be the `next` of another page')
    .optional()
    .meta({ description: 'The `next` of the previous page.', example: '1795000000.12' }),
});

/** One page of everything stored about a user. */
export const userResponse = z.object({
  user: id,
  personalised: z.boolean().meta({ description: 'False if the user has opted out of personalisation.' }),
  events: z.array(
    z.object({
      id,
      item: id,
      kind,
      at: z.int().nullable(),
      rail: z.string().nullable(),
      outcome: z.enum(['bought', 'late', 'not-for-sale', 'recorded']),
      price: z.number().optional().meta({ description: 'Of a purchase, if it is known.' }),
      currency: z.string().optional(),
    }),
  ),
  impressions: z
    .array(
      z.object({
        item: id,
        count: z.int().meta({ description: 'How often the item was shown to the user.' }),
        ignored: z
          .int()
          .meta({ description: 'How often since they last clicked, liked, put into the cart or bought it.' }),
        at: z.int().meta({ description: 'The time of the latest impression.' }),
      }),
    )
    .meta({ description: 'They follow after the last event.' }),
  exposures: z
    .array(
      z.object({
        experiment: z.string(),
        variant: z.string().meta({ description: 'The variant that the user sees.' }),
        at: z.int().meta({ description: 'When the user saw it first.' }),
      }),
    )
    .meta({ description: 'The experiments that the user took part in. They follow after the last impression.' }),
  next: next('1795000000.12'),
});
export type UserResponse = z.infer<typeof userResponse>;

/** `PUT /v1/users/{id}` */
export const consentBody = z.strictObject({
  personalised: z.boolean().meta({
    description:
      '`false` opts the user out: they get the anonymous rails, what is stored about them is erased, and nothing more is stored but this. `true` takes it back.',
    example: false,
  }),
});
export const consentResponse = z.object({
  user: id,
  personalised: z.boolean(),
  erased: z.int().meta({ description: 'The number of erased events.' }),
});
export type ConsentResponse = z.infer<typeof consentResponse>;
export const erasedResponse = z.object({
  user: id,
  erased: z.int().meta({ description: 'The number of erased events.' }),
});
export type ErasedResponse = z.infer<typeof erasedResponse>;

/** `GET /v1/orphans?limit=1000&after=ID` */
export const orphansQuery = z.strictObject({
  limit: pageLimit,
  after: id.optional().meta({ description: 'The `next` of the previous page.', example: 'w-601' }),
});
/** The `{id}` of `/v1/orphans/{id}`. */
export const orphanPath = z.strictObject({
  id: id.meta({ description: 'An id that events name and that no item has.', example: 'w-601' }),
});
export const orphansResponse = z.object({
  orphans: z.array(
    z.object({
      id,
      events: z.int().meta({ description: 'The number of events with this id.' }),
      sold: z.boolean().meta({ description: 'Whether an item that is created with this id counts as sold.' }),
    }),
  ),
  next: next('w-601'),
});
export type OrphansResponse = z.infer<typeof orphansResponse>;
export const orphanResponse = z.object({ id, erased: z.int().meta({ description: 'The number of deleted events.' }) });
export type OrphanResponse = z.infer<typeof orphanResponse>;

/** `GET /v1/export?after=CURSOR` */
export const exportQuery = z.strictObject({
  after: z
    .string()
    .regex(
      /^(features\.[\w-]{0,700}|(events|impressions)\.\d{1,15})$/,
      'must be the `cursor` of a line of another export',
    )
    .optional()
    .meta({
      description:
        'The last `cursor` of an export that was interrupted: the lines after it. Without it, an export begins with the items.',
      example: 'events.2000',
    }),
});
