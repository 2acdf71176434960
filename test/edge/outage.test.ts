// Storage that throws, hangs or returns garbage: a warm isolate answers from memory and says so; a cold one returns a 503
// with Retry-After.
import { env } from 'cloudflare:workers';
import type { R2Bucket } from '@cloudflare/workers-types';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import {
  type Ask,
  d1With,
  deploy,
  emptyStorage,
  emptyTables,
  openWorker,
  post,
  promote,
  put,
  rails,
  shown,
  upload,
} from './harness.ts';

const never = () => new Promise<never>(() => {});
let bundle: FixtureBundle;
let next: FixtureBundle;
beforeAll(async () => {
  await emptyStorage();
  bundle = await makeBundle({ items: 40 });
  next = await makeBundle({ items: 44, seed: 2 });
});
beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  await emptyTables();
  await deploy(bundle);
});
afterEach(() => vi.restoreAllMocks());

const IMPATIENT = { deadline: 60, timeouts: { first: 400, newer: 100, shared: 300, retry: 50 } };
const PATHS: [string, RequestInit?][] = [
  ['/v1/rails', post({ history: ['w-3', 'w-4'], limit: 100 })],
  ['/v1/rails', post({ history: [], limit: 100 })],
  ['/v1/rails?user=ann&limit=100'],
  ['/v1/rails/anonymous?limit=100'],
  ['/v1/items/w-3/similar?limit=100'],
];
const garbage =
  (...results: unknown[]) =>
  async () =>
    results;
const rows = (...results: unknown[]) => ({ results, success: true, meta: {} });
const deployed = () => rows({ seq: 1, version: bundle.version });
const item = { revision: 1, id: 'w-1', state: 'sold', about: null, features: null };

const D1: [string, (statements: unknown[]) => unknown][] = [
  [
    'throws',
    () => {
      throw new Error('D1 is down');
    },
  ],
  ['rejects', () => Promise.reject(new Error('D1 is down'))],
  ['hangs', never],
  ['answers nothing', garbage()],
  ['answers undefined', async () => undefined],
  ['answers without rows', garbage({}, {}, {})],
  ['answers a malformed deployment', garbage(rows({ seq: 'x', version: 7 }), rows(), rows())],
  ['answers an item with an unknown state', async () => [deployed(), rows({ ...item, state: 'lost' }), rows()]],
  ['answers an item without a revision', async () => [deployed(), rows({ ...item, revision: null }), rows()]],
  [
    'answers events that are none',
    async (statements) =>
      [deployed(), rows(), ...(statements.length > 2 ? [rows({ item: 7 })] : [{}])].slice(
        0,
        statements.length === 2 ? 1 : 3,
      ),
  ],
];

describe.each(D1)('D1 %s', (_, fail) => {
  function open() {
    let down = false;
    const DB = d1With((statements, real) => (down ? fail(statements) : real.batch(statements)));
    return { ask: openWorker({ DB }, IMPATIENT), breakDown: () => (down = true), mend: () => (down = false) };
  }

  test('a warm isolate keeps serving without the items it knows to be sold, and recovers afterwards', async () => {
    const { ask, breakDown, mend } = open();
    const sale = { id: 'e-1', user: 'bob', item: 'w-5', kind: 'purchase' };
    await ask('/v1/events', post({ events: [sale] }));
    await ask('/v1/rails', post({ history: [] }));
    breakDown();
    for (const [path, init] of PATHS) {
      const response = await ask(path, init);
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toMatch(/no-store/);
      const body = (await response.json()) as { model: string; degraded: boolean };
      expect(body).toMatchObject({ model: bundle.version, degraded: true });
      expect(JSON.stringify(body)).not.toContain('"w-5"');
    }
    expect(await (await ask('/health')).json()).toMatchObject({
      status: 'degraded',
      model: bundle.version,
      revision: 1,
    });
    mend();
    // D1 that hung is asked again after a moment.
    const whole = async () =>
      expect((await rails(await ask('/v1/rails', post({ history: [] })))).degraded).toBeUndefined();
    await vi.waitFor(whole, { timeout: 10_000, interval: 50 });
  });

  test('a cold isolate says when to come again', async () => {
    const { ask, breakDown } = open();
    breakDown();
    for (const [path, init] of [...PATHS, ['/health'] as [string]]) {
      const response = await ask(path, init);
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('5');
    }
  });
});

type Object = NonNullable<Awaited<ReturnType<R2Bucket['get']>>>;
const R2: [string, (key: string, real: () => Promise<Object | null>) => unknown][] = [
  [
    'throws',
    () => {
      throw new Error('R2 is down');
    },
  ],
  ['rejects', () => Promise.reject(new Error('R2 is down'))],
  ['hangs', never],
  ['has nothing', async () => null],
  [
    'hangs while a body is read',
    async (_, real) => {
      const object = await real();
      return object && { size: object.size, body: object.body, arrayBuffer: never };
    },
  ],
  [
    'answers other bytes',
    async (_, real) => {
      const object = await real();
      return object && { size: object.size, body: object.body, arrayBuffer: async () => new ArrayBuffer(object.size) };
    },
  ],
  ['answers something other than an object', async () => ({})],
];

describe.each(R2)('R2 %s', (_, fail) => {
  function open() {
    let down = false;
    const MODELS = new Proxy(env.MODELS, {
      get: (real, name) =>
        name === 'get' && down ? (key: string) => fail(key, () => real.get(key)) : Reflect.get(real, name).bind(real),
    });
    return { ask: openWorker({ MODELS }, IMPATIENT), breakDown: () => (down = true), mend: () => (down = false) };
  }
  const visit = async (ask: Ask) =>
    rails(await ask('/v1/rails', post({ history: ['w-3'], limit: 100, rails: ['for-you'] })));

  test('the previous model serves and knows new sales; the new one serves once it can be read', async () => {
    const { ask, breakDown, mend } = open();
    await visit(ask);
    breakDown();
    await upload(next);
    await promote(next.version);
    await ask('/v1/events', post({ events: [{ id: 'e-1', user: 'bob', item: 'w-5', kind: 'purchase' }] }));
    for (let i = 0; i < 3; i++) {
      const { model, degraded, rails: page } = await visit(ask);
      expect([model, degraded]).toEqual([bundle.version, true]);
      expect(page[0].items.map(({ id }) => id)).not.toContain('w-5');
    }
    mend();
    await vi.waitFor(async () => expect((await visit(ask)).model).toBe(next.version), { timeout: 3_000, interval: 50 });
    expect(await shown(await ask('/v1/rails', post({ history: ['w-3'], limit: 100 })))).not.toContain('w-5');
  });

  test('a new item with features waits, and everything else is shown', async () => {
    const { ask, breakDown } = open();
    await visit(ask);
    await openWorker()('/v1/items/new-1', put({ features: [1, 2, 3, 4, 5, 6] }));
    breakDown();
    const { degraded, rails: page } = await visit(ask);
    expect(degraded).toBe(true);
    expect(page[0].items).toHaveLength(39);
  });

  test('a cold isolate says when to come again', async () => {
    const { ask, breakDown } = open();
    breakDown();
    const response = await ask('/v1/rails', post({ history: ['w-3'] }));
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
  });
});

test('writes while D1 is down get a 503 and can be retried', async () => {
  let down = false;
  const DB = new Proxy(
    d1With((statements, real) => (down ? Promise.reject(new Error('down')) : real.batch(statements))),
    {
      get: (real, name) =>
        down && name === 'prepare'
          ? () => {
              throw new Error('down');
            }
          : Reflect.get(real, name),
    },
  );
  const ask = openWorker({ DB });
  await ask('/health');
  down = true;
  const requests: [string, RequestInit][] = [
    ['/v1/events', post({ events: [{ id: 'e-1', user: 'ann', item: 'w-5', kind: 'purchase' }] })],
    ['/v1/items/w-5', put({ title: 'Dawn' })],
    ['/v1/items/w-5', { method: 'DELETE' }],
    ['/v1/users/ann', {}],
    ['/v1/users/ann', { method: 'DELETE' }],
  ];
  for (const [path, init] of requests) {
    const response = await ask(path, init);
    expect([path, response.status, response.headers.get('retry-after')]).toEqual([path, 503, '5']);
  }
});
