// `GET /health`: whether rails can be served, and by which version. It reads storage as a request for rails does.

import { type HealthResponse, healthResponse } from '@curatornet/shared/api.ts';
import type { Hono } from 'hono';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { route } from '../contract/route.ts';
import type { Services } from '../services.ts';
import { withCatalogue } from '../with-catalogue.ts';

export const healthOperation = operation({
  method: 'get',
  path: '/health',
  policy: 'anyone',
  summary: 'Check whether rails can be served',
  answer: healthResponse,
  problems: ['no-model'],
  example: { answer: { status: 'ok', model: '2c28e1f8b4ba382f', items: 6040, revision: 71, age: 0.2, silent: null } },
});

export function healthRoute(app: Hono<App>, services: Services): void {
  route(app, healthOperation, (c) =>
    withCatalogue(c, services, async ({ stock, degraded }) => {
      const { model, size, revision, readAt } = stock;
      const silentFor = services.d1?.openFor;
      return c.json({
        status: degraded() ? 'degraded' : 'ok',
        model: model.version,
        items: size,
        revision,
        age: Number.isFinite(readAt) ? (Date.now() - readAt) / 1000 : null,
        silent: silentFor === undefined ? null : silentFor / 1000,
      } satisfies HealthResponse);
    }),
  );
}
