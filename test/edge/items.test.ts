// Adding, changing and withdrawing items takes effect in the next request, in any isolate and with any model.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ItemResponse } from '../../shared/api.ts';
import { BUNDLE_FILES } from '../../shared/bundle.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import { userVector } from '../fixtures/reference.ts';
import { type Ask, deploy, emptyStorage, openWorker, post, problem, put, rails } from './harness.ts';

const ask = openWorker();
const other = openWorker();
let bundle: FixtureBundle;
let next: FixtureBundle;
const FEATURES = [0.5, -1, 2, 0.25, -0.75, 1.5];

beforeAll(async () => {
  await emptyStorage();
  bundle = await makeBundle({ items: 60 });
  next = await makeBundle({ items: 50, seed: 9, dimensions: 12 });
  await deploy(bundle);
});

const page = async (worker: Ask, more: object = {}) => {
  const body = { history: ['w-3', 'w-4'], limit: 100, rails: ['for-you'], ...more };
  return (await rails(await worker('/v1/rails', post(body)))).rails[0].items;
};
const find = async (worker: Ask, id: string) => (await page(worker)).find((item) => item.id === id);
const said = async (response: Response) => (await response.json()) as ItemResponse;

/** The item tower with the fixture's weights. Its z-scores do nothing: the mean is 0 and the deviation 1. */
function itemVector({ towers }: FixtureBundle, features: number[]): number[] {
  const [{ kernel, bias, inputs, outputs }] = towers.item;
  return Array.from({ length: outputs }, (_, o) => {
    const x = features.reduce((sum, f, i) => sum + f * kernel[i * outputs + o], bias[o]);
    expect(features).toHaveLength(inputs);
    return x > 0 ? 1.0507009873554805 * x : 1.0507009873554805 * 1.6732632423543772 * Math.expm1(x);
  });
}
function score(model: FixtureBundle, features: number[]): number {
  const user = userVector(
    [3, 4].map((row) => model.vectors[row]),
    model.towers.user,
  );
  return itemVector(model, features).reduce((sum, v, i) => sum + v * user[i], 0);
}

describe('a new item with features', () => {
  test('is recommended in the next request of any isolate, with the score computed from its features', async () => {
    const answer = await said(
      await ask(
        '/v1/items/new-1',
        put({ title: 'Dawn', artist: 'Ada', price: 9, currency: 'EUR', features: FEATURES }),
      ),
    );
    expect(answer).toMatchObject({ id: 'new-1', forSale: true, recommendable: true });
    for (const worker of [ask, other, openWorker()]) {
      const item = await find(worker, 'new-1');
      expect(item).toMatchObject({ title: 'Dawn', artist: 'Ada', price: 9, currency: 'EUR' });
      expect(item?.score).toBeCloseTo(score(bundle, FEATURES), 3);
    }
  });

  test('can be in a history, and is on the rail of new items', async () => {
    await ask('/v1/events', post({ events: [{ id: 'e-1', user: 'ann', item: 'new-1', kind: 'like' }] }));
    const response = await rails(await other('/v1/rails?user=ann&rails=for-you&limit=100'));
    expect(response.rails[0].items.length).toBeGreaterThan(50);
    const [{ items }] = (await rails(await other('/v1/rails', post({ history: [], rails: ['new'] })))).rails;
    expect(items[0].id).toBe('new-1');
  });

  test('gets a vector of the next model, from the stored features', async () => {
    await deploy(next);
    for (const worker of [other, openWorker()])
      expect((await find(worker, 'new-1'))?.score).toBeCloseTo(score(next, FEATURES), 3);
    await deploy(bundle);
    expect((await find(other, 'new-1'))?.score).toBeCloseTo(score(bundle, FEATURES), 3);
  });

  test('gets a new vector when its features change', async () => {
    const newer = FEATURES.map((n) => n / 2 + 1);
    await ask('/v1/items/new-1', put({ title: 'Dawn', features: newer }));
    for (const worker of [ask, other])
      expect((await find(worker, 'new-1'))?.score).toBeCloseTo(score(bundle, newer), 3);
    await ask('/v1/items/new-1', put({ title: 'Dusk' }));
    const item = await find(other, 'new-1');
    expect(item?.title).toBe('Dusk');
    expect(item?.score).toBeCloseTo(score(bundle, newer), 3);
  });
});

test('many new items: the table grows, and all rows stay correct', async () => {
  const many = Array.from({ length: 80 }, (_, i) => FEATURES.map((n, k) => n * Math.cos(i + k)));
  for (const [i, features] of many.entries()) await ask(`/v1/items/many-${i}`, put({ features }));
  for (const worker of [other, openWorker()]) {
    const ids = many.map((_, i) => `many-${i}`);
    const shown = await page(worker, { ids });
    expect(shown).toHaveLength(80);
    for (const { id, score: got } of shown) expect(got).toBeCloseTo(score(bundle, many[Number(id.slice(5))]), 3);
  }
  for (let i = 0; i < many.length; i++) await ask(`/v1/items/many-${i}`, { method: 'DELETE' });
  expect((await page(other)).filter(({ id }) => id.startsWith('many'))).toEqual([]);
});

test('an unknown item without features is stored, and recommended as soon as it gets features', async () => {
  expect(await said(await ask('/v1/items/bare', put({ title: 'Bare' })))).toMatchObject({ recommendable: false });
  expect(await find(other, 'bare')).toBeUndefined();
  expect(await said(await ask('/v1/items/bare', put({ title: 'Bare', features: FEATURES })))).toMatchObject({
    recommendable: true,
  });
  expect(await find(other, 'bare')).toMatchObject({ title: 'Bare' });
});

test('an item of the bundle: its price changes, it is withdrawn and put back on sale', async () => {
  await ask('/v1/items/w-10', put({ title: 'Changed', price: 1 }));
  expect(await find(other, 'w-10')).toMatchObject({ title: 'Changed', price: 1 });
  const before = (await find(other, 'w-10'))?.score;
  expect(await said(await ask('/v1/items/w-10', { method: 'DELETE' }))).toMatchObject({ forSale: false });
  expect(await find(other, 'w-10')).toBeUndefined();
  await ask('/v1/items/w-10', put({ title: 'Back' }));
  expect(await find(other, 'w-10')).toMatchObject({ title: 'Back', score: before });
});

test('a unique item that was sold stays sold when its title changes', async () => {
  await ask('/v1/events', post({ events: [{ id: 'e-9', user: 'bob', item: 'w-11', kind: 'purchase' }] }));
  expect(await said(await ask('/v1/items/w-11', put({ title: 'Sold' })))).toMatchObject({ forSale: false });
  expect(await find(other, 'w-11')).toBeUndefined();
  expect(await said(await ask('/v1/items/w-11', { method: 'DELETE' }))).toMatchObject({ forSale: false });
  expect(await said(await ask('/v1/items/w-11', put({ title: 'Sold' })))).toMatchObject({ forSale: false });
  expect(await said(await ask('/v1/items/w-11', put({ forSale: true })))).toMatchObject({ forSale: true });
  expect(await find(other, 'w-11')).toBeDefined();
});

describe('refused requests', () => {
  test('features of the wrong length', async () => {
    for (const features of [FEATURES.slice(1), [...FEATURES, 1]]) {
      const response = await ask('/v1/items/odd', put({ features }));
      expect(response.status).toBe(422);
      expect((await problem(response)).type).toBe('urn:curatornet:problem:wrong-features');
    }
    expect(await env.DB.prepare("SELECT count(*) AS n FROM items WHERE id = 'odd'").first('n')).toBe(0);
  });
  test('features of another encoder than that of the model, by an encoder that the caller names', async () => {
    const encoder = { id: 'a'.repeat(16), network: 'net', preprocessing: 'none', features: 6 };
    const named = await makeBundle({ items: 30, seed: 3, encoder });
    // A model that does not name its encoder takes the features of any.
    expect((await ask('/v1/items/named', put({ features: FEATURES, encoder: 'b'.repeat(16) }))).status).toBe(200);
    expect(await (await ask('/v1/encoder')).json()).toEqual({ model: bundle.version, features: 6, encoder: null });
    await deploy(named);
    expect(await (await ask('/v1/encoder')).json()).toEqual({ model: named.version, features: 6, encoder });
    const refused = await ask('/v1/items/named', put({ features: FEATURES, encoder: 'b'.repeat(16) }));
    expect(refused.status).toBe(422);
    expect((await problem(refused)).detail).toBe(
      'the encoder bbbbbbbbbbbbbbbb made them, but the model was trained on features of aaaaaaaaaaaaaaaa: see GET /v1/encoder',
    );
    for (const more of [{}, { encoder: encoder.id }])
      expect((await ask('/v1/items/named', put({ features: FEATURES, ...more }))).status).toBe(200);
    await deploy(bundle);
  });
  test('withdrawing an unknown item', async () => {
    expect((await ask('/v1/items/never', { method: 'DELETE' })).status).toBe(404);
  });
  test('a body of more than 256 KB', async () => {
    const body = { title: 'x'.repeat(256 * 1024) };
    expect((await ask('/v1/items/large', put(body))).status).toBe(413);
  });
});

test('an item tower that does not match the manifest computes no vector', async () => {
  const key = `${bundle.version}/${BUNDLE_FILES.itemTower}`;
  const tower = bundle.files[BUNDLE_FILES.itemTower];
  await env.MODELS.put(
    'tampered',
    tower.map((byte, i) => (i === 200 ? byte ^ 1 : byte)),
  );
  // R2's stored digest is right, so the model loads; but the file that is read when the tower is needed differs.
  await env.MODELS.put(key, tower, { sha256: bundle.manifest.files[BUNDLE_FILES.itemTower].sha256 });
  const MODELS = new Proxy(env.MODELS, {
    get(bucket, name) {
      if (name === 'get') return (wanted: string) => bucket.get(wanted === key ? 'tampered' : wanted);
      return Reflect.get(bucket, name).bind(bucket);
    },
  });
  const fresh = openWorker({ MODELS });
  expect((await fresh('/v1/items/new-2', put({ features: FEATURES }))).status).toBe(200);
  const response = await rails(await fresh('/v1/rails', post({ history: ['w-3'], rails: ['for-you'], limit: 100 })));
  expect(response.degraded).toBe(true);
  expect(response.rails[0].items.length).toBeGreaterThan(50);
  await env.MODELS.delete('tampered');
});
