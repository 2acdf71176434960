// `GET /v1/items/{id}/similar` and `POST /v1/similar`: the items for sale that are most visually similar to an item, to
// several items, or to a picture, by the cosine of the item vectors. The items themselves may be sold.
import {
  itemPath,
  MAX_ITEM_BODY,
  type SimilarResponse,
  type SimilarToResponse,
  similarBody,
  similarQuery,
  similarResponse,
  similarToResponse,
} from '@curatornet/shared/api.ts';
import { topK } from '@curatornet/shared/ranking.ts';
import type { ItemTable } from '@curatornet/shared/scoring/table.ts';
import type { Context, Hono } from 'hono';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { type ParsedRequest, route } from '../contract/route.ts';
import { PRIVATE, sharedCaching, withEtag } from '../http/caching.ts';
import { RequestError } from '../http/problems.ts';
import { jsonResponse } from '../http/response-defaults.ts';
import { itemTag, keepShared, SIMILAR_TAG } from '../http/shared-cache.ts';
import type { Model } from '../model/load.ts';
import { openRows } from '../rails/filter.ts';
import { toRailItem } from '../rails/item.ts';
import type { Services } from '../services.ts';
import { withCatalogue } from '../with-catalogue.ts';

const similarOperation = operation({
  method: 'get',
  path: '/v1/items/{id}/similar',
  policy: 'storefront',
  summary: 'Get items for sale that are visually similar to an item',
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

const similarToOperation = operation({
  method: 'post',
  path: '/v1/similar',
  policy: 'storefront',
  summary: 'Get items for sale that are visually similar to a picture, by its features, or to several items',
  body: similarBody,
  maxBody: MAX_ITEM_BODY,
  answer: similarToResponse,
  problems: ['wrong-features', 'no-model'],
  example: {
    body: { items: ['w-3', 'w-14'], limit: 20 },
    answer: {
      model: '2c28e1f8b4ba382f',
      items: [{ id: 'w-125', score: 0.91, title: 'Quiet River', artist: 'Dov Eskrane', price: 30, currency: 'EUR' }],
    },
  },
});
export const similarOperations = [similarOperation, similarToOperation] as const;

export function similarRoutes(app: Hono<App>, services: Services): void {
  const answer = (c: Context<App>, { params: { id }, query: { limit } }: ParsedRequest<typeof similarOperation>) =>
    withCatalogue(c, services, async ({ catalogue, degraded }) => {
      const { table, forSale, rowOf, model } = catalogue;
      const row = rowOf.get(id);
      if (row === undefined) throw new RequestError('not-found', `there is no item ${id}`);
      const open = catalogue.openToVision(forSale.slice());
      open[row] = 0;
      const alike = table.cosines(row);
      const items = topK(alike, catalogue.unseen.has(row) ? 0 : limit, open).map((other) =>
        toRailItem(catalogue, other, alike[other]),
      );
      const answer: SimilarResponse = { model: model.version, degraded: degraded || undefined, item: id, items };
      const response = jsonResponse(answer, degraded ? PRIVATE : sharedCaching(c.env));
      if (!degraded) keepShared(c, response, [SIMILAR_TAG, ...[id, ...items.map((item) => item.id)].map(itemTag)]);
      return response;
    });
  route(app, similarOperation, answer, [withEtag]);

  route(app, similarToOperation, (c, { body: { limit, ...body } }) =>
    withCatalogue(c, services, async ({ catalogue, degraded }) => {
      const { model, rowOf } = catalogue;
      const picture = 'features' in body ? await vectorOf(c, model, body) : undefined;
      const known =
        'items' in body ? catalogue.seen([...new Set(body.items)].flatMap((id) => rowOf.get(id) ?? [])) : [];
      const unknown = 'items' in body ? [...new Set(body.items)].filter((id) => !rowOf.has(id)) : [];
      // No await from here on: all requests share the table's memory.
      const { table } = catalogue;
      const open = catalogue.openToVision(openRows(catalogue, body));
      for (const row of known) open[row] = 0;
      const vector = picture ?? meanDirection(table, known);
      const scores = table.cosinesWith(vector);
      const items = topK(scores, picture || known.length > 0 ? limit : 0, open).map((row) =>
        toRailItem(catalogue, row, scores[row]),
      );
      const answer: SimilarToResponse = {
        model: model.version,
        degraded: degraded || undefined,
        unknown: unknown.length > 0 ? unknown : undefined,
        items,
      };
      return jsonResponse(answer, PRIVATE);
    }),
  );
}

/**
 * The vector of a picture.
 * @throws RequestError `wrong-features` if the model takes features of another length or of another encoder
 */
export async function vectorOf(
  c: Context<App>,
  model: Model,
  { features, encoder }: { features: ArrayLike<number>; encoder?: string },
): Promise<Float32Array> {
  if (features.length !== model.features)
    throw new RequestError(
      'wrong-features',
      `the vector has ${features.length} numbers, but the model takes ${model.features}`,
    );
  if (encoder !== undefined && model.encoder && encoder !== model.encoder.id)
    throw new RequestError(
      'wrong-features',
      `the encoder ${encoder} made them, but the model was trained on features of ${model.encoder.id}: see GET /v1/encoder`,
    );
  const [vector] = await model.itemTower.embed(c.env.MODELS, [Float32Array.from(features)]);
  if (!vector.every(Number.isFinite))
    throw new RequestError('wrong-features', 'the model computes a vector with numbers that are not finite');
  return vector;
}

/** The mean of the directions of rows. */
function meanDirection(table: ItemTable, rows: readonly number[]): Float32Array {
  const sum = new Float32Array(table.dimensions);
  for (const row of rows) {
    const vector = table.vector(row);
    const length = Math.hypot(...vector);
    if (length > 0) for (let i = 0; i < sum.length; i++) sum[i] += vector[i] / length;
  }
  return sum;
}
