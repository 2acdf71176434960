// Writes need D1 only: they work before the first deployment, with R2 down, and in a cold isolate.
import { env } from 'cloudflare:workers';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { forgetBundles, seedBundle } from '../../edge/storage/bundle-items.ts';
import type { ItemResponse } from '../../shared/api.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import {
  deploy,
  emptyStorage,
  emptyTables,
  openWorker,
  post,
  problem,
  put,
  rails,
  seedItems,
  shown,
} from './harness.ts';

const FEATURES = [0.5, -1, 2, 0.25, -0.75, 1.5];
let bundle: FixtureBundle;
beforeAll(async () => {
  await emptyStorage();
  bundle = await makeBundle({ items: 40 });
});
beforeEach(emptyTables);

/** R2 that cannot be read. */
const MODELS = new Proxy(env.MODELS, {
  get: () => () => {
    throw new Error('R2 is down');
  },
});
const said = async (response: Response) => (await response.json()) as ItemResponse;
const purchase = (id: string, item: string) => ({ id, user: 'ann', item, kind: 'purchase' });

describe.each([
  ['before the first deployment', async () => {}],
  ['with R2 down, in a cold isolate', () => deploy(bundle)],
])('%s', (_, prepare) => {
  const ask = openWorker({ MODELS, STOREFRONT: 'on' });
  beforeEach(prepare);

  test('events are stored, and items are changed and withdrawn', async () => {
    expect(await (await ask('/v1/events', post({ events: [purchase('a', 'w-5')] }))).json()).toMatchObject({
      sold: ['w-5'],
    });
    expect(await said(await ask('/v1/items/new-1', put({ title: 'Dawn', features: FEATURES })))).toEqual({
      id: 'new-1',
      revision: 2,
      forSale: true,
      recommendable: true,
    });
    expect(await said(await ask('/v1/items/new-1', { method: 'DELETE' }))).toMatchObject({
      revision: 3,
      forSale: false,
    });
    expect((await ask('/v1/items/never', { method: 'DELETE' })).status).toBe(404);
  });
});

test('the storefront records purchases and likes with R2 down', async () => {
  await deploy(bundle);
  const ask = openWorker({ MODELS, STOREFRONT: 'on' });
  const form = (fields: Record<string, string>): RequestInit => ({
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://store.test' },
    body: new URLSearchParams(fields).toString(),
  });
  const event = crypto.randomUUID();
  expect((await ask('/items/w-5/buy', form({ event }))).headers.get('location')).toBe('/?bought=w-5');
  expect((await ask('/welcome', form({ item: 'w-6' }))).headers.get('location')).toBe('/');
  expect((await ask('/items/none/like', form({ event }))).status).toBe(404);
});

test('revisions never decrease, even if rows are deleted', async () => {
  await deploy(bundle);
  const ask = openWorker();
  await ask('/v1/events', post({ events: [purchase('a', 'early')] }));
  expect((await ask('/v1/orphans/early', { method: 'DELETE' })).status).toBe(200);
  // A purchase that takes nothing off sale: w-0 is not unique.
  expect(await (await ask('/v1/events', post({ events: [purchase('b', 'w-0')] }))).json()).toMatchObject({
    recorded: 1,
    sold: [],
  });
  expect(await said(await ask('/v1/items/new-1', put({})))).toMatchObject({ revision: 2 });
});

describe('features', () => {
  test('of a length that the deployed version does not take are refused', async () => {
    await deploy(bundle);
    const response = await openWorker({ MODELS })('/v1/items/new-1', put({ features: FEATURES.slice(1) }));
    expect(response.status).toBe(422);
    expect((await problem(response)).detail).toBe('the vector has 5 numbers, but the model takes 6');
  });

  test('that lead to a vector with infinite numbers leave their item out, and no page fails', async () => {
    await deploy(bundle);
    const ask = openWorker();
    await ask('/v1/items/bad', put({ features: FEATURES.map(() => 3e38) }));
    await ask('/v1/items/good', put({ features: FEATURES }));
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
    const answer = await rails(await ask('/v1/rails', post({ history: ['w-3'], rails: ['for-you'], limit: 100 })));
    expect(logged.mock.calls.flat().join()).toContain('item "bad" is left out');
    logged.mockRestore();
    expect(answer.degraded).toBeUndefined();
    const ids = answer.rails[0].items.map(({ id }) => id);
    expect(ids).toContain('good');
    expect(ids).not.toContain('bad');
  });
});

test('the time of upload: known ones stay, and a new item gets the current time', async () => {
  const dated = await makeBundle({ items: 40, about: (row) => ({ uploadedAt: row === 3 ? 1_000 : undefined }) });
  await deploy(dated);
  const ask = openWorker();
  const before = Math.floor(Date.now() / 1000);
  await ask('/v1/items/w-3', put({ title: 'Three' }));
  await ask('/v1/items/w-4', put({ title: 'Four', uploadedAt: 500 }));
  await ask('/v1/items/w-4', put({ title: 'Four again' }));
  await ask('/v1/items/new-1', put({ features: FEATURES }));
  await ask('/v1/items/new-1', put({ title: 'New' }));
  const { rails: page } = await rails(await ask('/v1/rails', post({ history: [], rails: ['new'] })));
  const times = page[0].items.map(({ id, score }) => [id, score]);
  expect(times.slice(1)).toEqual([
    ['w-3', 1_000],
    ['w-4', 500],
  ]);
  expect(times[0][0]).toBe('new-1');
  expect(times[0][1]).toBeGreaterThanOrEqual(before);
});

describe('items of bundles', () => {
  const count = (table: string) => env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first('n');

  test('are deleted with their bundle', async () => {
    const next = await makeBundle({ items: 44, seed: 2 });
    await seedItems(bundle);
    await seedItems(next);
    expect([await count('bundles'), await count('bundle_items')]).toEqual([2, 84]);
    await forgetBundles(env.DB, [next.version]);
    expect([await count('bundles'), await count('bundle_items')]).toEqual([1, 44]);
    const ask = openWorker();
    expect((await ask('/v1/items/w-43', { method: 'DELETE' })).status).toBe(200);
  });

  test('can be a hundred thousand', async () => {
    const items = Array.from({ length: 100_000 }, (_, i) => ({ id: `item-${i}`, unique: i % 2 === 0 }));
    await openWorker()('/v1/events', post({ events: [purchase('a', 'item-99998')] }));
    await seedBundle(env.DB, { version: '0123456789abcdef', features: 6, items: items.length }, [items]);
    expect(await count('bundle_items')).toBe(100_000);
    expect(await env.DB.prepare("SELECT state FROM items WHERE id = 'item-99998'").first('state')).toBe('sold');
    await forgetBundles(env.DB, []);
    expect(await count('bundle_items')).toBe(0);
  }, 60_000);
});

describe('a history that the client holds', () => {
  test('may contain items that are not in the catalogue; the answer lists them', async () => {
    await deploy(bundle);
    const ask = openWorker();
    const visit = async (history: string[]) => rails(await ask('/v1/rails', post({ history, limit: 5 })));
    const { unknown, ...known } = await visit(['w-9x', 'w-3', 'toString', 'w-9x', 'w-7']);
    expect(unknown).toEqual(['w-9x', 'toString']);
    expect(known).toEqual(await visit(['w-3', 'w-7']));
    const { unknown: all, ...nobody } = await visit(['__proto__', 'a']);
    expect(all).toEqual(['__proto__', 'a']);
    expect(nobody).toEqual(await visit([]));
  });

  test('may contain items that a promotion removed', async () => {
    await deploy(bundle);
    const ask = openWorker();
    expect(await shown(await ask('/v1/rails', post({ history: ['w-39'] })))).not.toEqual([]);
    await deploy(await makeBundle({ items: 30, seed: 2 }));
    const answer = await rails(await ask('/v1/rails', post({ history: ['w-39', 'w-2'], rails: ['for-you'] })));
    expect(answer.unknown).toEqual(['w-39']);
    expect(answer.rails[0].items.length).toBeGreaterThan(10);
  });
});
