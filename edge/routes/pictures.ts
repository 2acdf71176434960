// `/v1/items/{id}/picture` and `/v1/pictures`: the pictures of items, and the queue of those that an encoder has to encode.
// The worker itself cannot decode pictures: infra/encoder does, and sends the features back.
import { itemPath, itemResponse, MAX_ITEM_BODY } from '@curatornet/shared/api.ts';
import {
  type PictureResponse,
  type PicturesResponse,
  pictureFailureBody,
  pictureFeaturesBody,
  pictureQuery,
  pictureResponse,
  picturesQuery,
  picturesResponse,
} from '@curatornet/shared/api-pictures.ts';
import { sha256Hex } from '@curatornet/shared/bundle.ts';
import { MAX_PICTURE } from '@curatornet/shared/limits.ts';
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { route } from '../contract/route.ts';
import { pictureTypeOf } from '../http/picture-type.ts';
import { RequestError } from '../http/problems.ts';
import { readBody } from '../http/request.ts';
import { purgeItems } from '../http/shared-cache.ts';
import { hasRelays, tellRelays } from '../relay/announce.ts';
import { withStorage } from '../storage/available.ts';
import { encodeFeatures } from '../storage/changes.ts';
import { inputInForce } from '../storage/items.ts';
import {
  failedPictures,
  failPicture,
  pendingPictures,
  putPicture,
  putPictureFeatures,
  readItem,
  readPicture,
} from '../storage/pictures.ts';
import { checkFeatures, toItemResponse } from './items.ts';

/** How long an upload to R2 may take. */
const UPLOAD_MS = 60_000;
const FOR_GOOD = 'public, max-age=31536000, immutable';
const A_MINUTE = 'public, max-age=60';
const digest = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const example: PictureResponse = {
  item: 'w-125',
  digest,
  type: 'image/jpeg',
  bytes: 204_800,
  at: 1_795_000_000,
  state: 'pending',
  attempts: 0,
  failure: null,
};

const put = operation({
  method: 'put',
  path: '/v1/items/{id}/picture',
  policy: 'service',
  summary:
    'Upload the picture of an item. It is listed at once, and recommended by its picture when an encoder has encoded it',
  params: itemPath,
  upload: 'application/octet-stream',
  status: 202,
  answer: pictureResponse,
  problems: ['invalid-request', 'body-too-large', 'unsupported-picture', 'unavailable'],
  example: { answer: example },
});
const get = operation({
  method: 'get',
  path: '/v1/items/{id}/picture',
  policy: 'anyone',
  summary: 'Get the picture of an item',
  params: itemPath,
  query: pictureQuery,
  media: 'image/*',
  answer: z.string(),
  problems: ['not-found', 'unavailable'],
  example: { answer: '' },
});
const list = operation({
  method: 'get',
  path: '/v1/pictures',
  policy: 'service',
  summary: 'List the pictures that an encoder has to encode now, or those that it could not encode',
  query: picturesQuery,
  answer: picturesResponse,
  problems: ['no-model', 'unavailable'],
  example: { answer: { encoder: null, pictures: [example] } },
});
const putFeatures = operation({
  method: 'put',
  path: '/v1/items/{id}/picture/features',
  policy: 'service',
  summary: "Store the features of an item's picture. Repeating it changes nothing",
  params: itemPath,
  body: pictureFeaturesBody,
  maxBody: MAX_ITEM_BODY,
  answer: itemResponse,
  problems: ['not-found', 'picture-conflict', 'wrong-features', 'unavailable'],
  example: {
    body: { digest, encoder: '5d41402abc4b2a76', features: [0.25, 0.5], width: 1200, height: 800 },
    answer: { id: 'w-125', revision: 73, forSale: true, recommendable: true },
  },
});
const fail = operation({
  method: 'post',
  path: '/v1/items/{id}/picture/failures',
  policy: 'service',
  summary: "Report that an item's picture could not be encoded. It is tried again later, at most five times",
  params: itemPath,
  body: pictureFailureBody,
  answer: pictureResponse,
  problems: ['not-found', 'picture-conflict', 'unavailable'],
  example: {
    body: { digest, reason: 'is truncated', final: true },
    answer: { ...example, state: 'failed', attempts: 1, failure: 'is truncated' },
  },
});
export const picturesOperations = [put, get, list, putFeatures, fail] as const;

export function picturesRoutes(app: Hono<App>): void {
  route(app, put, async (c, { params: { id } }) => {
    const bytes = new Uint8Array(await readBody(c, MAX_PICTURE));
    const type = pictureTypeOf(bytes);
    if (!type) throw new RequestError('unsupported-picture', bytes.length === 0 ? 'the body is empty' : undefined);
    const digest = await sha256Hex(bytes);
    // R2 first: a picture that D1 names is there.
    await withStorage(() => c.env.PICTURES.put(digest, bytes, { httpMetadata: { contentType: type } }), UPLOAD_MS);
    const file = { digest, type, bytes: bytes.length };
    const [written, encoder] = await Promise.all([
      withStorage(() => putPicture(c.env.DB, id, file, hasRelays(c.env))),
      encoderInForce(c),
    ]);
    await tellRelays(c.env, written.announcement);
    purgeItems(c, [id]);
    return c.json(toPictureResponse(written.picture, encoder?.id), 202);
  });

  route(app, get, async (c, { params: { id }, query: { digest } }) => {
    const picture = await withStorage(() => readPicture(c.env.DB, id));
    const object = picture && (await withStorage(() => c.env.PICTURES.get(picture.digest)));
    if (!object) throw new RequestError('not-found', `${id} has no picture`);
    const etag = `"${picture.digest}"`;
    const headers = {
      etag,
      'cache-control': digest === picture.digest ? FOR_GOOD : A_MINUTE,
      // Browsers show it and run nothing in it, whatever it contains.
      'content-security-policy': "default-src 'none'; sandbox",
    };
    if (c.req.header('if-none-match') === etag) return new Response(null, { status: 304, headers });
    const body = object.body as unknown as ReadableStream;
    return new Response(body, { headers: { ...headers, 'content-type': picture.type } });
  });

  route(app, list, async (c, { query: { state, limit } }) => {
    const encoder = await encoderInForce(c);
    const rows = await withStorage(async () => {
      if (state === 'failed') return failedPictures(c.env.DB, limit);
      return encoder ? pendingPictures(c.env.DB, encoder.id, limit) : [];
    });
    const pictures = rows.map((row) => toPictureResponse(row, encoder?.id));
    return c.json({ encoder, pictures } satisfies PicturesResponse);
  });

  route(app, putFeatures, async (c, { params: { id }, body: { features, ...about } }) => {
    await checkFeatures(c.env.DB, { features, encoder: about.encoder });
    await expectPicture(c, id, about.digest);
    const encoded = { ...about, features: encodeFeatures(features) };
    const { items, announcement } = await withStorage(() =>
      putPictureFeatures(c.env.DB, id, encoded, hasRelays(c.env)),
    );
    const [item] = items;
    await tellRelays(c.env, announcement);
    if (item) purgeItems(c, [id]);
    else await expectPicture(c, id, about.digest);
    return c.json(toItemResponse((item ?? (await withStorage(() => readItem(c.env.DB, id))))!));
  });

  route(app, fail, async (c, { params: { id }, body }) => {
    const { attempts } = await expectPicture(c, id, body.digest);
    const row = await withStorage(() => failPicture(c.env.DB, id, { ...body, attempts }));
    if (!row) throw otherPicture(id);
    return c.json(toPictureResponse(row, undefined));
  });
}

/** The encoder of the champion. */
const encoderInForce = async (c: Context<App>) => (await withStorage(() => inputInForce(c.env.DB)))?.encoder ?? null;

type Row = NonNullable<Awaited<ReturnType<typeof readPicture>>>;

/** @throws RequestError `not-found`, or `picture-conflict` if the item has another picture */
async function expectPicture(c: Context<App>, id: string, digest: string): Promise<Row> {
  const row = await withStorage(() => readPicture(c.env.DB, id));
  if (!row) throw new RequestError('not-found', `${id} has no picture`);
  if (row.digest !== digest) throw otherPicture(id);
  return row;
}

const otherPicture = (id: string) =>
  new RequestError('picture-conflict', `${id} has another picture by now: list the pending pictures again`);

/** @param encoder the id of the encoder in force; without it, features of any encoder count */
function toPictureResponse(row: Row, encoder: string | undefined): PictureResponse {
  const { item, digest, bytes, at, attempts, failure } = row;
  const encoded = row.encoder !== null && (encoder === undefined || encoder === row.encoder);
  const state = row.dead === 1 ? 'failed' : encoded ? 'encoded' : 'pending';
  return { item, digest, type: row.type as PictureResponse['type'], bytes, at, state, attempts, failure };
}
