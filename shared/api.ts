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
  status: z.enum(['ok', 'degraded']).meta({ description: '`degraded`: another version than the deployed one serves.' }),
  model: z.string().meta({ description: 'The version that serves.' }),
  items: z.int(),
});
export type HealthResponse = z.infer<typeof healthResponse>;

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
  'not-found': { status: 404, title: 'There is nothing at this address' },
  'method-not-allowed': { status: 405, title: 'This address has no such method' },
  'body-too-large': { status: 413, title: `The body is larger than ${MAX_BODY} bytes` },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json' },
  'unknown-item': { status: 422, title: 'An item of the history is not in the catalogue' },
  'internal-error': { status: 500, title: 'The server failed' },
  'no-model': { status: 503, title: 'No model can be served now' },
} as const;
export type ProblemCode = keyof typeof PROBLEMS;

export const problemType = (code: ProblemCode) => `urn:curatornet:problem:${code}`;
