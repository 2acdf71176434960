// `GET /openapi.json`: the OpenAPI document, generated once per isolate at the first request.
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import type { App } from '../context.ts';
import { describe } from '../contract/describe.ts';
import { type Operation, operation } from '../contract/operation.ts';
import { route } from '../contract/route.ts';
import { withEtag } from '../http/caching.ts';

export const openapiOperation = operation({
  method: 'get',
  path: '/openapi.json',
  policy: 'anyone',
  summary: 'The OpenAPI document of this API',
  answer: z.record(z.string(), z.unknown()),
  problems: [],
  example: { answer: { openapi: '3.1.0', info: { title: 'CuratorNet at the edge', version: '1' }, paths: {} } },
});

/** @param operations all operations of the API */
export function openapiRoute(app: Hono<App>, operations: readonly Operation[]): void {
  let document: object | undefined;
  const answer = (c: Context<App>) => {
    document ??= describe(operations);
    return c.json(document, 200, { 'cache-control': 'public, max-age=60' });
  };
  route(app, openapiOperation, answer, [withEtag]);
}
