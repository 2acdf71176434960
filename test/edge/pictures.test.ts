// Pictures of items: uploads, the queue of the encoder, features and failures, and where items are shown meanwhile.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ItemResponse } from '../../shared/api.ts';
import type { PictureResponse, PicturesResponse } from '../../shared/api-pictures.ts';
import type { SimilarToResponse } from '../../shared/api-rails.ts';
import { sha256Hex } from '../../shared/bundle.ts';
import { MAX_PICTURE } from '../../shared/limits.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import { bearer, deploy, emptyStorage, KEYS, openWorker, post, problem, put, rails } from './harness.ts';

const ask = openWorker();
const other = openWorker();
const FEATURES = [0.5, -1, 2, 0.25, -0.75, 1.5];
const ENCODER = { id: 'a'.repeat(16), network: 'net', preprocessing: 'none', features: 6 };
let bundle: FixtureBundle;
let next: FixtureBundle;

beforeAll(async () => {
  await emptyStorage();
  bundle = await makeBundle({ items: 60, encoder: ENCODER });
  next = await makeBundle({ items: 60, seed: 5, encoder: { ...ENCODER, id: 'c'.repeat(16) } });
  await deploy(bundle);
});

/** A file that begins like a PNG: the worker reads no further. */
const png = (text: string) => new TextEncoder().encode(`\x7fPNG\r\n\x1a\n${text}`).with(0, 0x89);
const upload = (id: string, body: Uint8Array, type = 'image/png') =>
  ask(`/v1/items/${id}/picture`, { method: 'PUT', headers: { 'content-type': type }, body: body as BodyInit });
const picture = async (response: Response) => (await response.json()) as PictureResponse;
const pending = async (query = '') => {
  const { pictures } = (await (await ask(`/v1/pictures${query}`)).json()) as PicturesResponse;
  return pictures.map(({ item }) => item);
};
const encode = async (id: string, bytes: Uint8Array, more: object = {}) =>
  ask(
    `/v1/items/${id}/picture/features`,
    put({ digest: await sha256Hex(bytes), encoder: ENCODER.id, features: FEATURES, ...more }),
  );
const fail = async (id: string, bytes: Uint8Array, final = false) =>
  ask(`/v1/items/${id}/picture/failures`, post({ digest: await sha256Hex(bytes), reason: 'is truncated', final }));
const onRail = async (rail: string, id: string, history: string[] = ['w-3', 'w-4']) => {
  const page = await rails(await other('/v1/rails', post({ history, limit: 100, rails: [rail] })));
  return page.rails.flatMap(({ items }) => items).find((item) => item.id === id);
};

describe('the picture of a new item', () => {
  const bytes = png('first');
  const path = async () => `/v1/items/fresh/picture?digest=${await sha256Hex(bytes)}`;

  test('lists it at once on rails that do not rank by vectors, and shows it', async () => {
    const response = await upload('fresh', bytes);
    expect(response.status).toBe(202);
    expect(await picture(response)).toEqual({
      item: 'fresh',
      digest: await sha256Hex(bytes),
      type: 'image/png',
      bytes: bytes.length,
      at: expect.any(Number),
      state: 'pending',
      attempts: 0,
      failure: null,
    });
    expect(await pending()).toEqual(['fresh']);
    for (const rail of ['new', 'popular'])
      expect(await onRail(rail, 'fresh', [])).toMatchObject({ id: 'fresh', image: await path() });
    for (const rail of ['for-you', 'new-for-you']) expect(await onRail(rail, 'fresh')).toBeUndefined();
    const like = (await (await other('/v1/items/fresh/similar')).json()) as SimilarToResponse;
    expect(like.items).toEqual([]);
    const shown = await ask(await path(), { headers: { authorization: '' } });
    expect(new Uint8Array(await shown.arrayBuffer())).toEqual(bytes);
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'public, max-age=31536000, immutable',
    });
    const etag = shown.headers.get('etag')!;
    expect((await ask(await path(), { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  test('is not exported for training, which needs features', async () => {
    const exported = await ask('/v1/export', { headers: bearer(KEYS.DEPLOY_KEY) });
    const lines = (await exported.text()).trim().split('\n');
    expect(lines.filter((line) => line.startsWith('{"item"'))).toHaveLength(60);
    expect(JSON.parse(lines.at(-1)!)).toEqual({ end: { items: 60, features: 0, events: 0, impressions: 0 } });
  });

  test('in a history without other items gives the rails of an anonymous visitor', async () => {
    const page = await rails(await other('/v1/rails', post({ history: ['fresh'], rails: ['for-you', 'popular'] })));
    expect(page.rails.map(({ id }) => id)).toEqual(['popular']);
  });

  test('is on visual rails as soon as its features are there; sending them again changes nothing', async () => {
    const written = (await (await encode('fresh', bytes, { width: 640, height: 480 })).json()) as ItemResponse;
    expect(written).toMatchObject({ id: 'fresh', forSale: true, recommendable: true });
    expect(await pending()).toEqual([]);
    for (const rail of ['for-you', 'new-for-you', 'new']) expect(await onRail(rail, 'fresh')).toBeDefined();
    const like = (await (await other('/v1/items/fresh/similar')).json()) as SimilarToResponse;
    expect(like.items).toHaveLength(20);
    const about = await env.DB.prepare("SELECT about FROM items WHERE id = 'fresh'").first<string>('about');
    expect(JSON.parse(about!)).toMatchObject({ unique: true, image: await path(), width: 640, height: 480 });
    expect(await (await encode('fresh', bytes)).json()).toEqual(written);
    expect(await picture(await upload('fresh', bytes))).toMatchObject({ state: 'encoded' });
    expect(await pending()).toEqual([]);
  });

  test('replaced by another one is encoded anew; features of the old one are refused', async () => {
    const newer = png('second');
    expect(await picture(await upload('fresh', newer))).toMatchObject({ state: 'pending' });
    expect(await pending()).toEqual(['fresh']);
    const late = await encode('fresh', bytes);
    expect(late.status).toBe(409);
    expect((await problem(late)).type).toBe('urn:curatornet:problem:picture-conflict');
    expect((await fail('fresh', bytes)).status).toBe(409);
    expect((await encode('fresh', newer)).status).toBe(200);
    const digest = await sha256Hex(newer);
    expect(await onRail('new', 'fresh', [])).toMatchObject({ image: `/v1/items/fresh/picture?digest=${digest}` });
  });
});

test('an item that the store described keeps its details and an address of its own', async () => {
  await ask('/v1/items/told', put({ title: 'Told', image: 'https://pictures.test/told.jpg' }));
  await upload('told', png('told'));
  expect(await onRail('new', 'told', [])).toMatchObject({ title: 'Told', image: 'https://pictures.test/told.jpg' });
  await ask('/v1/items/told2', put({ title: 'Told 2', price: 7 }));
  await upload('told2', png('told'));
  const image = `/v1/items/told2/picture?digest=${await sha256Hex(png('told'))}`;
  expect(await onRail('new', 'told2', [])).toMatchObject({ title: 'Told 2', price: 7, image });
});

test('an item of a bundle keeps its details and gets the vector of its picture', async () => {
  const before = await onRail('for-you', 'w-10');
  await upload('w-10', png('ten'));
  expect(await onRail('for-you', 'w-10')).toEqual(before);
  await encode('w-10', png('ten'));
  const after = await onRail('for-you', 'w-10');
  expect({ ...after, score: 0, because: undefined }).toEqual({ ...before, score: 0, because: undefined });
  expect(after?.score).not.toBe(before?.score);
});

test('a picture that cannot be encoded is tried later, five times in all, and again when it is uploaded again', async () => {
  const bytes = png('broken');
  await upload('broken', bytes);
  for (let attempts = 1; attempts <= 5; attempts++) {
    expect(await pending()).toContain('broken');
    const state = attempts < 5 ? 'pending' : 'failed';
    expect(await picture(await fail('broken', bytes))).toMatchObject({ state, attempts, failure: 'is truncated' });
    // It waits 10, 40, 160 and 640 seconds.
    expect(await pending()).not.toContain('broken');
    const { retry_at: at } = (await env.DB.prepare("SELECT retry_at FROM pictures WHERE item = 'broken'").first())!;
    const left = Number(at) - Date.now() / 1000;
    expect(Math.abs(left - 10 * 4 ** (attempts - 1))).toBeLessThan(5);
    await env.DB.prepare("UPDATE pictures SET retry_at = 0 WHERE item = 'broken'").run();
  }
  expect(await pending()).not.toContain('broken');
  expect(await pending('?state=failed')).toEqual(['broken']);
  await upload('broken', bytes);
  expect(await pending()).toContain('broken');
  // A file that is wrong itself is not tried again.
  expect(await picture(await fail('broken', bytes, true))).toMatchObject({ state: 'failed', attempts: 1 });
  expect(await pending()).not.toContain('broken');
});

test('a model of another encoder makes all pictures pending again', async () => {
  await deploy(next);
  expect(await pending()).toEqual(expect.arrayContaining(['fresh', 'told', 'told2', 'w-10']));
  expect(await pending()).not.toContain('broken');
  const refused = await encode('fresh', png('second'));
  expect(refused.status).toBe(422);
  expect((await problem(refused)).type).toBe('urn:curatornet:problem:wrong-features');
  expect((await encode('fresh', png('second'), { encoder: 'c'.repeat(16) })).status).toBe(200);
  expect(await pending()).not.toContain('fresh');
  expect(await pending('?limit=1')).toHaveLength(1);
  await deploy(bundle);
});

describe('refused requests', () => {
  const text = (value: string) => new TextEncoder().encode(value);
  test.each<[string, Uint8Array]>([
    ['SVG', text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['HTML', text('<!doctype html><script>alert(1)</script>')],
    ['an empty body', new Uint8Array(0)],
    ['a body of three bytes', text('GIF')],
  ])('%s, whatever type it claims', async (_, body) => {
    const response = await upload('odd', body, 'image/jpeg');
    expect(response.status).toBe(415);
    expect((await problem(response)).type).toBe('urn:curatornet:problem:unsupported-picture');
    expect(await env.DB.prepare("SELECT count(*) AS n FROM pictures WHERE item = 'odd'").first('n')).toBe(0);
  });
  test('a picture of more than 20 MB', async () => {
    expect((await upload('large', new Uint8Array(MAX_PICTURE + 1).fill(0xff))).status).toBe(413);
  });
  test('an item without a picture, and an unknown item', async () => {
    for (const id of ['w-20', 'never']) {
      expect((await ask(`/v1/items/${id}/picture`)).status).toBe(404);
      expect((await encode(id, png('x'))).status).toBe(404);
      expect((await fail(id, png('x'))).status).toBe(404);
    }
  });
  test('features of the wrong length', async () => {
    await upload('short', png('short'));
    expect((await encode('short', png('short'), { features: [1, 2] })).status).toBe(422);
    expect(await pending()).toContain('short');
  });
});

test('each format is told by its first bytes', async () => {
  const bytes = (...parts: (string | number[])[]) =>
    Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...text(part)] : part)));
  const text = (value: string) => new TextEncoder().encode(value);
  const files: Record<string, Uint8Array> = {
    'image/jpeg': bytes([0xff, 0xd8, 0xff, 0xe0], 'JFIF'),
    'image/gif': bytes('GIF89a', [1, 0, 1, 0]),
    'image/webp': bytes('RIFF', [10, 0, 0, 0], 'WEBPVP8 '),
    'image/tiff': bytes('II*', [0, 8, 0, 0, 0]),
    'image/avif': bytes([0, 0, 0, 28], 'ftypavif'),
  };
  for (const [type, file] of Object.entries(files))
    expect(await picture(await upload('types', file))).toMatchObject({ type });
});
