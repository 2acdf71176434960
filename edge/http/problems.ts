// Every error as application/problem+json (RFC 9457), and the validation that raises most of them.

import { PROBLEMS, type Problem, type ProblemCode, problemType } from '@curatornet/shared/api.ts';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { z } from 'zod';

/** Seconds after which a client may ask again where nothing could be served. */
const RETRY_AFTER = '5';
/** Of many mistakes in one request the first few are named. */
const MOST_ERRORS = 8;

/** A request that cannot be answered; thrown anywhere below the routes. */
export class RequestError extends Error {
  readonly code: ProblemCode;
  readonly errors?: Problem['errors'];

  constructor(code: ProblemCode, detail?: string, more: { errors?: Problem['errors']; cause?: unknown } = {}) {
    super(detail, { cause: more.cause });
    this.code = code;
    this.errors = more.errors;
  }
}

/** The response for a problem; `headers` are added. */
export function problemResponse(
  code: ProblemCode,
  { detail, errors, headers }: { detail?: string; errors?: Problem['errors']; headers?: Record<string, string> } = {},
): Response {
  const { status, title } = PROBLEMS[code];
  const body: Problem = { type: problemType(code), title, status, detail: detail || undefined, errors };
  const retry: Record<string, string> = status === 503 || status === 429 ? { 'retry-after': RETRY_AFTER } : {};
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json', ...retry, ...headers },
  });
}

/** Hono's error handler. What is not a RequestError is our fault: it is logged, and the caller learns no more. */
export function onError(error: Error, _c: Context): Response {
  // Thrown by hono's own middlewares, which are those that look at keys and tokens.
  if (error instanceof HTTPException) {
    const challenge = error.getResponse().headers.get('www-authenticate') ?? 'Bearer';
    return problemResponse('unauthorized', { headers: { 'www-authenticate': challenge } });
  }
  if (error instanceof RequestError)
    return problemResponse(error.code, { detail: error.message, errors: error.errors });
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
