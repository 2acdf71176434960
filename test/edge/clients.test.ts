// The API through clients: hono's client, typed by the operations, and openapi-fetch with the types that
// openapi-typescript generates from the document. `npm run types` checks the calls, this test makes them.
import { hc } from 'hono/client';
import createClient from 'openapi-fetch';
import { beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import type { Api } from '../../edge/client.ts';
import { OPERATIONS } from '../../edge/operations.ts';
import type { RailsResponse } from '../../shared/api.ts';
import { makeBundle } from '../fixtures/bundle.ts';
import { bearer, buy, deploy, emptyStorage, KEYS, openWorker } from './harness.ts';
import type { components, paths } from './openapi.d.ts';

const ask = openWorker();
const fetchWorker = async (input: RequestInfo | URL, init?: RequestInit) => {
  const request = new Request(input, init);
  return ask(request.url.replace('https://store.test', ''), request);
};

beforeAll(async () => {
  await emptyStorage();
  await deploy(await makeBundle());
  await buy('ann', ['w-4', 'w-9']);
});

describe("hono's client", () => {
  const client = hc<Api>('https://store.test', { headers: bearer(KEYS.SERVICE_KEY), fetch: fetchWorker });

  test('rails for a history', async () => {
    const response = await client.v1.rails.$post({ json: { history: ['w-1'], limit: 3, rails: ['for-you'] } });
    expect(response.status).toBe(200);
    if (response.status !== 200) throw new Error();
    const page = await response.json();
    expectTypeOf(page).toEqualTypeOf<RailsResponse>();
    expect(page.rails[0].items).toHaveLength(3);
  });

  test('rails for a user, and lists in a query', async () => {
    const query = { user: 'ann', limit: '2', rails: ['for-you', 'popular'] as ('for-you' | 'popular')[] };
    const response = await client.v1.rails.$get({ query });
    if (response.status !== 200) throw new Error(await response.text());
    expect((await response.json()).rails.map(({ id }) => id)).toEqual(['for-you', 'popular']);
  });

  test('an item in the path', async () => {
    const response = await client.v1.items[':id'].similar.$get({ param: { id: 'w-4' }, query: {} });
    if (response.status !== 200) throw new Error(await response.text());
    expect((await response.json()).item).toBe('w-4');
  });

  test('carries the bookmark of a write into the next request, as docs/api.md shows', async () => {
    let bookmark = '';
    const sent: (string | null)[] = [];
    const client = hc<Api>('https://store.test', {
      headers: () => ({ ...bearer(KEYS.SERVICE_KEY), 'x-bookmark': bookmark }),
      fetch: (input: RequestInfo | URL, init?: RequestInit) => {
        sent.push(new Request(input, init).headers.get('x-bookmark'));
        return fetchWorker(input, init);
      },
    });
    const events = [{ id: 'bookmarked-1', user: 'ann', item: 'w-78', kind: 'like' as const }];
    const written = await client.v1.events.$post({ json: { events } });
    bookmark = written.headers.get('x-bookmark') ?? bookmark;
    const response = await client.v1.rails.$get({ query: { user: 'ann', freshness: 'session' } });
    expect(response.status).toBe(200);
    expect(sent).toEqual(['', written.headers.get('x-bookmark')]);
    expect(sent[1]).toMatch(/^[\w-]{10,}$/);
  });

  test('a problem has its type', async () => {
    const response = await client.v1.rails.$post({ json: { history: [], limit: 0 } });
    if (response.status === 200) throw new Error('it was answered');
    const problem = await response.json();
    expect(problem.type).toBe('urn:curatornet:problem:invalid-request');
  });
});

describe('openapi-fetch', () => {
  const client = createClient<paths>({
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
  // All links lead to this worker or to a place on the page.
  const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
  const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(links.filter((href) => href !== '/openapi.json' && !ids.includes(href.slice(1)))).toEqual([]);
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
