// What was paid: a purchase that the store sends may say it; otherwise the item's price counts, as visitors saw it.
import { env } from 'cloudflare:workers';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Environment } from '../../edge/environment.ts';
import { seedItems } from '../../edge/release/servable.ts';
import { makeBundle } from '../fixtures/bundle.ts';
import { bearer, deploy, emptyStorage, KEYS, openWorker, post, problem, put, token, upload } from './harness.ts';

const ask = openWorker();
const send = (...events: object[]) => ask('/v1/events', post({ events }));
const purchase = (id: string, item: string, more: object = {}) => ({
  id,
  user: 'ann',
  item,
  kind: 'purchase',
  ...more,
});
/** The price and the currency of each event, as D1 has them. */
const paid = async () => {
  const { results } = await env.DB.prepare('SELECT id, price, currency FROM events ORDER BY seq').all();
  return Object.fromEntries(results.map(({ id, price, currency }) => [id, [price, currency]]));
};

/** Of the fixture, items with an even number cost 100 and their number, in EUR; the others have no price. */
beforeAll(async () => {
  await emptyStorage();
  await deploy(await makeBundle({ items: 40 }));
});
beforeEach(async () => {
  await env.DB.batch(['events', 'items'].map((table) => env.DB.prepare(`DELETE FROM ${table}`)));
});

describe('a purchase', () => {
  test('keeps what the store says was paid, rounded to four decimals', async () => {
    await send(
      purchase('a', 'w-4', { price: 80, currency: 'USD' }),
      purchase('b', 'w-8', { price: 0 }),
      purchase('c', 'w-5', { price: 23.987999999999996 }),
    );
    expect(await paid()).toEqual({ a: [80, 'USD'], b: [0, 'EUR'], c: [23.988, null] });
  });

  test("without a price costs what visitors saw: the store's price, else that of the champion's bundle", async () => {
    await ask('/v1/items/w-12', put({ price: 55.5, currency: 'CHF' }));
    await ask('/v1/items/w-16', put({ title: 'without a price now' }));
    await send(...['w-4', 'w-5', 'w-12', 'w-16', 'unknown'].map((item) => purchase(item, item)));
    const like = { id: 'like', user: 'ann', item: 'w-4', kind: 'like' };
    await send(like);
    expect(await paid()).toEqual({
      'w-4': [104, 'EUR'],
      'w-5': [null, null],
      'w-12': [55.5, 'CHF'],
      'w-16': [null, null],
      unknown: [null, null],
      like: [null, null],
    });
  });

  test('keeps its price when the price of the item changes afterwards', async () => {
    await send(purchase('a', 'w-4'));
    await ask('/v1/items/w-4', put({ price: 7, currency: 'EUR', unique: false }));
    await send(purchase('a', 'w-4'), purchase('b', 'w-4'));
    expect(await paid()).toEqual({ a: [104, 'EUR'], b: [7, 'EUR'] });
  });
});

test('each part of a bundle brings its prices; the champion goes before another bundle', async () => {
  const other = await makeBundle({ items: 44, seed: 2, parts: 2, about: () => ({ price: 1, currency: 'JPY' }) });
  await upload(other);
  await seedItems({ ...env, ...KEYS } as unknown as Environment, other.manifest);
  const { results } = await env.DB.prepare(
    'SELECT price, currency, count(*) AS items FROM bundle_items WHERE version = ?1 GROUP BY price, currency',
  )
    .bind(other.version)
    .all();
  expect(results).toEqual([{ price: 1, currency: 'JPY', items: 44 }]);
  await send(purchase('a', 'w-4'), purchase('b', 'w-43'));
  expect(await paid()).toEqual({ a: [104, 'EUR'], b: [1, 'JPY'] });
});

describe('a retry', () => {
  test.each([
    ['without a price', {}, 200],
    ['with the same price', { price: 80, currency: 'USD' }, 200],
    ['with another price', { price: 81, currency: 'USD' }, 422],
    ['with another currency', { price: 80, currency: 'EUR' }, 422],
  ])('%s', async (_, more, status) => {
    await send(purchase('a', 'w-4', { price: 80, currency: 'USD' }));
    const response = await send(purchase('a', 'w-4', more));
    expect(response.status).toBe(status);
    if (status === 422) {
      const { errors } = await problem(response);
      expect(errors).toEqual([
        {
          at: 'events.0.id',
          message:
            'price' in more && more.price === 81
              ? 'a was recorded before with different contents: price 80, not 81'
              : 'a was recorded before with different contents: currency USD, not EUR',
        },
      ]);
    } else expect(await response.json()).toMatchObject({ recorded: 0, repeated: 1 });
    expect(await paid()).toEqual({ a: [80, 'USD'] });
  });
});

describe('refused', () => {
  test.each([
    ['a price of a click', { kind: 'click', price: 1 }, 'price', 'a click has no price: only a purchase has'],
    ['a currency of a like', { kind: 'like', currency: 'EUR' }, 'currency', 'a like has no currency'],
    ['a currency alone', { currency: 'EUR' }, 'currency', 'is without a price'],
    ['a negative price', { price: -1 }, 'price', 'must be at least 0'],
  ])('%s, one by one and in bulk', async (_, more, at, message) => {
    const event = purchase('a', 'w-4', more);
    const response = await send(event);
    expect(response.status).toBe(400);
    const { errors } = await problem(response);
    expect(errors).toEqual([{ at: `events.0.${at}`, message: expect.stringContaining(message) }]);
    const lines = [event, purchase('b', 'w-8', { price: 3 })].map((one) => JSON.stringify(one)).join('\n');
    const headers = { ...bearer(KEYS.SERVICE_KEY), 'content-type': 'application/x-ndjson' };
    const bulk = await ask('/v1/bulk/events', { method: 'POST', headers, body: lines });
    expect(await bulk.json()).toMatchObject({
      recorded: 1,
      refused: 1,
      errors: [{ line: 1, at, message: expect.stringContaining(message) }],
    });
    expect(await paid()).toEqual({ b: [3, 'EUR'] });
  });

  test("a price with a user's token", async () => {
    const init = post({ events: [purchase('a', 'w-4', { price: 1_000_000 })] });
    const headers = { ...init.headers, ...bearer(await token('ann')) };
    const response = await ask('/v1/events', { ...init, headers });
    expect(response.status).toBe(400);
    const { errors } = await problem(response);
    expect(errors).toEqual([{ at: 'events.0.price', message: expect.stringContaining('only the store says') }]);
    expect(await paid()).toEqual({});
  });
});

test('the user and the export get the price back', async () => {
  const like = { id: 'b', user: 'ann', item: 'w-8', kind: 'like', at: 6 };
  await send(purchase('a', 'w-4', { price: 80, currency: 'USD', at: 5 }), like);
  const bought = { id: 'a', item: 'w-4', kind: 'purchase', at: 5, rail: null, price: 80, currency: 'USD' };
  const liked = { id: 'b', item: 'w-8', kind: 'like', at: 6, rail: null };
  expect(await (await ask('/v1/users/ann')).json()).toMatchObject({
    events: [
      { ...bought, outcome: 'bought' },
      { ...liked, outcome: 'recorded' },
    ],
  });
  const exported = await (await ask('/v1/export?after=events.0', { headers: bearer(KEYS.DEPLOY_KEY) })).text();
  const lines = exported.split('\n').filter((line) => line.startsWith('{"event"'));
  expect(lines.map((line) => JSON.parse(line).event)).toEqual([
    { user: 'ann', ...bought },
    { user: 'ann', ...liked },
  ]);
});
