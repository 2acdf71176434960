// The middleware that counts each answer: its route and status, how long it waited, and what its handler noted.
import type { Context, MiddlewareHandler } from 'hono';
import type { App } from '../context.ts';
import type { Counters } from './counters.ts';

/** A caller may send any other method. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'];

/** Counts if METRICS is `on`, and adds the counts to D1 from time to time, in the background. */
export function counting(counters: Counters): MiddlewareHandler<App> {
  return async (c, next) => {
    if (c.env.METRICS !== 'on') return next();
    const startedAt = performance.now();
    await next();
    count(counters, c, performance.now() - startedAt);
    if (counters.due) c.executionCtx.waitUntil(counters.flush(c.env.DB));
  };
}

/** @param ms from the request to its answer, in milliseconds */
function count(counters: Counters, c: Context<App>, ms: number): void {
  const { status } = c.res;
  const method = METHODS.includes(c.req.method) ? c.req.method : 'other';
  const operation = `${c.get('route') ?? 'none'} ${method}`;
  counters.add(`requests ${operation} ${status}`);
  counters.observe(`requestWait ${operation}`, ms / 1000);
  const waited = c.get('waited');
  if (waited !== undefined) counters.observe('storageWait', waited / 1000);
  if (c.get('answerLog')?.degraded && status < 400) counters.add(`degraded ${operation}`);
  for (const rail of c.get('rails') ?? []) counters.add(`rails ${rail}`);
  for (const { kind, outcome } of c.get('events') ?? []) counters.add(`events ${kind} ${outcome}`);
}
