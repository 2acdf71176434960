// Errors of the API as application/problem+json (RFC 9457), and the validation that raises most of them.

import { PROBLEMS, type Problem, type ProblemCode, problemType } from '@curatornet/shared/problems.ts';
import type { Context } from 'hono';
import type { z } from 'zod';

/** The Retry-After of a 503, in seconds. A 429 has its own: rate-limit.ts. */
const RETRY_AFTER = '5';
/** The largest number of validation errors in a problem. */
const MOST_ERRORS = 8;

/** A problem that the API returns; thrown anywhere below the routes. */
export class RequestError extends Error {
  readonly code: ProblemCode;
  readonly errors?: Problem['errors'];
  /** Headers of the response. */
  readonly headers?: Record<string, string>;

  constructor(
    code: ProblemCode,
    detail?: string,
    more: { errors?: Problem['errors']; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(detail, { cause: more.cause });
    this.code = code;
    this.errors = more.errors;
    this.headers = more.headers;
  }
}

/** The response for a problem, with additional `headers`. */
export function problemResponse(
  code: ProblemCode,
  { detail, errors, headers }: { detail?: string; errors?: Problem['errors']; headers?: Record<string, string> } = {},
): Response {
  const { status, title } = PROBLEMS[code];
  const body: Problem = { type: problemType(code), title, status, detail: detail || undefined, errors };
  const own: Record<string, string> = { 'content-type': 'application/problem+json' };
  if (status === 503) own['retry-after'] = RETRY_AFTER;
  if (status === 401) own['www-authenticate'] = 'Bearer realm="curatornet"';
  return new Response(JSON.stringify(body), { status, headers: { ...own, ...headers } });
}

/** Hono's error handler. Errors other than RequestError are bugs: they are logged, and the caller gets no details. */
export function onError(error: Error, _c: Context): Response {
  if (error instanceof RequestError)
    return problemResponse(error.code, { detail: error.message, errors: error.errors, headers: error.headers });
  console.error(error);
  return problemResponse('internal-error');
}

/** Validates a value from outside. @throws RequestError `invalid-request` with the first errors */
export function validate<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues
    .slice(0, MOST_ERRORS)
    .map(({ path, message }) => ({ at: path.map(String).join('.'), message }));
  throw new RequestError('invalid-request', undefined, { errors });
}
