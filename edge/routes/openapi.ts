// `GET /openapi.json`: the description of the API. It is written once an isolate, when it is asked for.
import type { Hono } from 'hono';
import type { App } from '../app.ts';
import { tagged } from '../caching.ts';
import { describe } from '../contract/describe.ts';
import { OPERATIONS } from '../contract/operations.ts';

export function openapi(app: Hono<App>): void {
  let document: object | undefined;
  app.get('/openapi.json', tagged, (c) => {
    document ??= describe(OPERATIONS);
    return c.json(document, 200, { 'cache-control': 'public, max-age=60' });
  });
}
