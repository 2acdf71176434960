// User data: what is stored, its erasure, the export for training, and a request log without personal data.
import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import {
  type Ask,
  bearer,
  buy,
  d1With,
  deploy,
  emptyStorage,
  emptyTables,
  KEYS,
  openWorker,
  post,
  put,
  rails,
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
  const events = [
    { id: 'e-1', user: 'ann', item: 'w-4', kind: 'purchase', at: 20, rail: 'new' },
    { id: 'e-2', user: 'bob', item: 'w-5', kind: 'purchase', at: 10 },
    { id: 'e-3', user: 'ann', item: 'w-6', kind: 'like', at: 10 },
  ];
  await ask('/v1/events', post({ events }));
});
afterEach(() => vi.restoreAllMocks());
const json = async (response: Response) => (await response.json()) as object;

test('a user gets all their stored data, and no data of others', async () => {
  const response = await ask('/v1/users/ann', { headers: bearer(await token('ann')) });
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await json(response)).toEqual({
    user: 'ann',
    personalised: true,
    events: [
      { id: 'e-3', item: 'w-6', kind: 'like', at: 10, rail: null, outcome: 'recorded' },
      {
        ...{ id: 'e-1', item: 'w-4', kind: 'purchase', at: 20, rail: 'new', outcome: 'bought' },
        ...{ price: 104, currency: 'EUR' },
      },
    ],
    impressions: [],
    exposures: [],
  });
  expect(await json(await ask('/v1/users/nobody'))).toEqual({
    user: 'nobody',
    personalised: true,
    events: [],
    impressions: [],
    exposures: [],
  });
});

test('an erased user is unknown; other users do not change, and sold items stay sold', async () => {
  const erase = (user: string) => ask(`/v1/users/${user}`, { method: 'DELETE' });
  expect(await json(await erase('bob'))).toEqual({ user: 'bob', erased: 1 });
  expect(await json(await erase('bob'))).toEqual({ user: 'bob', erased: 0 });
  const { results } = await env.DB.prepare('SELECT DISTINCT user FROM events').all();
  expect(results).toEqual([{ user: 'ann' }]);
  const { rails: page } = await rails(await ask('/v1/rails?user=bob&limit=100'));
  expect(page.map(({ id }) => id)).not.toContain('for-you');
  const all = await rails(await ask('/v1/rails', post({ history: ['w-1'], rails: ['for-you'], limit: 100 })));
  expect(all.rails[0].items.map(({ id }) => id)).not.toContain('w-5');
});

describe('export', () => {
  const lines = async (response: Response) =>
    (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, never>);
  const headers = bearer(KEYS.DEPLOY_KEY);

  test('contains all items, features and events, and a last line with their counts', async () => {
    await ask('/v1/items/new-1', put({ title: 'Dawn', features: [1, 2, 3, 4, 5, 6.5], uploadedAt: 7 }));
    const response = await ask('/v1/export', { headers });
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    const all = await lines(response);
    const of = (kind: string) => all.filter((line) => kind in line).map((line) => line[kind]);
    const items = of('item') as { id: string; forSale: boolean }[];
    expect(items).toHaveLength(41);
    expect(items[3]).toEqual({ ...JSON.parse(JSON.stringify(bundle.items[3])), forSale: true });
    expect(items[5].forSale).toBe(false);
    expect(items[40]).toEqual({ id: 'new-1', title: 'Dawn', unique: true, uploadedAt: 7, sales: 0, forSale: true });
    expect(of('features')).toEqual([{ id: 'new-1', values: [1, 2, 3, 4, 5, 6.5] }]);
    expect(of('event')).toEqual([
      { id: 'e-1', user: 'ann', item: 'w-4', kind: 'purchase', at: 20, rail: 'new', price: 104, currency: 'EUR' },
      { id: 'e-2', user: 'bob', item: 'w-5', kind: 'purchase', at: 10, rail: null },
      { id: 'e-3', user: 'ann', item: 'w-6', kind: 'like', at: 10, rail: null },
    ]);
    expect(all.at(-1)).toEqual({ end: { items: 41, features: 1, events: 3, impressions: 0 } });
  });

  test('is read in pages without losing any', async () => {
    await buy(
      'cyd',
      Array.from({ length: 4_500 }, (_, i) => `w-${i % 40}`),
    );
    const all = await lines(await ask('/v1/export', { headers }));
    expect(all.filter((line) => 'event' in line)).toHaveLength(4_503);
    expect(all.at(-1)).toMatchObject({ end: { events: 4_503 } });
  });

  test('goes on after each of its cursors', async () => {
    await ask(`/v1/items/${encodeURIComponent('ü\u2028/2')}`, put({ title: 'Dusk', features: [6, 5, 4, 3, 2, 1] }));
    const all = await lines(await ask('/v1/export', { headers }));
    const cursors = all.flatMap((line, place) => ('cursor' in line ? [[line.cursor as string, place] as const] : []));
    expect(cursors.length).toBeGreaterThanOrEqual(3);
    const content = (some: typeof all) => some.filter((line) => !('cursor' in line) && !('end' in line));
    for (const [cursor, place] of cursors) {
      const rest = await lines(await ask(`/v1/export?after=${cursor}`, { headers }));
      expect(content(rest)).toEqual(content(all.slice(place)));
      const of = (kind: string) => content(rest).filter((line) => kind in line).length;
      expect(rest.at(-1)).toEqual({ end: { items: 0, features: of('features'), events: of('event'), impressions: 0 } });
    }
    for (const wrong of ['items.5', 'events.x', 'features._w', 'events.1&after=events.2'])
      expect((await ask(`/v1/export?after=${wrong}`, { headers })).status).toBe(400);
  });

  test('is unavailable without D1', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    let down = false;
    const DB = d1With((statements, real) => {
      if (down) throw new Error('down');
      return real.batch(statements);
    });
    const worker = openWorker({ DB });
    await worker('/health');
    down = true;
    expect((await worker('/v1/export', { headers })).status).toBe(503);
  });
});

test('the log has a line per request, with metrics and without personal data', async () => {
  const printed: string[] = [];
  for (const method of ['log', 'warn', 'error', 'info', 'debug'] as const)
    vi.spyOn(console, method).mockImplementation((...args) => void printed.push(args.map(String).join(' ')));
  const points: { indexes?: unknown[]; blobs?: unknown[]; doubles?: unknown[] }[] = [];
  const ANALYTICS = { writeDataPoint: (point = {}) => void points.push(point) };
  const worker = openWorker({ ANALYTICS });

  const name = 'somebody-secret';
  await worker('/v1/events', post({ events: [{ id: 'secret-event', user: name, item: 'w-4', kind: 'purchase' }] }));
  await worker(`/v1/rails?user=${name}&limit=3`);
  await worker(`/v1/users/${name}`, { headers: bearer(await token(name)) });
  await worker(`/v1/users/${name}`, { method: 'DELETE' });
  await worker(`/v1/nothing/${name}?user=${name}`);
  await worker('/v1/rails', post({ history: ['w-4', name] }));
  const broken = openWorker({ ANALYTICS, DB: d1With(() => Promise.reject(new Error('D1 is down'))) });
  await broken(`/v1/rails?user=${name}`);

  const lines = printed.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  expect(lines.map(({ method, route, status }) => `${method} ${route} ${status}`)).toEqual([
    'POST /v1/events 200',
    'GET /v1/rails 200',
    'GET /v1/users/{id} 200',
    'DELETE /v1/users/{id} 200',
    'GET none 404',
    'POST /v1/rails 200',
    'GET /v1/rails 503',
  ]);
  expect(lines[1]).toEqual({
    id: expect.any(String),
    method: 'GET',
    route: '/v1/rails',
    status: 200,
    ms: expect.any(Number),
    model: bundle.version,
    history: 1,
    candidates: 39,
    degraded: false,
  });
  expect(points).toHaveLength(7);
  expect(points[1]).toEqual({
    indexes: ['/v1/rails'],
    blobs: ['GET', '/v1/rails', bundle.version, 'current'],
    doubles: [200, expect.any(Number), 1, 39],
  });
  const said = printed.join('\n') + JSON.stringify(points);
  for (const secret of [name, 'secret-event', 'Bearer', KEYS.SERVICE_KEY]) expect(said).not.toContain(secret);
});
