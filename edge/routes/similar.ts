// `GET /v1/items/{id}/similar`: the items for sale that are most visually similar to an item, by the cosine of the item
// vectors. The item itself may be sold.
import { itemPath, type SimilarResponse, similarQuery, similarResponse } from '@curatornet/shared/api.ts';
import { scoreOf } from '@curatornet/shared/ranking.ts';
import type { Context, Hono } from 'hono';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { type ParsedRequest, route } from '../contract/route.ts';
import { PRIVATE, sharedCaching, withEtag } from '../http/caching.ts';
import { RequestError } from '../http/problems.ts';
import { jsonResponse } from '../http/response-defaults.ts';
import { itemTag, keepShared, SIMILAR_TAG } from '../http/shared-cache.ts';
import { alikeRows } from '../rails/alike.ts';
import { toRailItem } from '../rails/item.ts';
import type { Services } from '../services.ts';
import { withCatalogue } from '../with-catalogue.ts';

export const similarOperation = operation({
  method: 'get',
  path: '/v1/items/{id}/similar',
  policy: 'storefront',
  summary: 'Get items for sale that are visually similar to an item',
  params: itemPath,
  query: similarQuery,
  answer: similarResponse,
  problems: ['not-found', 'no-model', 'unavailable'],
  example: {
    answer: {
      model: '2c28e1f8b4ba382f',
      item: 'w-3',
      items: [{ id: 'w-125', score: 0.91, title: 'Quiet River', artist: 'Dov Eskrane', price: 30, currency: 'EUR' }],
    },
  },
});

export function similarRoute(app: Hono<App>, services: Services): void {
  const answer = (c: Context<App>, { params: { id }, query: { limit } }: ParsedRequest<typeof similarOperation>) =>
    withCatalogue(c, services, async (snapshot) => {
      const source = snapshot.items;
      const catalogue = await source.select({ alike: { to: [id], without: [id], limit } });
      const row = catalogue.rowOf.get(id);
      if (row === undefined && source.incomplete) throw new RequestError('unavailable');
      if (row === undefined) throw new RequestError('not-found', `there is no item ${id}`);
      const { rows, scores } = alikeRows(catalogue, { vectors: [catalogue.table.vector(row)], without: [id], limit });
      const items = rows.map((other) => toRailItem(catalogue, other, scoreOf(scores, other)));
      const degraded = snapshot.degraded();
      const answer: SimilarResponse = { model: source.model.version, degraded: degraded || undefined, item: id, items };
      const response = jsonResponse(answer, degraded ? PRIVATE : sharedCaching(c.env));
      if (!degraded) keepShared(c, response, [SIMILAR_TAG, ...[id, ...items.map((item) => item.id)].map(itemTag)]);
      return response;
    });
  route(app, similarOperation, answer, [withEtag]);
}
