// `GET /health`: whether rails can be served, and with which version. It loads the version in force, as rails would.

import { type HealthResponse, healthResponse } from '@curatornet/shared/api.ts';
import type { Hono } from 'hono';
import type { App, Services } from '../app.ts';
import { RequestError } from '../problems.ts';
import type { Operation } from './openapi.ts';

export const healthOperation: Operation = {
  method: 'get',
  path: '/health',
  policy: 'anyone',
  summary: 'Whether rails can be served',
  answer: healthResponse,
  problems: ['no-model'],
};

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
