// Mounts a route as its operation declares: with access control, rate limit and validation. The handler gets parsed path
// parameters, query and body, so that it cannot forget to validate them.
import type { Context, Hono, MiddlewareHandler } from 'hono';
import type { z } from 'zod';
import type { App } from '../context.ts';
import { guard } from '../http/access.ts';
import { validate } from '../http/problems.ts';
import { rateLimit } from '../http/rate-limit.ts';
import { readJsonBody, readQuery } from '../http/request.ts';
import type { Operation } from './operation.ts';

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

/** The parsed parts of a request; `undefined` for parts that the operation does not have. */
export interface ParsedRequest<O extends Operation> {
  params: Parsed<O['params']>;
  query: Parsed<O['query']>;
  body: Parsed<O['body']>;
}

type Handler<O extends Operation> = (c: Context<App>, input: ParsedRequest<O>) => Response | Promise<Response>;

/** Converts `/v1/items/{id}` to hono's `/v1/items/:id`. */
const honoPath = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1');

/**
 * @param around middlewares around the handler, after access control and rate limit
 * @example route(app, readUser, (c, { params }) => c.json({ user: params.id }));
 */
export function route<O extends Operation>(
  app: Hono<App>,
  operation: O,
  handler: Handler<O>,
  around: MiddlewareHandler<App>[] = [],
): void {
  const { method, path, policy } = operation;
  const note: MiddlewareHandler<App> = (c, next) => {
    c.set('route', path);
    return next();
  };
  const handle = async (c: Context<App>) => handler(c, (await parse(c, operation)) as ParsedRequest<O>);
  app.on(method.toUpperCase(), honoPath(path), note, guard(policy), rateLimit, ...around, handle);
}

/** @throws RequestError if the request does not match the operation */
async function parse(c: Context<App>, { params, query, body, maxBody }: Operation): Promise<ParsedRequest<Operation>> {
  return {
    params: params && validate(params, c.req.param()),
    query: query && validate(query, readQuery(c.req.raw, query)),
    body: body && validate(body, await readJsonBody(c, maxBody)),
  } as ParsedRequest<Operation>;
}
