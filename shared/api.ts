// Every request and response of the API, version 1, once: the worker validates with these schemas, clients take their
// types from them, and /openapi.json is written from them.
import { z } from 'zod';
import { MAX_HISTORY } from './ranking.ts';

/** The largest request body that is read, in bytes. */
export const MAX_BODY = 64 * 1024;
export const MAX_LIMIT = 100;
export const DEFAULT_LIMIT = 20;

const id = z.string().min(1).max(128);
const limit = z.int().min(1).max(MAX_LIMIT);
const limitMeta = { description: `How many items a rail has at most, 1 to ${MAX_LIMIT}.`, example: DEFAULT_LIMIT };

/** `GET /v1/rails?user=ID&limit=20` */
export const knownUserQuery = z.strictObject({
  user: id.meta({ description: 'A user of the store.', example: 'u-17' }),
  limit: z
    .string()
    .regex(/^\d{1,9}$/, 'not a whole number')
    .transform(Number)
    .pipe(limit)
    .default(DEFAULT_LIMIT)
    .meta(limitMeta),
});

/** `POST /v1/rails` */
export const historyBody = z.strictObject({
  history: z
    .array(id)
    .max(MAX_HISTORY)
    .meta({
      description: 'Ids of the items that the user has, oldest first. Empty for a visitor.',
      example: ['w-3', 'w-14'],
    }),
  limit: limit.default(DEFAULT_LIMIT).meta(limitMeta),
});

/** An item on a rail. */
export const railItem = z.object({
  id,
  score: z.number().meta({ description: 'Comparable within a rail only.' }),
  title: z.string().optional(),
  artist: z.string().optional(),
  image: z.string().optional(),
  price: z.number().optional(),
  currency: z.string().optional(),
});

export type RailItem = z.infer<typeof railItem>;

export const rail = z.object({
  id: z.enum(['for-you', 'popular']),
  title: z.string(),
  items: z.array(railItem),
});
export type Rail = z.infer<typeof rail>;

export const railsResponse = z.object({
  model: z.string().meta({ description: 'The version of the model that ranked.' }),
  degraded: z
    .literal(true)
    .optional()
    .meta({ description: 'The answer may be older than it should be: storage failed.' }),
  rails: z.array(rail),
});
export type RailsResponse = z.infer<typeof railsResponse>;

export const healthResponse = z.object({
  status: z.enum(['ok', 'degraded']).meta({
    description:
      '`degraded`: D1 does not answer, another version than the deployed one serves, or changes are missing.',
  }),
  model: z.string().meta({ description: 'The version that serves.' }),
  items: z.int().meta({ description: 'Works for sale.' }),
  number: z.int().meta({ description: 'The number of the last change of the catalogue that is known here.' }),
  age: z.number().nullable().meta({ description: 'Seconds since all changes were known; null where they never were.' }),
});
export type HealthResponse = z.infer<typeof healthResponse>;

/** Events that one request may bring. */
export const MAX_EVENTS = 100;
/** The largest body of `PUT /v1/items/{id}`, in bytes. */
export const MAX_ITEM_BODY = 256 * 1024;
/** Numbers in a picture's features. */
export const MAX_FEATURES = 8192;
const MAX_SECONDS = 253_402_300_799;
const seconds = z.int().min(0).max(MAX_SECONDS);

const event = z.strictObject({
  id: id.meta({
    description: 'Chosen by whoever sends it. An event that comes again is recorded once.',
    example: 'order-7',
  }),
  user: id.meta({ example: 'u-17' }),
  item: id.meta({ example: 'w-3' }),
  kind: z.enum(['purchase', 'like']),
  at: seconds
    .optional()
    .meta({ description: 'Seconds since 1970; now, where it is left out.', example: 1_795_000_000 }),
  rail: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .meta({ description: 'The rail that it was taken from.', example: 'for-you' }),
});
export type Event = z.infer<typeof event>;

/** `POST /v1/events` */
export const eventsBody = z.strictObject({
  events: z.array(event).min(1).max(MAX_EVENTS).meta({ description: 'All are recorded, or none.' }),
});
export const eventsResponse = z.object({
  recorded: z.int().meta({ description: 'Events that were new.' }),
  repeated: z.int().meta({ description: 'Events that were recorded before.' }),
  sold: z.array(id).meta({ description: 'Unique works that these purchases took off sale.' }),
});
export type EventsResponse = z.infer<typeof eventsResponse>;

/** The `{id}` of an item or a user. */
export const pathId = id;

/** `PUT /v1/items/{id}` */
export const itemBody = z.strictObject({
  title: z.string().max(500).optional(),
  artist: z.string().min(1).max(256).optional(),
  image: z.string().max(2048).optional(),
  price: z.number().min(0).max(1e12).optional(),
  currency: z.string().max(16).optional(),
  tags: z.array(z.string().min(1).max(256)).max(64).optional(),
  uploadedAt: seconds
    .optional()
    .meta({ description: 'Seconds since 1970; by default as before, or now for a new work.' }),
  unique: z.boolean().default(true).meta({ description: 'Whether there is only one: a purchase takes it off sale.' }),
  forSale: z.boolean().optional().meta({
    description: 'By default a new or withdrawn work goes on sale, and a unique one that was sold stays sold.',
  }),
  features: z
    .array(z.number().refine((n) => Number.isFinite(Math.fround(n)), 'too large'))
    .min(1)
    .max(MAX_FEATURES)
    .optional()
    .meta({
      description: "The picture's features, as many numbers as the model takes. Left out, those of before stay.",
    }),
});
export const itemResponse = z.object({
  id,
  number: z.int().meta({ description: 'The number of this change of the catalogue.' }),
  forSale: z.boolean(),
  recommendable: z
    .boolean()
    .meta({ description: 'Whether a model knows its looks: from features, or from its bundle.' }),
});
export type ItemResponse = z.infer<typeof itemResponse>;

/** Everything that is stored about a user. */
export const userResponse = z.object({
  user: id,
  events: z.array(
    z.object({
      id,
      item: id,
      kind: z.enum(['purchase', 'like']),
      at: z.int().nullable(),
      rail: z.string().nullable(),
    }),
  ),
});
export type UserResponse = z.infer<typeof userResponse>;
export const erasedResponse = z.object({ user: id, erased: z.int().meta({ description: 'Events that were erased.' }) });
export type ErasedResponse = z.infer<typeof erasedResponse>;

/** RFC 9457. `type` is stable and made for programs, the rest is for people. */
export const problem = z.object({
  type: z.string().meta({ example: 'urn:curatornet:problem:unknown-item' }),
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
  'unknown-item': { status: 422, title: 'An item of the history is not in the catalogue' },
  'event-conflict': { status: 422, title: 'An event of this id was recorded with other contents' },
  'wrong-features': { status: 422, title: 'The features are not such as the model takes' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'internal-error': { status: 500, title: 'The server failed' },
  unavailable: { status: 503, title: 'Storage cannot be reached now' },
  'no-model': { status: 503, title: 'No model can be served now' },
} as const;
export type ProblemCode = keyof typeof PROBLEMS;

export const problemType = (code: ProblemCode) => `urn:curatornet:problem:${code}`;
