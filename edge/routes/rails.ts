// `GET /v1/rails` for a known user, `POST /v1/rails` for a history that the client holds, `GET /v1/rails/anonymous` for
// anybody: who -> history -> rails.

import {
  anonymousQuery,
  historyBody,
  knownUserQuery,
  type PageOptions,
  type RailsResponse,
  railsResponse,
} from '@curatornet/shared/api.ts';
import type { Context, Hono } from 'hono';
import type { App, Services } from '../app.ts';
import { PRIVATE, shared, tagged } from '../caching.ts';
import { validate } from '../problems.ts';
import { configuredRails } from '../rails/configured.ts';
import { fillRails } from '../rails/page.ts';
import { readJson, readQuery } from '../request.ts';
import { visit, type Who } from '../visit.ts';
import type { Operation } from './openapi.ts';

export const railsOperations: Operation[] = [
  {
    method: 'get',
    path: '/v1/rails',
    policy: 'user',
    summary: 'Rails for a user; those for anybody where nothing is known of them',
    query: knownUserQuery,
    answer: railsResponse,
    problems: ['invalid-request', 'no-model'],
  },
  {
    method: 'post',
    path: '/v1/rails',
    policy: 'storefront',
    summary: 'Rails for a history that the client holds; those for anybody where it is empty',
    body: historyBody,
    answer: railsResponse,
    problems: [
      'invalid-request',
      'malformed-json',
      'body-too-large',
      'unsupported-media-type',
      'unknown-item',
      'no-model',
    ],
  },
  {
    method: 'get',
    path: '/v1/rails/anonymous',
    policy: 'storefront',
    summary: 'Rails for somebody of whom nothing is known, the same for everybody',
    query: anonymousQuery,
    answer: railsResponse,
    problems: ['invalid-request', 'no-model'],
  },
];

export function rails(app: Hono<App>, services: Services): void {
  app.get('/v1/rails', (c) => {
    const { user, ...options } = validate(knownUserQuery, readQuery(c.req.raw, knownUserQuery));
    return page(c, services, { user }, options);
  });

  app.post('/v1/rails', async (c) => {
    const { history, ...options } = validate(historyBody, await readJson(c.req.raw));
    return page(c, services, { history }, options);
  });

  app.get('/v1/rails/anonymous', tagged, (c) => {
    const options = validate(anonymousQuery, readQuery(c.req.raw, anonymousQuery));
    return page(c, services, { history: [] }, options, shared(c.env));
  });
}

/** @param caching the answer's Cache-Control, where nothing has failed */
function page(
  c: Context<App>,
  services: Services,
  who: Who,
  options: PageOptions,
  caching: string = PRIVATE,
): Promise<Response> {
  return visit(c, services, who, async ({ catalogue, visitor, degraded }) => {
    const known = visitor.history.length > 0;
    const ids = options.rails ?? configuredRails(c.env, known ? 'RAILS' : 'RAILS_ANONYMOUS');
    const rails = await fillRails({ catalogue, visitor }, ids, options);
    const answer: RailsResponse = { model: catalogue.model.version, degraded: degraded || undefined, rails };
    return c.json(answer, 200, { 'cache-control': degraded ? PRIVATE : caching });
  });
}
