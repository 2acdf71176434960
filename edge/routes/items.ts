// `PUT /v1/items/{id}` and `DELETE /v1/items/{id}`: add, change and withdraw items. The next request in any isolate sees it.
import type { D1Database } from '@cloudflare/workers-types';
import { type ItemResponse, itemBody, itemPath, itemResponse, MAX_ITEM_BODY } from '@curatornet/shared/api.ts';
import type { Encoder } from '@curatornet/shared/bundle.ts';
import type { Hono } from 'hono';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { route } from '../contract/route.ts';
import { RequestError } from '../http/problems.ts';
import { purgeItems } from '../http/shared-cache.ts';
import { hasRelays, tellRelays } from '../relay/announce.ts';
import { withStorage } from '../storage/available.ts';
import { encodeFeatures } from '../storage/changes.ts';
import { inputInForce, putItems, type WrittenItem, withdrawItem } from '../storage/items.ts';
import { withUploadedImages } from '../storage/pictures.ts';

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
  route(app, put, async (c, { params: { id }, body: { features, encoder, forSale, ...about } }) => {
    if (features) await checkFeatures(c.env.DB, { features, encoder });
    const encoded = features ? encodeFeatures(features) : null;
    const relays = hasRelays(c.env);
    const sent = { id, about, features: encoded, forSale: forSale ?? null };
    const { items, announcement } = await withStorage(async () =>
      putItems(c.env.DB, await withUploadedImages(c.env.DB, [sent]), relays),
    );
    await tellRelays(c.env, announcement);
    purgeItems(c, [id]);
    return c.json(toItemResponse(items[0]));
  });

  route(app, withdraw, async (c, { params: { id } }) => {
    const { items, announcement } = await withStorage(() => withdrawItem(c.env.DB, id, hasRelays(c.env)));
    const [item] = items;
    if (!item) throw new RequestError('not-found', `there is no item ${id}`);
    await tellRelays(c.env, announcement);
    purgeItems(c, [id]);
    return c.json(toItemResponse(item));
  });
}

/** A written item in the API. */
export const toItemResponse = ({ id, revision, state, recommendable }: WrittenItem): ItemResponse => ({
  id,
  revision,
  forSale: state === 'for-sale',
  recommendable: recommendable === 1,
});

/** @throws RequestError `wrong-features` if the deployed model takes features of another length or of another encoder */
export async function checkFeatures(db: D1Database, sent: SentFeatures): Promise<void> {
  const message = wrongFeatures(sent, await withStorage(() => inputInForce(db)));
  if (message !== undefined) throw new RequestError('wrong-features', message);
}

/** A feature vector, and the id of the encoder that made it, if the caller names it. */
export interface SentFeatures {
  features: ArrayLike<number>;
  encoder?: string;
}

/** Why features do not fit. @param wanted what the model takes; undefined without a model */
export function wrongFeatures(
  { features, encoder }: SentFeatures,
  wanted: { features: number; encoder?: Encoder | null } | undefined,
): string | undefined {
  if (wanted === undefined) return undefined;
  if (features.length !== wanted.features)
    return `the vector has ${features.length} numbers, but the model takes ${wanted.features}`;
  if (encoder !== undefined && wanted.encoder && encoder !== wanted.encoder.id)
    return `the encoder ${encoder} made them, but the model was trained on features of ${wanted.encoder.id}: see GET /v1/encoder`;
  return undefined;
}
