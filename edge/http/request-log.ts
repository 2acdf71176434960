// The request log: one line of JSON per request, and a data point if Analytics Engine is bound. Neither contains personal
// data: no user, item, query or address.
import type { Context } from 'hono';
import type { App } from '../context.ts';

/** @param ms from the request to its answer, in milliseconds */
export function logRequest(c: Context<App>, ms: number): void {
  const { method } = c.req;
  const { status } = c.res;
  const route = c.get('route') ?? 'none';
  const answerLog = c.get('answerLog');
  console.log(JSON.stringify({ id: c.get('requestId'), method, route, status, ms, ...answerLog }));
  c.env.ANALYTICS?.writeDataPoint({
    indexes: [route],
    blobs: [method, route, answerLog?.model ?? '', answerLog?.degraded ? 'degraded' : 'current'],
    doubles: [status, ms, answerLog?.history ?? 0, answerLog?.candidates ?? 0],
  });
}
