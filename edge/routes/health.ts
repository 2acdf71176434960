// `GET /health`: whether rails can be served, and with which version. It loads the version in force, as rails would.

import { type HealthResponse, healthResponse } from '@curatornet/shared/api.ts';
import type { Hono } from 'hono';
import type { App, Services } from '../app.ts';
import { operation } from '../contract/operation.ts';
import { RequestError } from '../problems.ts';

export const healthOperation = operation({
  method: 'get',
  path: '/health',
  policy: 'anyone',
  summary: 'Whether rails can be served',
  answer: healthResponse,
  problems: ['no-model'],
  example: { answer: { status: 'ok', model: '2c28e1f8b4ba382f', items: 6040 } },
});

export function health(app: Hono<App>, { models, database }: Services): void {
  app.get('/health', async (c) => {
    const deployment = await database(c.env)
      .deployment()
      .catch(() => undefined);
    return models.use(deployment, c.env.MODELS, c.executionCtx, (catalogue) => {
      if (!catalogue) throw new RequestError('no-model');
      const status = deployment?.version === catalogue.model.version ? 'ok' : 'degraded';
      return c.json({ status, model: catalogue.model.version, items: catalogue.size } satisfies HealthResponse);
    });
  });
}
