// Who gets an item, whose purchases sell it, and what a retry returns: the same rules for service key, token and storefront.
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { EventsResponse } from '../../shared/api.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import {
  type Ask,
  bearer,
  deploy,
  emptyStorage,
  emptyTables,
  KEYS,
  openWorker,
  post,
  problem,
  put,
  RUNS,
  seedItems,
  shown,
  token,
} from './harness.ts';

let ask: Ask;
let bundle: FixtureBundle;
beforeAll(async () => {
  await emptyStorage();
  bundle = await makeBundle({ items: 40 });
});
beforeEach(async () => {
  await emptyTables();
  await deploy(bundle);
  ask = openWorker();
});

type Sent = { id: string; user: string; item: string; kind: string; at?: number };
const event = (kind: string) => (id: string, user: string, item: string, at?: number) => ({ id, user, item, kind, at });
const purchase = event('purchase');
const like = event('like');
const send = (events: object[], headers: Record<string, string> = {}, worker = ask) =>
  worker('/v1/events', { ...post({ events }), headers: { 'content-type': 'application/json', ...headers } });
const store = async (...events: object[]) => (await (await send(events)).json()) as EventsResponse;
const user = async (name: string, ...events: object[]) =>
  (await (await send(events, bearer(await token(name)))).json()) as EventsResponse;
const outcomes = ({ outcomes }: EventsResponse) =>
  outcomes.map(({ outcome, repeated }) => (repeated ? `${outcome} again` : outcome));
/** Every fourth item of a fixture is a print: w-5, w-6 and w-41 are unique, w-4 and w-40 are not. */
const state = (id: string) => env.DB.prepare('SELECT state FROM items WHERE id = ?1').bind(id).first('state');
const form = (fields: Record<string, string>, cookie = ''): RequestInit => ({
  method: 'POST',
  redirect: 'manual',
  headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://store.test', cookie },
  body: new URLSearchParams(fields).toString(),
});

describe('a unique item', () => {
  test('goes to the first buyer, and retries return the same outcomes', async () => {
    const ann = purchase('a', 'ann', 'w-5');
    const bob = purchase('b', 'bob', 'w-5');
    expect(await store(ann)).toEqual({
      recorded: 1,
      repeated: 0,
      sold: ['w-5'],
      bookmark: expect.any(String),
      outcomes: [{ id: 'a', outcome: 'bought' }],
    });
    expect(await store(bob)).toEqual({
      recorded: 1,
      repeated: 0,
      sold: [],
      bookmark: expect.any(String),
      outcomes: [{ id: 'b', outcome: 'late' }],
    });
    expect(await store(bob, ann)).toEqual({
      recorded: 0,
      repeated: 2,
      sold: [],
      bookmark: expect.any(String),
      outcomes: [
        { id: 'b', outcome: 'late', repeated: true },
        { id: 'a', outcome: 'bought', repeated: true },
      ],
    });
  });

  test('goes to the first purchase of a batch; all purchases of a print succeed', async () => {
    const batch = [
      like('l', 'cyd', 'w-5'),
      purchase('b', 'bob', 'w-5'),
      purchase('a', 'ann', 'w-5'),
      purchase('p', 'ann', 'w-4'),
      purchase('q', 'bob', 'w-4'),
    ];
    expect(outcomes(await store(...batch))).toEqual(['recorded', 'bought', 'late', 'bought', 'bought']);
  });

  test('goes to one of several concurrent buyers', async () => {
    const buyers = Array.from({ length: 12 }, (_, i) => purchase(`e-${i}`, `u-${i}`, 'w-5'));
    const heard = (await Promise.all(buyers.map((one) => store(one)))).flatMap(outcomes);
    expect(heard.toSorted()).toEqual(['bought', ...Array(11).fill('late')]);
    const again = (await Promise.all(buyers.map((one) => store(one)))).flatMap(outcomes);
    expect(again).toEqual(heard.map((outcome) => `${outcome} again`));
  });

  test('that was sold by mistake can be put back on sale by the store and bought again', async () => {
    await store(purchase('a', 'ann', 'w-5'));
    await ask('/v1/items/w-5', put({ forSale: false }));
    expect(await state('w-5')).toBe('withdrawn');
    await ask('/v1/items/w-5', put({ forSale: true }));
    expect(outcomes(await store(purchase('a', 'ann', 'w-5'), purchase('b', 'bob', 'w-5')))).toEqual([
      'bought again',
      'bought',
    ]);
  });

  test('becomes a print if the store says so', async () => {
    await ask('/v1/items/w-5', put({ unique: false }));
    expect(outcomes(await store(purchase('a', 'ann', 'w-5'), purchase('b', 'bob', 'w-5')))).toEqual([
      'bought',
      'bought',
    ]);
    expect(await state('w-5')).toBe('for-sale');
  });
});

test('late purchases affect neither history, rails nor training', async () => {
  await store(purchase('a', 'ann', 'w-5'), purchase('b', 'bob', 'w-5'), like('c', 'bob', 'w-6'));
  const rails = (user: string) =>
    ask(`/v1/rails?user=${user}&rails=for-you,because-you-bought`.replace(',', '&rails='));
  const ids = async (user: string) => ((await (await rails(user)).json()) as { rails: { id: string }[] }).rails;
  expect((await ids('ann')).map(({ id }) => id)).toEqual(['for-you', 'because-you-bought']);
  expect((await ids('bob')).map(({ id }) => id)).toEqual(['for-you']);
  const exported = new TextDecoder().decode(
    await (await ask('/v1/export', { headers: bearer(KEYS.DEPLOY_KEY) })).arrayBuffer(),
  );
  const sent = exported.split('\n').filter((line) => line.startsWith('{"event"'));
  expect(sent.map((line) => JSON.parse(line).event.id)).toEqual(['a', 'c']);
  const pages = openWorker({ STOREFRONT: 'on' });
  const item = await (await pages('/items/w-5')).text();
  expect(item).toContain('<b>ann</b>');
  expect(item).not.toContain('<b>bob</b>');
});

describe('with a user token', () => {
  test('a purchase is an intent: nothing is sold until the store confirms it', async () => {
    const intent = purchase('order-1', 'ann', 'w-5');
    expect(await user('ann', intent)).toEqual({
      recorded: 1,
      repeated: 0,
      sold: [],
      bookmark: expect.any(String),
      outcomes: [{ id: 'order-1', outcome: 'recorded' }],
    });
    expect(await state('w-5')).toBeNull();
    const { rails } = (await (await ask('/v1/rails?user=ann&rails=for-you')).json()) as { rails: unknown[] };
    expect(rails).toEqual([]);
    expect(outcomes(await store(intent))).toEqual(['bought']);
    expect(outcomes(await user('ann', intent))).toEqual(['recorded again']);
    expect(outcomes(await user('bob', purchase('order-1', 'bob', 'w-5')))).toEqual(['late']);
  });

  test('withdrawn and unknown items cannot be bought, even with TOKEN_PURCHASES', async () => {
    await ask('/v1/items/w-5', { method: 'DELETE' });
    ask = openWorker({ TOKEN_PURCHASES: 'allow' });
    const sent = [
      purchase('a', 'ann', 'w-5'),
      purchase('b', 'ann', 'w-601'),
      purchase('c', 'ann', 'w-6'),
      purchase('d', 'ann', 'w-6'),
    ];
    expect(outcomes(await user('ann', ...sent))).toEqual(['not-for-sale', 'not-for-sale', 'bought', 'late']);
    expect(await state('w-601')).toBeNull();
    expect(await state('w-5')).toBe('withdrawn');
  });
});

test('the store can record purchases of withdrawn and unknown items', async () => {
  await ask('/v1/items/w-5', { method: 'DELETE' });
  expect(outcomes(await store(purchase('a', 'ann', 'w-5'), purchase('b', 'ann', 'w-601')))).toEqual([
    'bought',
    'bought',
  ]);
  expect(outcomes(await store(purchase('c', 'ann', 'w-601')))).toEqual(['late']);
});

describe('an item that was bought before a bundle contained it', () => {
  test('is sold if it is unique, otherwise for sale', async () => {
    const next = await makeBundle({ items: 44, seed: 2 });
    await store(purchase('a', 'ann', 'w-41'), purchase('b', 'ann', 'w-40'));
    await seedItems(next);
    await seedItems(next);
    expect([await state('w-41'), await state('w-40')]).toEqual(['sold', 'for-sale']);
    await deploy(next);
    const page = await shown(await ask('/v1/rails', post({ history: ['w-3'], rails: ['for-you'], limit: 100 })));
    expect(page).toContain('w-40');
    expect(page).not.toContain('w-41');
  });

  test('stays on sale after the store puts it back', async () => {
    await store(purchase('a', 'ann', 'w-5'));
    await ask('/v1/items/w-5', put({ forSale: true }));
    await seedItems(await makeBundle({ items: 44, seed: 2 }));
    expect(await state('w-5')).toBe('for-sale');
  });
});

test('a version that is only tried sells no print that visitors can buy', async () => {
  await store(purchase('a', 'ann', 'w-4'));
  await seedItems(await makeBundle({ items: 40, seed: 2, about: () => ({ unique: true }) }));
  expect(await state('w-4')).toBeNull();
  expect(outcomes(await store(purchase('b', 'bob', 'w-4')))).toEqual(['bought']);
});

test('where the bundle in force lacks an item, it is unique if any other bundle says so', async () => {
  const about = (unique: boolean) => (row: number) => (row === 8 ? { id: 'x-8', unique } : {});
  for (const [seed, unique] of [false, true, false].entries())
    await seedItems(await makeBundle({ items: 40, seed: seed + 2, about: about(unique) }));
  expect(outcomes(await store(purchase('a', 'ann', 'x-8'), purchase('b', 'bob', 'x-8')))).toEqual(['bought', 'late']);
});

describe('ids', () => {
  test('are unique per owner: a user’s events do not block the store’s batch', async () => {
    expect(outcomes(await user('ann', like('order-1001', 'ann', 'w-6')))).toEqual(['recorded']);
    expect(outcomes(await user('bob', like('order-1001', 'bob', 'w-7')))).toEqual(['recorded']);
    expect(outcomes(await store(purchase('order-1001', 'cyd', 'w-5')))).toEqual(['bought']);
  });

  test('that are already used are refused with their position and what was recorded', async () => {
    await store(purchase('order-1001', 'ann', 'w-5', 7));
    const response = await send([like('x', 'ann', 'w-6'), purchase('order-1001', 'bob', 'w-6', 7)]);
    expect(response.status).toBe(422);
    const message = 'order-1001 was recorded before with different contents: user ann, not bob; item w-5, not w-6';
    expect((await problem(response)).errors).toEqual([{ at: 'events.1.id', message }]);
    const twice = await send([like('y', 'ann', 'w-6'), like('y', 'ann', 'w-7')]);
    expect((await problem(twice)).errors).toEqual([
      { at: 'events.1.id', message: 'event 0 has the same id y, with different contents' },
    ]);
    expect(await env.DB.prepare('SELECT count(*) AS n FROM events').first('n')).toBe(1);
  });

  test('of events of another user are refused with a token, with their position', async () => {
    const response = await send([like('x', 'ann', 'w-6'), like('y', 'bob', 'w-6')], bearer(await token('ann')));
    expect(response.status).toBe(403);
    expect((await problem(response)).errors).toEqual([
      { at: 'events.1.user', message: "event y is about a user other than the token's" },
    ]);
  });
});

describe('the storefront', () => {
  test('sells as the store does, and redirects the second buyer back to the item', async () => {
    const pages = openWorker({ STOREFRONT: 'on' });
    const buy = async (item: string) =>
      (await pages(`/items/${item}/buy`, form({ event: crypto.randomUUID() }))).headers.get('location');
    expect(await buy('w-5')).toBe('/?bought=w-5');
    expect(await buy('w-5')).toBe('/items/w-5');
    await ask('/v1/items/w-6', { method: 'DELETE' });
    expect(await buy('w-6')).toBe('/items/w-6');
    expect(await state('w-6')).toBe('withdrawn');
  });

  test('makes the same visitor of a stranger who sends a form again', async () => {
    const pages = openWorker({ STOREFRONT: 'on' });
    const sent = form({ event: crypto.randomUUID() });
    const heard = [await pages('/items/w-5/buy', sent), await pages('/items/w-5/buy', sent)].map(({ headers }) => [
      headers.get('location'),
      headers.getSetCookie().find((cookie) => cookie.startsWith('visitor=')),
    ]);
    expect(heard[0]).toEqual(['/?bought=w-5', expect.stringMatching(/^visitor=visitor-[0-9a-f]{8}\./)]);
    expect(heard[1]).toEqual(heard[0]);
  });
});

test('retries in any order and by any sender return the first outcome', async () => {
  const door = fc.constantFrom('store', 'ann', 'bob');
  const name = fc.constantFrom('ann', 'bob');
  const one = fc.record({
    door,
    name,
    nth: fc.nat(5),
    kind: fc.constantFrom('purchase', 'purchase', 'like'),
    item: fc.constantFrom('w-4', 'w-5', 'w-6', 'w-601'),
    allow: fc.boolean(),
  });
  const seen = { again: 0, late: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(one, { minLength: 5, maxLength: 25 }), async (steps) => {
      await emptyTables();
      await deploy(bundle);
      const first = new Map<string, { event: Sent; outcome: string }>();
      const winners = new Map<string, number>();
      for (const { door, name, nth, kind, item, allow } of steps) {
        const worker = openWorker({ TOKEN_PURCHASES: allow ? 'allow' : '' });
        const headers = door === 'store' ? {} : bearer(await token(door));
        const key = `${door} ${nth}`;
        const before = first.get(key);
        const event = before?.event ?? { id: `e-${nth}`, user: door === 'store' ? name : door, item, kind };
        const answer = (await (await send([event], headers, worker)).json()) as EventsResponse;
        const [{ outcome, repeated }] = answer.outcomes;
        expect({ outcome, repeated }).toEqual({
          outcome: before?.outcome ?? outcome,
          repeated: before ? true : undefined,
        });
        if (before) seen.again++;
        else if (outcome === 'bought') winners.set(event.item, (winners.get(event.item) ?? 0) + 1);
        if (outcome === 'late') seen.late++;
        first.set(key, { event, outcome });
      }
      for (const item of ['w-5', 'w-6', 'w-601']) expect(winners.get(item) ?? 0).toBeLessThanOrEqual(1);
    }),
    { numRuns: Math.ceil(RUNS / 20) },
  );
  expect(seen.again).toBeGreaterThan(RUNS / 20);
  expect(seen.late).toBeGreaterThan(RUNS / 60);
}, 120_000);
