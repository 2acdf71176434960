// Every error as application/problem+json (RFC 9457), and the validation that raises most of them.

import { PROBLEMS, type Problem, type ProblemCode, problemType } from '@curatornet/shared/api.ts';
import type { Context } from 'hono';
import type { z } from 'zod';

/** Seconds after which a client may ask again where nothing could be served. A 429 brings its own: rate-limit.ts. */
const RETRY_AFTER = '5';
/** Of many mistakes in one request the first few are named. */
const MOST_ERRORS = 8;

/** A request that cannot be answered; thrown anywhere below the routes. */
export class RequestError extends Error {
  readonly code: ProblemCode;
  readonly errors?: Problem['errors'];
  /** Of the answer. */
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

/** The response for a problem; `headers` are added. */
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

/** Hono's error handler. What is not a RequestError is our fault: it is logged, and the caller learns no more. */
export function onError(error: Error, _c: Context): Response {
  if (error instanceof RequestError)
    return problemResponse(error.code, { detail: error.message, errors: error.errors, headers: error.headers });
  console.error(error);
  return problemResponse('internal-error');
}

/** Checks a value from outside. @throws RequestError `invalid-request` with the first mistakes */
export function validate<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues
    .slice(0, MOST_ERRORS)
    .map(({ path, message }) => ({ at: path.map(String).join('.'), message }));
  throw new RequestError('invalid-request', undefined, { errors });
}
