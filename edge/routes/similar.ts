// `GET /v1/items/{id}/similar`: the items for sale that are most visually similar to an item, by the cosine of the item
// vectors. The item itself may be sold.
import { itemPath, type SimilarResponse, similarQuery, similarResponse } from '@curatornet/shared/api.ts';
import { topK } from '@curatornet/shared/ranking.ts';
import type { Context, Hono } from 'hono';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { type ParsedRequest, route } from '../contract/route.ts';
import { authorizeUser } from '../http/access.ts';
import { PRIVATE, sharedCaching, withEtag } from '../http/caching.ts';
import { RequestError } from '../http/problems.ts';
import { jsonResponse } from '../http/response-defaults.ts';
import { itemTag, keepShared, SIMILAR_TAG } from '../http/shared-cache.ts';
import { closeKnown } from '../rails/filter.ts';
import { toRailItem } from '../rails/item.ts';
import type { Services } from '../services.ts';
import { userOf } from '../visit.ts';
import { type Snapshot, withCatalogue } from '../with-catalogue.ts';

export const similarOperation = operation({
  method: 'get',
  path: '/v1/items/{id}/similar',
  policy: 'shopper',
  summary: 'Get items for sale that are visually similar to an item, for everybody or for a user',
  params: itemPath,
  query: similarQuery,
  answer: similarResponse,
  problems: ['not-found', 'no-model'],
  example: {
    answer: {
      model: '2c28e1f8b4ba382f',
      item: 'w-3',
      items: [{ id: 'w-125', score: 0.91, title: 'Quiet River', artist: 'Dov Eskrane', price: 30, currency: 'EUR' }],
    },
  },
});

export function similarRoute(app: Hono<App>, services: Services): void {
  const answer = (
    c: Context<App>,
    { params: { id }, query: { limit, user } }: ParsedRequest<typeof similarOperation>,
  ) => {
    if (user !== undefined) authorizeUser(c, user);
    const answerFrom = async ({ catalogue, degraded, known }: Snapshot) => {
      const { table, forSale, rowOf, model } = catalogue;
      const row = rowOf.get(id);
      if (row === undefined) throw new RequestError('not-found', `there is no item ${id}`);
      const open = forSale.slice();
      open[row] = 0;
      closeKnown(open, userOf(catalogue, known));
      const alike = table.lazyCosines(row);
      const items = topK(alike, limit, open).map((other) => toRailItem(catalogue, other, alike.of(other)));
      const answer: SimilarResponse = { model: model.version, degraded: degraded || undefined, item: id, items };
      const shared = !degraded && user === undefined;
      const response = jsonResponse(answer, shared ? sharedCaching(c.env) : PRIVATE);
      if (shared) keepShared(c, response, [SIMILAR_TAG, ...[id, ...items.map((item) => item.id)].map(itemTag)]);
      return response;
    };
    return withCatalogue(c, services, answerFrom, { user });
  };
  route(app, similarOperation, answer, [withEtag]);
}
