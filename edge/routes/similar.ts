// `GET /v1/items/{id}/similar` and `POST /v1/similar`: the items for sale that are most visually similar to an item, to
// several items, or to a picture, by the cosine of the item vectors. The items themselves may be sold.
import { itemPath, MAX_ITEM_BODY } from '@curatornet/shared/api.ts';
import {
  type SimilarResponse,
  type SimilarToResponse,
  similarBody,
  similarQuery,
  similarResponse,
  similarToResponse,
} from '@curatornet/shared/api-rails.ts';
import { scoreOf } from '@curatornet/shared/ranking.ts';
import type { Context, Hono } from 'hono';
import type { z } from 'zod';
import type { Alike } from '../catalogue/wanted.ts';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { type ParsedRequest, route } from '../contract/route.ts';
import { authorizeUser } from '../http/access.ts';
import { PRIVATE, sharedCaching, withEtag } from '../http/caching.ts';
import { RequestError } from '../http/problems.ts';
import { jsonResponse } from '../http/response-defaults.ts';
import { itemTag, keepShared, SIMILAR_TAG } from '../http/shared-cache.ts';
import type { Model } from '../model/load.ts';
import { alikeRows } from '../rails/alike.ts';
import { toRailItem } from '../rails/item.ts';
import { hiddenFromSimilar, SIMILAR } from '../rails/plan.ts';
import { refsOf } from '../release/ref.ts';
import type { Services } from '../services.ts';
import { type Snapshot, withCatalogue } from '../with-catalogue.ts';
import { type SentFeatures, wrongFeatures } from './items.ts';

const similarOperation = operation({
  method: 'get',
  path: '/v1/items/{id}/similar',
  policy: 'shopper',
  summary: 'Get items for sale that are visually similar to an item, for everybody or for a user',
  params: itemPath,
  query: similarQuery,
  answer: similarResponse,
  problems: ['not-found', 'no-model', 'unavailable'],
  example: {
    answer: {
      model: '2c28e1f8b4ba382f',
      item: 'w-3',
      ref: '12.2c28e1f8b4ba382f.item.similar',
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
  problems: ['wrong-features', 'no-model', 'unavailable'],
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
  const answer = (
    c: Context<App>,
    { params: { id }, query: { limit, user } }: ParsedRequest<typeof similarOperation>,
  ) => {
    if (user !== undefined) authorizeUser(c, user);
    const answerFrom = async (snapshot: Snapshot) => {
      const { items: source, known } = snapshot;
      const rules = hiddenFromSimilar(snapshot.config, Math.floor(Date.now() / 1000));
      const without = [id, ...known.history.map(({ item }) => item), ...known.hidden];
      const wanted = { to: [id], without, limit, rules };
      const catalogue = await source.select({ alike: wanted });
      const row = catalogue.rowOf.get(id);
      if (row === undefined && source.incomplete) throw new RequestError('unavailable');
      if (row === undefined) throw new RequestError('not-found', `there is no item ${id}`);
      const { rows, scores } = alikeRows(catalogue, wanted);
      const items = rows.map((other) => toRailItem(catalogue, other, scoreOf(scores, other)));
      const degraded = snapshot.degraded();
      const [ref] = await refsOf({ ...snapshot, canary: undefined }, SIMILAR.page, [SIMILAR.rail]);
      const answer: SimilarResponse = {
        model: source.model.version,
        degraded: degraded || undefined,
        item: id,
        ref,
        items,
      };
      const shared = !degraded && user === undefined;
      const response = jsonResponse(answer, shared ? sharedCaching(c.env) : PRIVATE);
      if (shared) keepShared(c, response, [SIMILAR_TAG, ...[id, ...items.map((item) => item.id)].map(itemTag)]);
      return response;
    };
    return withCatalogue(c, services, answerFrom, { user });
  };
  route(app, similarOperation, answer, [withEtag]);

  route(app, similarToOperation, (c, { body }) =>
    withCatalogue(c, services, async (snapshot) => {
      const { items: source } = snapshot;
      const rules = hiddenFromSimilar(snapshot.config, Math.floor(Date.now() / 1000));
      const wanted = { ...(await wantedBy(c, source.model, body)), rules };
      const catalogue = await source.select({ alike: wanted });
      const unknown = wanted.without.filter((id) => !catalogue.rowOf.has(id));
      // The shard that did not answer may hold them.
      if (unknown.length > 0 && source.incomplete) throw new RequestError('unavailable');
      const { rows, scores } = alikeRows(catalogue, wanted);
      const answer: SimilarToResponse = {
        model: source.model.version,
        degraded: snapshot.degraded() || undefined,
        unknown: unknown.length > 0 ? unknown : undefined,
        items: rows.map((row) => toRailItem(catalogue, row, scoreOf(scores, row))),
      };
      return jsonResponse(answer, PRIVATE);
    }),
  );
}

/** @throws RequestError `wrong-features` */
async function wantedBy(c: Context<App>, model: Model, body: z.output<typeof similarBody>): Promise<Alike> {
  const { items, features, encoder, limit, ...filter } = body;
  if ((items === undefined) === (features === undefined)) {
    const errors = [{ at: 'items', message: 'give either `items` or `features`' }];
    throw new RequestError('invalid-request', undefined, { errors });
  }
  if (features) return { to: [await vectorOf(c, model, { features, encoder })], without: [], limit, filter };
  const ids = [...new Set(items)];
  return { to: ids, without: ids, limit, filter };
}

/**
 * The vector of a picture.
 * @throws RequestError `wrong-features` if the model takes features of another length or of another encoder
 */
export async function vectorOf(c: Context<App>, model: Model, sent: SentFeatures): Promise<Float32Array> {
  const message = wrongFeatures(sent, model);
  if (message !== undefined) throw new RequestError('wrong-features', message);
  const [vector] = await model.itemTower.embed(c.env.MODELS, [Float32Array.from(sent.features)]);
  if (!vector.every(Number.isFinite))
    throw new RequestError('wrong-features', 'the model computes a vector with numbers that are not finite');
  return vector;
}
