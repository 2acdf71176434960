// Every request and response of the API, version 1, once: the worker validates with these schemas, clients take their
// types from them, and /openapi.json is written from them.
import { z } from 'zod';
import {
  amount,
  currency,
  distinct,
  features,
  id,
  image,
  kind,
  MAX_SECONDS,
  name,
  price,
  tags,
  text,
  title,
  wholeSeconds,
} from './limits.ts';
import { MAX_HISTORY } from './ranking.ts';

/** The largest request body that is read, in bytes. */
export const MAX_BODY = 64 * 1024;
export const MAX_LIMIT = 100;
export const DEFAULT_LIMIT = 20;

/** The longest list in a filter. */
export const MAX_FILTER = 256;

/** The rails that there are. */
export const RAILS = [
  'for-you',
  'because-you-bought',
  'your-artists',
  'new-for-you',
  'discover',
  'popular',
  'new',
  'a-look-around',
] as const;
export const railId = z.enum(RAILS);
export type RailId = z.infer<typeof railId>;
export const railIds = distinct(z.array(railId).min(1).max(RAILS.length), 'a rail is named twice');

const names = z.array(name).min(1).max(MAX_FILTER);
const ids = z.array(id).min(1).max(MAX_FILTER);

/** What a page may be asked for in lists: the same in a body and, by repeating the parameter, in a query. */
const listOptions = {
  rails: railIds.optional().meta({
    description:
      'Which rails, in the order in which they are filled: no item is on two. By default those that the store has configured. A rail that needs a history is left out where there is none, and so is a rail without items.',
    example: ['for-you', 'new-for-you'],
  }),
  artists: names.optional().meta({ description: 'Only items by these artists.', example: ['Dov Eskrane'] }),
  excludeArtists: names.optional().meta({ description: 'No items by these artists.', example: ['Ada Rue'] }),
  ids: ids.optional().meta({ description: 'Only these items.', example: ['w-7', 'w-8', 'w-9'] }),
  excludeIds: ids.optional().meta({ description: 'None of these items.', example: ['w-7'] }),
  tags: names.optional().meta({ description: 'Only items with one of these tags.', example: ['landscape'] }),
  excludeTags: names.optional().meta({ description: 'No items with any of these tags.', example: ['portrait'] }),
};

const limit = z.int().min(1).max(MAX_LIMIT);
const diversity = z.number().min(0).max(1);
const perArtist = z.int().min(1).max(MAX_LIMIT);
const staleness = z.int().min(0).max(3600);
const freshness = z.enum(['strict', 'session']);
const about = {
  limit: { description: `How many items there are at most, 1 to ${MAX_LIMIT}.`, example: DEFAULT_LIMIT },
  diversity: {
    description:
      'How much the items on a rail shall differ: 0, by score alone, to 1 (maximal marginal relevance over the best five times `limit`).',
    example: 0.3,
  },
  perArtist: { description: 'How many items of one artist a rail has at most; any number by default.', example: 3 },
  minPrice: { description: 'Only items of this price or more; one without a price is left out.', example: 50 },
  maxPrice: { description: 'Only items of this price or less; one without a price is left out.', example: 500 },
  staleness: {
    description: 'How many seconds old the answer may be, so that a replica may be asked. By default not at all.',
    example: 10,
  },
  freshness: {
    description:
      '`strict`, the default: all that was acknowledged before the request. `session`: what the `X-Bookmark` names, and what others did within seconds. `staleness` goes before it.',
  },
};

/** What a page may be asked for: which rails, how they are filled, and which items may be shown at all. */
const pageOptions = {
  limit: limit.default(DEFAULT_LIMIT).meta(about.limit),
  diversity: diversity.default(0).meta(about.diversity),
  perArtist: perArtist.optional().meta(about.perArtist),
  minPrice: amount.optional().meta(about.minPrice),
  maxPrice: amount.optional().meta(about.maxPrice),
  staleness: staleness.optional().meta(about.staleness),
  freshness: freshness.optional().meta(about.freshness),
  ...listOptions,
};
const pageSchema = z.object(pageOptions);
export type PageOptions = z.infer<typeof pageSchema>;
/** An item has to pass every filter that is given. */
export type Filter = Omit<PageOptions, 'limit' | 'diversity' | 'perArtist' | 'rails' | 'staleness' | 'freshness'>;

/** A number in a query, where everything is text. */
const numeral = <S extends z.ZodType<number, number>>(number: S) =>
  z
    .string()
    .regex(/^\d{1,15}(\.\d{1,20})?([eE][+-]?\d{1,3})?$/, 'not a number')
    .transform(Number)
    .pipe(number);
const limitText = numeral(limit).default(DEFAULT_LIMIT).meta(about.limit);
const pageQuery = {
  limit: limitText,
  diversity: numeral(diversity).default(0).meta(about.diversity),
  perArtist: numeral(perArtist).optional().meta(about.perArtist),
  minPrice: numeral(amount).optional().meta(about.minPrice),
  maxPrice: numeral(amount).optional().meta(about.maxPrice),
  staleness: numeral(staleness).optional().meta(about.staleness),
  freshness: freshness.optional().meta(about.freshness),
  ...listOptions,
};

/** The `{id}` of `/v1/items/{id}` and of `/v1/users/{id}`. */
export const itemPath = z.strictObject({ id: id.meta({ description: 'An item, for sale or not.', example: 'w-3' }) });
export const userPath = z.strictObject({ id: id.meta({ description: 'A user of the store.', example: 'u-17' }) });

/** `GET /v1/rails?user=ID&limit=20` */
export const knownUserQuery = z.strictObject({
  user: id.meta({ description: 'A user of the store.', example: 'u-17' }),
  ...pageQuery,
});

/** `GET /v1/rails/anonymous?limit=20` */
export const anonymousQuery = z.strictObject(pageQuery);

/** `GET /v1/items/{id}/similar?limit=20` */
export const similarQuery = z.strictObject({ limit: limitText });

/** `POST /v1/rails` */
export const historyBody = z.strictObject({
  history: z
    .array(id)
    .max(MAX_HISTORY)
    .meta({
      description: 'Ids of the items that the user has, oldest first. Empty for a visitor.',
      example: ['w-3', 'w-14'],
    }),
  ...pageOptions,
});

/** An item on a rail. */
export const railItem = z.object({
  id,
  score: z.number().meta({ description: 'Comparable within a rail only.' }),
  because: z
    .object({ item: id })
    .optional()
    .meta({ description: 'The item of the history that counts most for this one: the one that looks most like it.' }),
  title: z.string().optional(),
  artist: z.string().optional(),
  image: z.string().optional(),
  price: z.number().optional(),
  currency: z.string().optional(),
});

export type RailItem = z.infer<typeof railItem>;

export const rail = z.object({
  id: railId,
  ref: z.string().meta({
    description: 'Names this rail in the `rail` of the events that follow from it. In a canary it is signed.',
    example: '12.2c28e1f8b4ba382f.for-you',
  }),
  title: z.string(),
  items: z.array(railItem),
});
export type Rail = z.infer<typeof rail>;

export const railsResponse = z.object({
  model: z.string().meta({ description: 'The version of the model that ranked.' }),
  unknown: z
    .array(id)
    .optional()
    .meta({ description: 'Items of the history that the catalogue lacks; they were passed over.', example: ['w-9'] }),
  degraded: z
    .literal(true)
    .optional()
    .meta({ description: 'The answer may be older than it should be: storage failed.' }),
  rails: z.array(rail),
});
export type RailsResponse = z.infer<typeof railsResponse>;

export const similarResponse = z.object({
  model: z.string().meta({ description: 'The version of the model that ranked.' }),
  degraded: railsResponse.shape.degraded,
  item: id,
  items: z.array(railItem).meta({ description: 'Items for sale, most alike first; a score is a cosine.' }),
});
export type SimilarResponse = z.infer<typeof similarResponse>;

export const healthResponse = z.object({
  status: z.enum(['ok', 'degraded']).meta({
    description:
      '`degraded`: D1 does not answer, another version than the deployed one serves, or changes are missing.',
  }),
  model: z.string().meta({ description: 'The version that serves.' }),
  items: z.int().meta({ description: 'Items for sale.' }),
  revision: z.int().meta({ description: 'The last revision of the catalogue that this isolate knows.' }),
  age: z.number().nullable().meta({ description: 'Seconds since all changes were known; null where they never were.' }),
  silent: z.number().nullable().meta({
    description: 'Seconds for which D1 has not answered in time, so that it is not asked; null where it answers.',
  }),
});
export type HealthResponse = z.infer<typeof healthResponse>;

/** The longest `ref` of a rail. */
export const MAX_REF = 128;
/** Events that one request may bring. */
export const MAX_EVENTS = 100;
/** The largest body of `PUT /v1/items/{id}`, in bytes. */
export const MAX_ITEM_BODY = 256 * 1024;
/** How far ahead of the worker's clock the time of an event may be, in seconds: a day. */
export const MAX_AHEAD = 86_400;

const event = z.strictObject({
  id: id.meta({
    description:
      'Chosen by whoever sends it, and unique among the events of its sender: a user, or the store. An event that comes again is recorded once.',
    example: 'order-7',
  }),
  user: id.meta({ example: 'u-17' }),
  item: id.meta({ example: 'w-3' }),
  kind: kind.meta({
    description:
      "Likes, and purchases that were `bought`, make a user's history. A click is counted and changes nothing.",
  }),
  at: wholeSeconds.optional().meta({
    description: `Seconds since 1970, before ${new Date(MAX_SECONDS * 1000).getUTCFullYear()} and at most a day ahead; now, where it is left out.`,
    example: 1_795_000_000,
  }),
  rail: text(1, MAX_REF)
    .optional()
    .meta({ description: 'The rail that it follows from: its `ref`.', example: '12.2c28e1f8b4ba382f.for-you' }),
});
export type Event = z.infer<typeof event>;

/** `POST /v1/events` */
export const eventsBody = z.strictObject({
  events: z.array(event).min(1).max(MAX_EVENTS).meta({ description: 'All are recorded, or none.' }),
});
export const outcome = z.enum(['bought', 'late', 'not-for-sale', 'recorded', 'erased']).meta({
  description:
    'What became of an event. `bought`: a purchase went through. `late`: the unique item was sold already. `not-for-sale`: the item is withdrawn or unknown. `recorded`: a like, a click, or a purchase by a token, which the store has to confirm. `erased`: its user was erased after that time, so nothing was stored and nothing was sold.',
});
export type Outcome = z.infer<typeof outcome>;
export const eventsResponse = z.object({
  recorded: z.int().meta({ description: 'Events that were new and are stored.' }),
  repeated: z.int().meta({ description: 'Events that had come before.' }),
  sold: z.array(id).meta({ description: 'Unique items that these purchases took off sale.' }),
  bookmark: z.string().optional().meta({
    description: 'Names this write, as the header `X-Bookmark` does. Whoever sends that header sees the write.',
  }),
  outcomes: z
    .array(
      z.object({
        id,
        outcome,
        repeated: z
          .literal(true)
          .optional()
          .meta({ description: 'The event had come before; this is the outcome of that time.' }),
      }),
    )
    .meta({ description: 'One an event, in the order of the request.' }),
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
    .meta({ description: 'Seconds since 1970; by default as before, or now for a new item.' }),
  unique: z.boolean().default(true).meta({ description: 'Whether there is only one: a purchase takes it off sale.' }),
  forSale: z.boolean().optional().meta({
    description: 'By default a new or withdrawn item goes on sale, and a unique one that was sold stays sold.',
  }),
  features: features.optional().meta({
    description: "The picture's features, as many numbers as the model takes. Left out, those of before stay.",
  }),
});
export const itemResponse = z.object({
  id,
  revision: z.int().meta({ description: 'The revision of the catalogue that this change made.' }),
  forSale: z.boolean(),
  recommendable: z
    .boolean()
    .meta({ description: 'Whether a model knows its looks: from features, or from its bundle.' }),
});
export type ItemResponse = z.infer<typeof itemResponse>;

/** Rows of one page. */
const MAX_PAGE = 1000;
const pageLimit = numeral(z.int().min(1).max(MAX_PAGE))
  .default(MAX_PAGE)
  .meta({ description: `How many there are at most, 1 to ${MAX_PAGE}.`, example: 100 });
const next = (example: string) =>
  z.string().optional().meta({ description: 'The `after` of the next page, where there is one.', example });

/** `GET /v1/users/{id}?limit=1000&after=CURSOR` */
export const userQuery = z.strictObject({
  limit: pageLimit,
  after: z
    .string()
    .regex(/^\d{0,15}\.\d{1,15}$/, 'not the `next` of a page')
    .optional()
    .meta({ description: 'The `next` of the page before.', example: '1795000000.12' }),
});

/** What is stored about a user: a page of it. */
export const userResponse = z.object({
  user: id,
  events: z.array(
    z.object({
      id,
      item: id,
      kind: z.enum(['purchase', 'like', 'click']),
      at: z.int().nullable(),
      rail: z.string().nullable(),
      outcome: z.enum(['bought', 'late', 'not-for-sale', 'recorded']),
    }),
  ),
  next: next('1795000000.12'),
});
export type UserResponse = z.infer<typeof userResponse>;
export const erasedResponse = z.object({ user: id, erased: z.int().meta({ description: 'Events that were erased.' }) });
export type ErasedResponse = z.infer<typeof erasedResponse>;

/** `GET /v1/orphans?limit=1000&after=ID` */
export const orphansQuery = z.strictObject({
  limit: pageLimit,
  after: id.optional().meta({ description: 'The `next` of the page before.', example: 'w-601' }),
});
/** The `{id}` of `/v1/orphans/{id}`. */
export const orphanPath = z.strictObject({
  id: id.meta({ description: 'An id that belongs to no item.', example: 'w-601' }),
});
export const orphansResponse = z.object({
  orphans: z.array(
    z.object({
      id,
      events: z.int().meta({ description: 'Events that name it.' }),
      sold: z.boolean().meta({ description: 'Whether an item of this id will come sold.' }),
    }),
  ),
  next: next('w-601'),
});
export type OrphansResponse = z.infer<typeof orphansResponse>;
export const orphanResponse = z.object({ id, erased: z.int().meta({ description: 'Events that were deleted.' }) });
export type OrphanResponse = z.infer<typeof orphanResponse>;

/** RFC 9457. `type` is stable and made for programs, the rest is for people. */
export const problem = z.object({
  type: z.string().meta({ example: 'urn:curatornet:problem:not-found' }),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  errors: z.array(z.object({ at: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problem>;

/** The problems that the API can answer with: a closed list. */
export const PROBLEMS = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'malformed-json': { status: 400, title: 'The body is not JSON' },
  unauthorized: { status: 401, title: 'A key or a token is needed' },
  forbidden: { status: 403, title: 'This token is for another user' },
  'not-found': { status: 404, title: 'There is nothing at this address' },
  'method-not-allowed': { status: 405, title: 'This address has no such method' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json' },
  'version-conflict': { status: 409, title: 'The versions are not such that this could be done' },
  'bundle-refused': { status: 422, title: 'It is not the bundle that its manifest says, or nobody signed it who may' },
  'event-conflict': { status: 422, title: 'An event of this id was recorded with other contents' },
  'wrong-features': { status: 422, title: 'The features are not such as the model takes' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'internal-error': { status: 500, title: 'The server failed' },
  unavailable: { status: 503, title: 'Storage cannot be reached now' },
  'no-model': { status: 503, title: 'No model can be served now' },
} as const;
export type ProblemCode = keyof typeof PROBLEMS;
export type ProblemStatus = (typeof PROBLEMS)[ProblemCode]['status'];

export const problemType = (code: ProblemCode) => `urn:curatornet:problem:${code}`;
