// The API through clients: the project's own, and openapi-fetch with the types that openapi-typescript generates from the
// document. `npm run types` checks the calls, this test makes them.
import createGenerated from 'openapi-fetch';
import { beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import { GUIDES } from '../../edge/api-page/guides.ts';
import { CuratorError, createClient } from '../../edge/client/client.ts';
import type { components, paths } from '../../edge/client/openapi.d.ts';
import { OPERATIONS } from '../../edge/operations.ts';
import type { Event } from '../../shared/api.ts';
import type { RailsResponse, SimilarResponse } from '../../shared/api-rails.ts';
import { makeBundle } from '../fixtures/bundle.ts';
import { bearer, buy, deploy, emptyStorage, KEYS, openWorker, token } from './harness.ts';

const ask = openWorker();
const fetchWorker = async (input: RequestInfo | URL, init?: RequestInit) => {
  const request = new Request(input, init);
  return ask(request.url.replace('https://store.test', ''), request);
};

beforeAll(async () => {
  await emptyStorage();
  await deploy(await makeBundle({ about: () => ({ unique: true }) }));
  await buy('ann', ['w-4', 'w-9']);
});

describe('@curatornet/client', () => {
  const options = { url: 'https://store.test/', fetch: fetchWorker };
  const visitor = () => createClient({ ...options, key: KEYS.STOREFRONT_KEY });

  test('rails for a history, and without one', async () => {
    const client = visitor();
    const page = await client.rails({ history: ['w-1'], limit: 3, rails: ['for-you'] });
    expectTypeOf(page).toEqualTypeOf<RailsResponse>();
    expect(page.rails.map(({ id, items }) => [id, items.length])).toEqual([['for-you', 3]]);
    expect((await client.rails()).rails.map(({ id }) => id)).toContain('popular');
  });

  test('a visitor without a user has a history of likes and purchases, and clicks are not part of it', async () => {
    const client = visitor();
    expect(await client.record({ item: 'w-1', kind: 'like' })).toBe('local');
    expect(await client.record({ item: 'w-2', kind: 'purchase' })).toBe('local');
    expect(await client.record({ item: 'w-3', kind: 'click' })).toBe('local');
    await client.record({ item: 'w-1', kind: 'like' });
    expect(client.history()).toEqual(['w-2', 'w-1']);
    const shown = await client.rails({ rails: ['for-you'] });
    expect(shown).toEqual(await client.rails({ history: ['w-2', 'w-1'], rails: ['for-you'] }));
    expect(shown.rails[0].id).toBe('for-you');
    client.forget();
    expect(client.history()).toEqual([]);
  });

  test('similar items', async () => {
    const answer = await visitor().similar('w-4', { limit: 7 });
    expectTypeOf(answer).toEqualTypeOf<SimilarResponse>();
    expect([answer.item, answer.items.length]).toEqual(['w-4', 7]);
  });

  test('a user with a token: rails with lists in the query, events, and a purchase is an intent', async () => {
    const client = createClient({ ...options, user: 'ann', token: () => token('ann') });
    const page = await client.rails({ limit: 2, rails: ['for-you', 'popular'], excludeIds: ['w-1', 'w-2'] });
    expect(page.rails.map(({ id, items }) => [id, items.length])).toEqual([
      ['for-you', 2],
      ['popular', 2],
    ]);
    expectTypeOf(client.record).parameter(0).toExtend<Partial<Event>>();
    expect(await client.record({ item: 'w-70', kind: 'like', rail: page.rails[0].ref })).toBe('recorded');
    expect(await client.record({ item: 'w-71', kind: 'purchase' })).toBe('recorded');
  });

  test("the store's server sells, and an event with the same id has the same outcome", async () => {
    const client = createClient({ ...options, key: KEYS.SERVICE_KEY, user: 'ann' });
    const order = { id: 'order-of-the-client', item: 'w-72', kind: 'purchase' } as const;
    expect(await client.record(order)).toBe('bought');
    const other = createClient({ ...options, key: KEYS.SERVICE_KEY, user: 'ann' });
    // The time belongs to the event.
    await expect(other.record({ ...order, at: 5 })).rejects.toMatchObject({
      problem: { type: 'urn:curatornet:problem:event-conflict' },
    });
    expect(await other.record({ ...order, id: 'another-order' })).toBe('late');
  });

  test('the history of a visitor who signs in becomes likes', async () => {
    const fresh = createClient({ ...options, user: 'newcomer', token: await token('newcomer') });
    await expect(fresh.claimHistory()).resolves.toEqual([]);
    expect(() => visitor().claimHistory()).toThrow('needs a client with a user');
  });

  test('a user who does not want to be known: anonymous rails, no events but purchases, until they take it back', async () => {
    const client = createClient({ ...options, key: KEYS.SERVICE_KEY, user: 'cyd' });
    await client.record({ item: 'w-60', kind: 'like' });
    expect((await client.rails()).rails[0].id).toBe('for-you');
    await client.personalise(false);
    expect(await client.rails()).toEqual(await visitor().rails());
    expect(await client.record({ item: 'w-61', kind: 'like' })).toBe('not-stored');
    expect(await client.record({ item: 'w-62', kind: 'purchase' })).toBe('bought');
    const stored = async () => (await ask('/v1/users/cyd')).json();
    const nothing = { user: 'cyd', events: [], impressions: [], exposures: [] };
    expect(await stored()).toEqual({ ...nothing, personalised: false });
    await client.personalise(true);
    expect(await stored()).toEqual({ ...nothing, personalised: true });
    expect(await client.record({ item: 'w-61', kind: 'like' })).toBe('recorded');
    expect((await client.rails()).rails[0].id).toBe('for-you');
  });

  test('carries the bookmark of a write into the next request', async () => {
    const sent: (string | null)[] = [];
    const client = createClient({
      ...options,
      user: 'ann',
      token: () => token('ann'),
      fetch(input: RequestInfo | URL, init?: RequestInit) {
        sent.push(new Request(input, init).headers.get('x-bookmark'));
        return fetchWorker(input, init);
      },
    });
    await client.record({ item: 'w-78', kind: 'like' });
    await client.rails({ freshness: 'session' });
    expect(sent).toEqual([null, expect.stringMatching(/^[\w-]{10,}$/)]);
  });

  test('a problem has its type', async () => {
    const refused = visitor().rails({ history: ['w-1'], limit: 0 });
    await expect(refused).rejects.toThrow(CuratorError);
    await expect(refused).rejects.toMatchObject({ problem: { type: 'urn:curatornet:problem:invalid-request' } });
  });
});

describe('openapi-fetch', () => {
  const client = createGenerated<paths>({
    baseUrl: 'https://store.test',
    headers: bearer(KEYS.SERVICE_KEY),
    fetch: fetchWorker,
    // As the document says: a list repeats its parameter.
    querySerializer: { array: { style: 'form', explode: true } },
  });

  test('rails for a history', async () => {
    const { data } = await client.POST('/v1/rails', { body: { history: ['w-1'], limit: 3, rails: ['for-you'] } });
    expectTypeOf(data!).toEqualTypeOf<components['schemas']['RailsResponse']>();
    expect(data!.rails[0].items).toHaveLength(3);
  });

  test('rails for a user, and lists in a query', async () => {
    const query = { user: 'ann', limit: 2, rails: ['for-you' as const, 'popular' as const] };
    const { data } = await client.GET('/v1/rails', { params: { query } });
    expect(data!.rails.map(({ id }) => id)).toEqual(['for-you', 'popular']);
  });

  test('an item in the path', async () => {
    const { data } = await client.GET('/v1/items/{id}/similar', { params: { path: { id: 'w-4' } } });
    expect(data!.items).toHaveLength(20);
  });

  test('events', async () => {
    const event = { id: 'typed-1', user: 'ann', item: 'w-77', kind: 'like' as const };
    const { data } = await client.POST('/v1/events', { body: { events: [event] } });
    expect(data!.recorded).toBe(1);
  });

  test('a problem has its type', async () => {
    const { data, error, response } = await client.POST('/v1/rails', { body: { history: [], limit: 0 } });
    expect(data).toBeUndefined();
    expect(response.status).toBe(400);
    expect(error!.type).toBe('urn:curatornet:problem:invalid-request');
  });
});

test('the OpenAPI document is valid and served', async () => {
  const response = await ask('/openapi.json');
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  const { openapi, paths } = (await response.json()) as { openapi: string; paths: object };
  expect(openapi).toBe('3.1.0');
  expect(Object.keys(paths)).toEqual([...new Set(OPERATIONS.map(({ path }) => path))]);
});

test('the documentation page', async () => {
  const response = await ask('/docs');
  expect(response.headers.get('content-type')).toMatch(/^text\/html/);
  const page = await response.text();
  const digest = await crypto.subtle.digest(
    'SHA-256',
    new TextEncoder().encode(/<style>(.*?)<\/style>/s.exec(page)![1]),
  );
  const style = `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`;
  expect(response.headers.get('content-security-policy')).toBe(
    `default-src 'none'; style-src ${style}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  expect(response.headers.get('referrer-policy')).toBe('same-origin');
  expect(page).not.toMatch(/<script|<link|<img|<iframe|\bon\w+=|style=|url\(|@import/i);
  // All links lead to this worker, to a guide beside it or to a place on the page.
  const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
  const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const guides = Object.values(GUIDES).flatMap((some) => some.map(({ name }) => `/docs/${name}`));
  const known = ['/openapi.json', ...guides, ...ids.map((id) => `#${id}`)];
  expect(links.filter((href) => !known.includes(href))).toEqual([]);
  expect(links).toEqual(expect.arrayContaining(guides));
  for (const { method, path } of OPERATIONS)
    expect(page).toContain(`<span class="method">${method.toUpperCase()}</span> <code>${path}</code>`);
  expect(page).toContain('<code>events[].kind</code><span class="required"> required</span>');
  expect(page).toContain('text<span class="limits">1 to 128 characters</span>');
  expect(page).toContain('curl &#39;https://store.test/v1/rails?user=u-17&#39;');
  // A body of lines is sent as it is, and its table has the fields of a line.
  const bulk = page.slice(page.indexOf('id="postV1BulkEvents"'), page.indexOf('id="postV1BulkItems"'));
  expect(bulk).toContain('--data-binary &#39;{&quot;id&quot;:&quot;order-7&quot;');
  expect(bulk).toContain('Body, application/x-ndjson: each line');
  expect(bulk).toContain('<code>kind</code><span class="required"> required</span>');
});
