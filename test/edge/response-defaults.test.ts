// Headers of responses: caching, request ids, timings, HEAD and OPTIONS.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { SimilarResponse } from '../../shared/api-rails.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import { buy, deploy, emptyStorage, openWorker, post, problem } from './harness.ts';

const ask = openWorker();
let bundle: FixtureBundle;

beforeAll(async () => {
  await emptyStorage();
  bundle = await makeBundle();
  await deploy(bundle);
  await buy('ann', ['w-4', 'w-8']);
});

const SHARED = 'public, max-age=0, s-maxage=5, stale-while-revalidate=10';
const PUBLIC = ['/v1/rails/anonymous?limit=5', '/v1/items/w-3/similar?limit=5'];

describe('Cache-Control', () => {
  test.each([
    ['rails of a user', '/v1/rails?user=ann', undefined, 'private, no-store'],
    ['rails of a history', '/v1/rails', post({ history: ['w-4'] }), 'private, no-store'],
    ['rails of an empty history', '/v1/rails', post({ history: [] }), 'private, no-store'],
    ['anonymous rails', PUBLIC[0], undefined, SHARED],
    ['similar items', PUBLIC[1], undefined, SHARED],
    ['a user', '/v1/users/ann', undefined, 'no-store'],
    ['health', '/health', undefined, 'no-store'],
    ['a problem', '/v1/rails', undefined, 'no-store'],
    ['not found', '/none', undefined, 'no-store'],
  ])('%s', async (_, path, init, caching) => {
    expect((await ask(path, init)).headers.get('cache-control')).toBe(caching);
  });

  test('a degraded answer is not cached', async () => {
    let down = false;
    const switching = new Proxy(env.DB, {
      get: (real, name) => {
        if (down) throw new Error('D1 is down');
        const value = Reflect.get(real, name);
        return typeof value === 'function' ? value.bind(real) : value;
      },
    });
    const ask = openWorker({ DB: switching });
    await ask(PUBLIC[0]);
    down = true;
    for (const path of PUBLIC) {
      const response = await ask(path);
      expect(response.status).toBe(200);
      expect(await response.clone().json()).toMatchObject({ degraded: true });
      expect(response.headers.get('cache-control')).toBe('private, no-store');
    }
  });

  test('the store configures the times; an invalid one is an internal error', async () => {
    const other = openWorker({ SHARED_MAX_AGE: '60', SHARED_STALE: '0' });
    const caching = (await other(PUBLIC[0])).headers.get('cache-control');
    expect(caching).toBe('public, max-age=0, s-maxage=60, stale-while-revalidate=0');
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => {});
    expect((await openWorker({ SHARED_MAX_AGE: 'a while' })(PUBLIC[0])).status).toBe(500);
    expect(String(complaint.mock.calls[0])).toContain('SHARED_MAX_AGE');
    complaint.mockRestore();
  });
});

describe('ETag', () => {
  test.each(PUBLIC)('%s: 304 for a client that has it, until something changes', async (path) => {
    const first = await ask(path);
    const tag = first.headers.get('etag')!;
    expect(tag).toMatch(/^"[0-9a-f]{40}"$/);
    const again = await ask(path, { headers: { 'if-none-match': `"other", ${tag}` } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    expect(again.headers.get('etag')).toBe(tag);
    expect(again.headers.get('cache-control')).toBe(SHARED);

    const { items, rails } = (await first.json()) as SimilarResponse & { rails: { items: { id: string }[] }[] };
    const [shown] = items ?? rails[0].items;
    expect((await ask(`/v1/items/${shown.id}`, { method: 'DELETE' })).status).toBe(200);
    const changed = await ask(path, { headers: { 'if-none-match': tag } });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(tag);
    expect(JSON.stringify(await changed.json())).not.toContain(`"${shown.id}"`);
  });

  test('personalised answers have none', async () => {
    expect((await ask('/v1/rails?user=ann')).headers.get('etag')).toBeNull();
  });
});

describe('request ids and timings', () => {
  test('a valid request id of the caller is kept, an invalid one is replaced', async () => {
    const id = async (sent?: string) => {
      const headers = sent === undefined ? undefined : { 'x-request-id': sent };
      return (await ask('/health', { headers })).headers.get('x-request-id');
    };
    expect(await id('order-page_7')).toBe('order-page_7');
    const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
    expect(await id()).toMatch(uuid);
    expect(await id('a b')).toMatch(uuid);
    expect(await id('x'.repeat(300))).toMatch(uuid);
    expect((await ask('/none')).headers.get('x-request-id')).toMatch(uuid);
  });

  test('Server-Timing', async () => {
    const header = (await ask('/v1/rails?user=ann')).headers.get('server-timing');
    expect(header).toMatch(/(^|,)d1;dur=[\d.]+/);
    expect(header).toMatch(/(^|,)total;dur=[\d.]+/);
  });
});

describe('HEAD and OPTIONS', () => {
  test.each(['/v1/rails?user=ann', ...PUBLIC, '/health', '/openapi.json', '/docs'])('HEAD %s', async (path) => {
    const [get, head] = [await ask(path), await ask(path, { method: 'HEAD' })];
    expect(head.status).toBe(get.status);
    expect(await head.text()).toBe('');
    for (const name of ['content-type', 'cache-control', 'etag'])
      expect(head.headers.get(name), name).toBe(get.headers.get(name));
  });

  test.each([
    ['/v1/rails', 'GET, HEAD, OPTIONS, POST'],
    ['/v1/rails/anonymous', 'GET, HEAD, OPTIONS'],
    ['/v1/items/w-3', 'DELETE, OPTIONS, PUT'],
    ['/v1/events', 'OPTIONS, POST'],
  ])('OPTIONS %s', async (path, allow) => {
    const response = await ask(path, { method: 'OPTIONS', headers: { authorization: 'none' } });
    expect(response.status).toBe(204);
    expect(response.headers.get('allow')).toBe(allow);
  });

  test('HEAD of a route without GET', async () => {
    expect((await ask('/v1/events', { method: 'HEAD' })).status).toBe(405);
  });
});

test('with CORS, answers vary by Origin', async () => {
  const open = openWorker({ CORS_ORIGINS: 'https://shop.test' });
  expect((await open(PUBLIC[0])).headers.get('vary')).toContain('Origin');
  const response = await open(PUBLIC[0], { headers: { origin: 'https://shop.test' } });
  expect(response.headers.get('vary')).toContain('Origin');
  expect(response.headers.get('access-control-allow-origin')).toBe('https://shop.test');
});

describe('similar items', () => {
  const similar = async (id: string, limit = 20) => {
    const response = await ask(`/v1/items/${encodeURIComponent(id)}/similar?limit=${limit}`);
    expect(response.status).toBe(200);
    return (await response.json()) as SimilarResponse;
  };
  test('are ordered by cosine, without the item itself and sold items', async () => {
    const { vectors } = bundle;
    const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0);
    const cosine = (a: number[], b: number[]) => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    const wanted = vectors
      .map((vector, row) => ({ id: `w-${row}`, score: cosine(vector, vectors[30]) }))
      .filter(({ id }) => id !== 'w-30')
      .sort((a, b) => b.score - a.score);
    await ask(`/v1/items/${wanted[1].id}`, { method: 'DELETE' });
    const gone = new Set([wanted[1].id]);
    const { item, model, items } = await similar('w-30', 100);
    expect([item, model]).toEqual(['w-30', bundle.version]);
    const known = items.filter(({ id }) => !gone.has(id));
    expect(known).toHaveLength(100);
    const left = new Map(wanted.map(({ id, score }) => [id, score]));
    for (const [place, { id, score }] of items.entries()) {
      expect(score).toBeCloseTo(left.get(id)!, 4);
      if (place > 0) expect(score).toBeLessThanOrEqual(items[place - 1].score);
    }
    expect(items[0].id).toBe(wanted[0].id);
    expect(items[1].id).toBe(wanted[2].id);
  });

  test('of a sold item', async () => {
    await ask('/v1/items/w-50', { method: 'DELETE' });
    expect((await similar('w-50')).items).toHaveLength(20);
  });

  test('of an unknown item', async () => {
    const response = await ask('/v1/items/nothing/similar');
    expect(response.status).toBe(404);
    expect((await problem(response)).type).toBe('urn:curatornet:problem:not-found');
  });
});
