// `GET /docs`: /openapi.json for people, by Scalar. Its script comes from DOCS_SCRIPT: by default one pinned version at a
// public network, and the page needs that network; a store that wants none serves the file itself and names its address.
import { Scalar } from '@scalar/hono-api-reference';
import type { Hono } from 'hono';
import { z } from 'zod';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { route } from '../contract/route.ts';

const SCRIPT = 'https://cdn.jsdelivr.net/npm/@scalar/api-reference@1.72.1/dist/browser/standalone.js';

export const docsOperation = operation({
  method: 'get',
  path: '/docs',
  policy: 'anyone',
  summary: 'This description as a page',
  media: 'text/html',
  answer: z.string(),
  problems: [],
  example: { answer: '<!doctype html>' },
});

const page = Scalar<App>((c) => ({
  url: '/openapi.json',
  pageTitle: 'CuratorNet at the edge',
  telemetry: false,
  cdn: c.env.DOCS_SCRIPT ?? SCRIPT,
}));

export function docs(app: Hono<App>): void {
  route(app, docsOperation, async (c) => {
    c.header('cache-control', 'public, max-age=60');
    return (await page(c, async () => {})) as Response;
  });
}
