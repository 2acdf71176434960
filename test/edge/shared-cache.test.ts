// Workers Cache: which answers the platform may keep under which tags, and which tags a write purges. The platform's cache
// is not there locally; a stand-in notes what it is asked.
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { RailsResponse, SimilarResponse } from '../../shared/api-rails.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import { type Ask, bearer, buy, deploy, emptyStorage, KEYS, openWorker, post, token, upload } from './harness.ts';

let bundle: FixtureBundle;
let purged: string[][];
const cache = {
  purge: async ({ tags }: { tags: string[] }) => {
    purged.push(tags);
    return { success: true, errors: [] };
  },
};
let ask: Ask;

beforeEach(async () => {
  await emptyStorage();
  bundle = await makeBundle();
  await deploy(bundle);
  await buy('ann', ['w-4', 'w-8']);
  purged = [];
  ask = openWorker({ WORKERS_CACHE: 'on' }, { cache });
});

const send = (method: string, body: unknown): RequestInit => ({ ...post(body), method });
const kept = async (response: Response) => {
  const of = (name: string) => response.headers.get(name);
  return [of('cache-tag'), of('cloudflare-cdn-cache-control'), of('vary')];
};
/** FNV-1a, 32 bits, of w-3 and w-7: computed apart. */
const W3 = 'item-ce4f0d36';
const W7 = 'item-d24f1382';

describe('what the platform may keep', () => {
  test('rails for anybody, a minute; other caches as ever', async () => {
    const response = await ask('/v1/rails/anonymous');
    expect(await kept(response)).toEqual(['rails', 'public, s-maxage=60', 'Authorization']);
    expect(response.headers.get('cache-control')).toBe('public, max-age=0, s-maxage=5, stale-while-revalidate=10');
    const again = await ask('/v1/rails/anonymous', { headers: { 'if-none-match': response.headers.get('etag')! } });
    expect(again.status).toBe(304);
    expect(await kept(again)).toEqual(['rails', 'public, s-maxage=60', 'Authorization']);
  });

  test('similar items, under each item that they show', async () => {
    const response = await ask('/v1/items/w-3/similar?limit=100');
    const tags = response.headers.get('cache-tag')!.split(',');
    const { items } = (await response.json()) as SimilarResponse;
    expect(tags.slice(0, 2)).toEqual(['similar', W3]);
    expect(tags).toHaveLength(2 + items.length);
    expect(tags[2 + items.findIndex(({ id }) => id === 'w-7')]).toBe(W7);
    expect(tags.slice(1).every((tag) => /^item-[0-9a-f]{8}$/.test(tag))).toBe(true);
  });

  test.each(['staleness=60', 'freshness=session'])('no longer than elsewhere: %s', async (option) => {
    expect(await kept(await ask(`/v1/rails/anonymous?${option}`))).toEqual([null, null, 'Authorization']);
  });

  test('nothing that is degraded', async () => {
    let down = false;
    const switching = new Proxy(env.DB, {
      get: (real, name) => {
        if (down) throw new Error('D1 is down');
        const value = Reflect.get(real, name);
        return typeof value === 'function' ? value.bind(real) : value;
      },
    });
    const store = openWorker({ WORKERS_CACHE: 'on', DB: switching }, { cache });
    await store('/v1/rails/anonymous');
    down = true;
    for (const path of ['/v1/rails/anonymous', '/v1/items/w-3/similar']) {
      const response = await store(path);
      expect(response.status).toBe(200);
      expect(await kept(response)).toEqual([null, null, null]);
    }
  });

  test('nothing of a person', async () => {
    const mine = { headers: bearer(await token('ann')) };
    const answers = [
      await ask('/v1/rails?user=ann'),
      await ask('/v1/rails?user=ann', mine),
      await ask('/v1/rails?user=stranger'),
      await ask('/v1/rails', post({ history: ['w-4'] })),
      await ask('/v1/rails', post({ history: [] })),
    ];
    for (const response of answers) {
      expect(response.status).toBe(200);
      expect(await kept(response)).toEqual([null, null, null]);
      expect(response.headers.get('cache-control')).toBe('private, no-store');
    }
    expect(await kept(await ask('/v1/users/ann'))).toEqual([null, null, null]);
  });

  test.each([
    ['not switched on', openWorker({}, { cache })],
    ['a platform without it', openWorker({ WORKERS_CACHE: 'on' })],
  ])('%s: nothing, and nothing is purged', async (_, ask) => {
    expect(await kept(await ask('/v1/rails/anonymous'))).toEqual([null, null, null]);
    expect((await ask('/v1/items/w-3', { method: 'DELETE' })).status).toBe(200);
    expect(purged).toEqual([]);
  });
});

describe('what a write purges', () => {
  const buyIt = (id: string, item: string) =>
    ask('/v1/events', post({ events: [{ id, user: 'bob', item, kind: 'purchase' }] }));

  test('a sale, once; a click and a like purge nothing', async () => {
    for (const kind of ['click', 'like'])
      expect((await ask('/v1/events', post({ events: [{ id: kind, user: 'bob', item: 'w-3', kind }] }))).status).toBe(
        200,
      );
    expect(purged).toEqual([]);
    await buyIt('order-1', 'w-3');
    expect(purged).toEqual([['rails', W3]]);
    await buyIt('order-1', 'w-3');
    expect(purged).toHaveLength(1);
  });

  test('a sale in the storefront', async () => {
    const store = openWorker({ WORKERS_CACHE: 'on', STOREFRONT: 'on' }, { cache });
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://store.test' };
    const body = new URLSearchParams({ event: crypto.randomUUID() }).toString();
    const bought = await store('/items/w-7/buy', { method: 'POST', redirect: 'manual', headers, body });
    expect(bought.headers.get('location')).toBe('/?bought=w-7');
    expect(purged).toEqual([['rails', W7]]);
  });

  test('a change and a withdrawal', async () => {
    expect((await ask('/v1/items/w-3', send('PUT', { title: 'Other' }))).status).toBe(200);
    expect((await ask('/v1/items/w-7', { method: 'DELETE' })).status).toBe(200);
    expect(purged).toEqual([
      ['rails', W3],
      ['rails', W7],
    ]);
    expect((await ask('/v1/items/none', { method: 'DELETE' })).status).toBe(404);
    expect(purged).toHaveLength(2);
  });

  test('a promotion and its undoing; a smoke check purges nothing', async () => {
    const next = await makeBundle({ seed: 7 });
    await upload(next);
    const headers = { ...bearer(KEYS.DEPLOY_KEY), 'content-type': 'application/json' };
    const act = async (what: string, body: object = {}) => {
      const init = { ...post({ who: 'ann', why: 'test', ...body }), headers };
      const response = await ask(`/v1/models/${what}`, init);
      expect(response.status).toBe(200);
      return (await response.json()) as { revision: number };
    };
    await act(`${next.version}/smoke`);
    expect(purged).toEqual([]);
    const { revision } = (await (await ask('/v1/models', { headers })).json()) as { revision: number };
    const promoted = await act(`${next.version}/promote`, { revision });
    expect(purged).toEqual([['rails', 'similar']]);
    await act('rollback', { undo: next.version, revision: promoted.revision });
    expect(purged).toHaveLength(2);
  });

  test.each([
    ['is refused', async () => ({ success: false, errors: [{ code: 1, message: 'too many purges' }] })],
    ['throws', () => Promise.reject(new Error('too many purges'))],
    [
      'throws at once',
      () => {
        throw new Error('too many purges');
      },
    ],
  ])('a purge that %s is in the log, and the write stands', async (_, purge) => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => {});
    const ask = openWorker({ WORKERS_CACHE: 'on' }, { cache: { purge } });
    expect((await ask('/v1/items/w-3', { method: 'DELETE' })).status).toBe(200);
    expect(
      String(
        complaint.mock.calls.map((call) =>
          JSON.stringify(call.map((one) => (one instanceof Error ? one.message : one))),
        ),
      ),
    ).toContain('too many purges');
    complaint.mockRestore();
    const { rails } = (await (await ask('/v1/rails/anonymous')).json()) as RailsResponse;
    expect(JSON.stringify(rails)).not.toContain('"w-3"');
  });
});
