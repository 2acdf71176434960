// `GET /v1/rails` for a known user, `POST /v1/rails` for a history that the client holds, `GET /v1/rails/anonymous` for
// anonymous visitors.

import {
  anonymousQuery,
  historyBody,
  knownUserQuery,
  type PageOptions,
  type RailsResponse,
  railsResponse,
} from '@curatornet/shared/api-rails.ts';
import type { Context, Hono } from 'hono';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { route } from '../contract/route.ts';
import { PRIVATE, sharedCaching, withEtag } from '../http/caching.ts';
import { jsonResponse } from '../http/response-defaults.ts';
import { keepShared, RAILS_TAG } from '../http/shared-cache.ts';
import { pageOfRails } from '../page-of-rails.ts';
import type { Services } from '../services.ts';
import { type Visit, visit, type Who } from '../visit.ts';

const item = { id: 'w-125', title: 'Quiet River', artist: 'Dov Eskrane', price: 30, currency: 'EUR' };
const example = {
  model: '2c28e1f8b4ba382f',
  page: 'home',
  config: 7,
  rails: [
    {
      id: 'for-you',
      kind: 'for-you',
      ref: '12.2c28e1f8b4ba382f.home.for-you',
      title: 'For you',
      items: [{ ...item, score: 15.61, because: { item: 'w-3' } }],
    },
  ],
};

export const railsOperations = [
  operation({
    method: 'get',
    path: '/v1/rails',
    policy: 'user',
    summary: 'Get rails for a user; anonymous rails if the user is unknown',
    query: knownUserQuery,
    answer: railsResponse,
    problems: ['no-model'],
    example: { answer: example },
  }),
  operation({
    method: 'post',
    path: '/v1/rails',
    policy: 'storefront',
    summary: 'Get rails for a history that the client holds; anonymous rails if no item of it is known',
    body: historyBody,
    answer: railsResponse,
    problems: ['no-model'],
    example: { body: { history: ['w-3', 'w-14'], limit: 5, rails: ['for-you', 'discover'] }, answer: example },
  }),
  operation({
    method: 'get',
    path: '/v1/rails/anonymous',
    policy: 'storefront',
    summary: 'Get anonymous rails, the same for all visitors without a history',
    query: anonymousQuery,
    answer: railsResponse,
    problems: ['no-model'],
    example: {
      answer: {
        ...example,
        rails: [
          {
            id: 'popular',
            kind: 'popular',
            ref: '12.2c28e1f8b4ba382f.home.popular',
            title: 'Popular',
            items: [{ ...item, score: 7.02 }],
          },
        ],
      },
    },
  }),
] as const;

export function railsRoutes(app: Hono<App>, services: Services): void {
  const [forUser, forHistory, anonymous] = railsOperations;
  route(app, forUser, (c, { query: { user, ...options } }) => page(c, services, { user }, options));

  route(app, forHistory, (c, { body: { history, ...options } }) => page(c, services, { history }, options));

  route(app, anonymous, (c, { query }) => page(c, services, { history: [] }, query, sharedCaching(c.env)), [withEtag]);
}

/** @param caching the answer's Cache-Control, unless storage failed */
function page(
  c: Context<App>,
  services: Services,
  who: Who,
  options: PageOptions,
  caching: string = PRIVATE,
): Promise<Response> {
  const answer = async (visit: Visit) => {
    const { items, visitor } = visit;
    const { name, config, experiment, rails, next } = await pageOfRails(visit, options);
    c.set(
      'rails',
      rails.map(({ kind }) => kind),
    );
    const degraded = visit.degraded();
    const unknown = visitor.unknown.length > 0 ? [...visitor.unknown] : undefined;
    const page: RailsResponse = {
      model: items.model.version,
      degraded: degraded || undefined,
      unknown,
      page: name,
      config,
      experiment,
      rails,
      next,
    };
    const response = jsonResponse(page, degraded ? PRIVATE : caching);
    const { staleness, freshness } = options;
    const strict = staleness === undefined && freshness !== 'session';
    if (caching !== PRIVATE && !degraded) keepShared(c, response, strict ? [RAILS_TAG] : []);
    return { response, rails: rails.length };
  };
  return visit(c, services, who, answer, { staleness: options.staleness, freshness: options.freshness, shown: true });
}
