// `PUT /v1/items/{id}` and `DELETE /v1/items/{id}`: items come, change and go. The next request knows, in any isolate.
import { type ItemResponse, itemBody, itemPath, itemResponse, MAX_ITEM_BODY } from '@curatornet/shared/api.ts';
import type { Context, Hono } from 'hono';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { route } from '../contract/route.ts';
import { RequestError } from '../http/problems.ts';
import type { Services } from '../services.ts';
import { written } from '../storage/available.ts';
import { encodeFeatures } from '../storage/changes.ts';
import { putItem, type Written, withdrawItem } from '../storage/items.ts';
import { visit } from '../visit.ts';

const put = operation({
  method: 'put',
  path: '/v1/items/{id}',
  policy: 'service',
  params: itemPath,
  summary: 'Says what an item is; with features it can be recommended at once',
  body: itemBody,
  maxBody: MAX_ITEM_BODY,
  answer: itemResponse,
  problems: ['wrong-features', 'no-model', 'unavailable'],
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
  summary: 'Takes an item off sale',
  answer: itemResponse,
  problems: ['not-found', 'no-model', 'unavailable'],
  example: { answer: { id: 'w-125', revision: 73, forSale: false, recommendable: true } },
});
export const itemsOperations = [put, withdraw] as const;

export function items(app: Hono<App>, services: Services): void {
  route(app, put, async (c, { params: { id }, body: { features, forSale, ...about } }) => {
    return visit(c, services, { history: [] }, async ({ catalogue }) => {
      if (features) await checkFeatures(c, catalogue, features);
      const before = catalogue.rowOf.get(id);
      const known = before === undefined ? catalogue.pending.get(id)?.item : catalogue.items[before];
      const uploadedAt = about.uploadedAt ?? (known ? known.uploadedAt : Math.floor(Date.now() / 1000));
      const encoded = features ? encodeFeatures(features) : null;
      const row = await written(() =>
        putItem(c.env.DB, id, { ...about, uploadedAt }, encoded, forSale ?? null).first<Written>(),
      );
      return answer(c, catalogue, row!);
    });
  });

  route(app, withdraw, (c, { params: { id } }) => {
    return visit(c, services, { history: [] }, async ({ catalogue }) => {
      const row = await written(() => withdrawItem(c.env.DB, id, catalogue.rowOf.has(id)).first<Written>());
      if (!row) throw new RequestError('not-found', 'There is no such item');
      return answer(c, catalogue, row);
    });
  });
}

function answer(c: Context<App>, catalogue: Catalogue, { id, revision, state, embeddable }: Written): Response {
  const recommendable = embeddable === 1 || catalogue.rowOf.has(id);
  return c.json({ id, revision, forSale: state === 'for-sale', recommendable } satisfies ItemResponse);
}

/** @throws RequestError `wrong-features` for features of which the model in force makes no vector */
async function checkFeatures(c: Context<App>, { model }: Catalogue, features: number[]): Promise<void> {
  if (features.length !== model.features)
    throw new RequestError('wrong-features', `${features.length} numbers, and the model takes ${model.features}`);
  const [vector] = await written(() => model.itemTower.embed(c.env.MODELS, [Float32Array.from(features)]));
  if (!vector.every(Number.isFinite))
    throw new RequestError('wrong-features', 'They are beyond what the model can take');
}
