// `GET /v1/rails` for a known user, `POST /v1/rails` for a history that the client holds: who -> history -> rails.

import { historyBody, knownUserQuery, type Rail, type RailsResponse, railsResponse } from '@curatornet/shared/api.ts';
import type { Hono } from 'hono';
import type { App, Services } from '../app.ts';
import { validate } from '../problems.ts';
import { forYou } from '../rails/for-you.ts';
import { popular } from '../rails/popular.ts';
import { readJson, readQuery } from '../request.ts';
import { type Visit, visit } from '../visit.ts';
import type { Operation } from './openapi.ts';
import { route } from './route.ts';

export const railsOperations: Operation[] = [
  {
    method: 'get',
    path: '/v1/rails',
    policy: 'user',
    summary: 'Rails for a user; the popular works for one of whom nothing is known',
    query: knownUserQuery,
    answer: railsResponse,
    problems: ['invalid-request', 'unauthorized', 'forbidden', 'too-many-requests', 'no-model'],
  },
  {
    method: 'post',
    path: '/v1/rails',
    policy: 'storefront',
    summary: 'Rails for a history that the client holds; the popular works for an empty one',
    body: historyBody,
    answer: railsResponse,
    problems: [
      'invalid-request',
      'malformed-json',
      'body-too-large',
      'unsupported-media-type',
      'unauthorized',
      'unknown-item',
      'too-many-requests',
      'no-model',
    ],
  },
];

export function rails(app: Hono<App>, services: Services): void {
  const [forUser, forHistory] = railsOperations;
  route(app, forUser, (c) => {
    const { user, limit } = validate(knownUserQuery, readQuery(c.req.raw));
    return visit(c, services, { user }, async (visit) => c.json(await page(visit, limit)));
  });

  route(app, forHistory, async (c) => {
    const { history, limit } = validate(historyBody, await readJson(c.req.raw));
    return visit(c, services, { history }, async (visit) => c.json(await page(visit, limit)));
  });
}

/** Everything that a page shows of the rails. */
async function page(visit: Visit, limit: number): Promise<RailsResponse> {
  const shown: Rail = visit.visitor.history.length > 0 ? await forYou(visit, limit) : popular(visit, limit);
  return { model: visit.catalogue.model.version, degraded: visit.degraded || undefined, rails: [shown] };
}
