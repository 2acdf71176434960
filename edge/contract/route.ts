// Mounts a route with what it declares: its policy stands before its handler, and its operation goes into the contract.
import type { Hono, MiddlewareHandler } from 'hono';
import type { App } from '../context.ts';
import { guard } from '../http/access.ts';
import { RequestError } from '../http/problems.ts';
import type { Operation } from './operation.ts';

type Handler = (...call: Parameters<MiddlewareHandler<App>>) => Response | Promise<Response>;

/** `/v1/items/{id}` in the contract is `/v1/items/:id` to hono. */
const honoPath = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1');

/** @param handlers the last one answers; those before it are hono's middlewares */
export function route(app: Hono<App>, operation: Operation, ...handlers: [...MiddlewareHandler<App>[], Handler]): void {
  const { method, path, policy } = operation;
  const note: MiddlewareHandler<App> = (c, next) => {
    c.set('route', path);
    return next();
  };
  app.on(method.toUpperCase(), honoPath(path), note, guard(policy), limit, ...handlers);
}

/** Holds back visitors who ask too often: by user, or else by address. The store's own servers are not counted. */
const limit: MiddlewareHandler<App> = async (c, next) => {
  const { LIMITER } = c.env;
  const key = c.get('subject') ?? c.req.header('cf-connecting-ip');
  const counted = LIMITER && key !== undefined && !['SERVICE_KEY', 'DEPLOY_KEY'].includes(c.get('key') ?? '');
  if (counted && !(await LIMITER.limit({ key })).success) throw new RequestError('too-many-requests');
  await next();
};
