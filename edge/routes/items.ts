// `PUT /v1/items/{id}` and `DELETE /v1/items/{id}`: add, change and withdraw items. The next request in any isolate sees it.
import type { D1Database } from '@cloudflare/workers-types';
import { type ItemResponse, itemBody, itemPath, itemResponse, MAX_ITEM_BODY } from '@curatornet/shared/api.ts';
import type { Hono } from 'hono';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { route } from '../contract/route.ts';
import { RequestError } from '../http/problems.ts';
import { purgeItems } from '../http/shared-cache.ts';
import { hasRelays, tellRelays } from '../relay/announce.ts';
import { withStorage } from '../storage/available.ts';
import { encodeFeatures } from '../storage/changes.ts';
import { featuresInForce, putItems, type WrittenItem, withdrawItem } from '../storage/items.ts';

const put = operation({
  method: 'put',
  path: '/v1/items/{id}',
  policy: 'service',
  params: itemPath,
  summary: 'Add or change an item. With features, it can be recommended at once',
  body: itemBody,
  maxBody: MAX_ITEM_BODY,
  answer: itemResponse,
  problems: ['wrong-features', 'unavailable'],
  example: {
    body: { title: 'Quiet River', artist: 'Dov Eskrane', price: 30, currency: 'EUR', tags: ['landscape'] },
    answer: { id: 'w-125', revision: 72, forSale: true, recommendable: true },
  },
});
const withdraw = operation({
  method: 'delete',
  path: '/v1/items/{id}',
  policy: 'service',
  params: itemPath,
  summary: 'Take an item off sale',
  answer: itemResponse,
  problems: ['not-found', 'unavailable'],
  example: { answer: { id: 'w-125', revision: 73, forSale: false, recommendable: true } },
});
export const itemsOperations = [put, withdraw] as const;

export function itemsRoutes(app: Hono<App>): void {
  route(app, put, async (c, { params: { id }, body: { features, forSale, ...about } }) => {
    if (features) await checkFeatures(c.env.DB, features);
    const encoded = features ? encodeFeatures(features) : null;
    const relays = hasRelays(c.env);
    const sent = { id, about, features: encoded, forSale: forSale ?? null };
    const { items, announcement } = await withStorage(() => putItems(c.env.DB, [sent], relays));
    await tellRelays(c.env, announcement);
    purgeItems(c, [id]);
    return c.json(answer(items[0]));
  });

  route(app, withdraw, async (c, { params: { id } }) => {
    const { items, announcement } = await withStorage(() => withdrawItem(c.env.DB, id, hasRelays(c.env)));
    const [item] = items;
    if (!item) throw new RequestError('not-found', `there is no item ${id}`);
    await tellRelays(c.env, announcement);
    purgeItems(c, [id]);
    return c.json(answer(item));
  });
}

const answer = ({ id, revision, state, recommendable }: WrittenItem): ItemResponse => ({
  id,
  revision,
  forSale: state === 'for-sale',
  recommendable: recommendable === 1,
});

/** @throws RequestError `wrong-features` if the deployed model takes feature vectors of another length */
async function checkFeatures(db: D1Database, features: readonly number[]): Promise<void> {
  const message = wrongFeatures(features, await withStorage(() => featuresInForce(db)));
  if (message !== undefined) throw new RequestError('wrong-features', message);
}

/** Why a feature vector does not fit. @param wanted the length that the deployed model takes; undefined without a model */
export const wrongFeatures = (features: readonly number[], wanted: number | undefined): string | undefined =>
  wanted === undefined || features.length === wanted
    ? undefined
    : `the vector has ${features.length} numbers, but the model takes ${wanted}`;
