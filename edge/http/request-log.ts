// What is told of a request: one line of JSON in the log, and a data point where Analytics Engine is bound. Neither holds
// anything of a person: no user, no item, no query, no address.
import type { MiddlewareHandler } from 'hono';
import type { App } from '../context.ts';

export const observe: MiddlewareHandler<App> = async (c, next) => {
  const startedAt = Date.now();
  await next();
  const ms = Date.now() - startedAt;
  const { method } = c.req;
  const { status } = c.res;
  const route = c.get('route') ?? 'none';
  const seen = c.get('seen');
  console.log(JSON.stringify({ id: c.get('requestId'), method, route, status, ms, ...seen }));
  c.env.ANALYTICS?.writeDataPoint({
    indexes: [route],
    blobs: [method, route, seen?.model ?? '', seen?.degraded ? 'degraded' : 'current'],
    doubles: [status, ms, seen?.history ?? 0, seen?.candidates ?? 0],
  });
};
