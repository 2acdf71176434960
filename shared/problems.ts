// The problems that the API answers with instead of a result: RFC 9457.
import { z } from 'zod';

/** RFC 9457. `type` is stable, for programs; the other fields are for people. */
export const problem = z.object({
  type: z.string().meta({ example: 'urn:curatornet:problem:not-found' }),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  errors: z.array(z.object({ at: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problem>;

/** How many errors of a problem are named. */
const MOST_ERRORS = 3;

/** What a problem says to people: its errors, else its detail, else its title. */
export function wordsOf({ title, detail, errors = [] }: Problem): string {
  if (errors.length === 0) return detail ?? title;
  const named = errors.slice(0, MOST_ERRORS).map(({ at, message }) => `${at}: ${message}`);
  const more = errors.length > MOST_ERRORS ? [`${errors.length - MOST_ERRORS} more errors`] : [];
  return [...named, ...more].join('; ');
}

/** All problems that the API can return. */
export const PROBLEMS = {
  'invalid-request': { status: 400, title: 'The request is invalid' },
  'malformed-json': { status: 400, title: 'The request body is not valid JSON' },
  unauthorized: { status: 401, title: 'A valid key or token is required' },
  forbidden: { status: 403, title: 'The token belongs to another user' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'body-too-large': { status: 413, title: 'The request body is too large' },
  'unsupported-media-type': { status: 415, title: 'The request body must be application/json' },
  'unsupported-picture': { status: 415, title: 'The request body is not a JPEG, PNG, WebP, GIF, TIFF or AVIF picture' },
  'picture-conflict': { status: 409, title: 'The item has another picture' },
  'version-conflict': { status: 409, title: 'The requested version change conflicts with the current deployment' },
  'config-conflict': { status: 409, title: 'The rails config has another revision' },
  'bundle-refused': {
    status: 422,
    title: 'The bundle does not match its manifest, or is not signed by a trusted key',
  },
  'event-conflict': { status: 422, title: 'An event with this id was already recorded with different contents' },
  'wrong-features': {
    status: 422,
    title: 'The feature vector has the wrong length, the wrong encoder or values the model cannot use',
  },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'internal-error': { status: 500, title: 'Internal error' },
  unavailable: { status: 503, title: 'Storage is temporarily unavailable' },
  'no-model': { status: 503, title: 'No model is available' },
} as const;
export type ProblemCode = keyof typeof PROBLEMS;
export type ProblemStatus = (typeof PROBLEMS)[ProblemCode]['status'];

export const problemType = (code: ProblemCode) => `urn:curatornet:problem:${code}`;
