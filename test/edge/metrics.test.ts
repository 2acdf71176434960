// `GET /metrics`: what isolates count adds up in D1, exactly, and what D1 knows of the store is told.
import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { MONITORED } from '../../edge/monitoring/monitored.ts';
import { forgetEvents } from '../../edge/storage/retention.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import { type Family, parseExposition } from '../fixtures/exposition.ts';
import {
  type Ask,
  bearer,
  d1With,
  deploy,
  emptyStorage,
  emptyTables,
  type Impatience,
  KEYS,
  openWorker,
  post,
} from './harness.ts';

let bundle: FixtureBundle;
const ENCODER = { id: 'a'.repeat(16), network: 'n', preprocessing: 'p', features: 6 };
beforeAll(async () => {
  await emptyStorage();
  bundle = await makeBundle({ items: 30, encoder: ENCODER });
});
beforeEach(async () => {
  await emptyTables();
  await deploy(bundle);
});
afterEach(() => vi.restoreAllMocks());

/** An isolate that counts. */
const isolate = (bindings: Partial<typeof env> = {}, impatience?: Impatience) =>
  openWorker({ METRICS: 'on', ...bindings }, impatience);
const headers = bearer(KEYS.DEPLOY_KEY);
async function scrape(ask: Ask): Promise<Map<string, Family>> {
  const response = await ask('/metrics', { headers });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('no-store');
  return parseExposition(await response.text());
}
/** The samples of a metric that are not 0, without its prefix: `requests_total{...}`. */
function samplesOf(families: Map<string, Family>, name: string): Record<string, number> {
  const { samples } = families.get(`curatornet_${name}`)!;
  const some = [...samples].filter(([, { value }]) => value !== 0);
  return Object.fromEntries(some.map(([key, { value }]) => [key.replace(`curatornet_${name}`, ''), value]));
}
const sampleOf = (families: Map<string, Family>, sample: string) => {
  for (const { samples } of families.values())
    if (samples.has(`curatornet_${sample}`)) return samples.get(`curatornet_${sample}`)!.value;
  return undefined;
};
const forHistory = (ask: Ask, more: object = {}) => ask('/v1/rails', post({ history: ['w-1', 'w-2'], ...more }));
const event = (id: string, kind: string, item: string, more: object = {}) => ({
  id,
  user: 'ann-0',
  item,
  kind,
  ...more,
});
const RAILS = '{route="/v1/rails",method="POST",status="200"}';

describe('what isolates count', () => {
  test('adds up over isolates and flushes, to the number of requests made', async () => {
    const [a, b, other] = [isolate(), isolate(), isolate()];
    // The first request of an isolate is written at once, and the others half a minute later.
    for (const ask of [a, b]) for (let nth = 0; nth < 5; nth++) expect((await forHistory(ask)).status).toBe(200);
    expect(samplesOf(await scrape(other), 'requests_total')).toEqual({ [RAILS]: 2 });
    // A scrape that an isolate answers writes what it counted.
    expect(samplesOf(await scrape(b), 'requests_total')[RAILS]).toBe(6);
    const now = Date.now();
    vi.spyOn(Date, 'now').mockImplementation(() => now + 31_000);
    await forHistory(a);
    vi.restoreAllMocks();
    expect(samplesOf(await scrape(other), 'requests_total')[RAILS]).toBe(11);
    await forHistory(b);
    expect(samplesOf(await scrape(b), 'requests_total')).toEqual({
      [RAILS]: 12,
      // The last scrape of either isolate is not written yet.
      '{route="/metrics",method="GET",status="200"}': 2,
    });
  });

  test('is written once for many requests', async () => {
    const statements: string[] = [];
    const DB = new Proxy(env.DB, {
      get(real, name) {
        const value = Reflect.get(real, name);
        if (name === 'prepare')
          return (sql: string) => {
            statements.push(sql);
            return real.prepare(sql);
          };
        return typeof value === 'function' ? value.bind(real) : value;
      },
    });
    const ask = isolate({ DB });
    for (let nth = 0; nth < 20; nth++) await forHistory(ask);
    expect(statements.filter((sql) => sql.includes('counters'))).toHaveLength(1);
    const off = openWorker({ DB, METRICS: '' });
    for (let nth = 0; nth < 2; nth++) await forHistory(off);
    expect(statements.filter((sql) => sql.includes('counters'))).toHaveLength(1);
  });

  test('tells routes, methods and statuses apart, and does not name unknown ones', async () => {
    const ask = isolate({ STOREFRONT: 'on' });
    await ask('/v1/rails?user=ann-0');
    await ask('/v1/rails');
    await ask('/v1/rails?user=ann-0', { headers: bearer('a-wrong-key-of-nobody') });
    await ask('/v1/items/w-3/similar', { method: 'HEAD' });
    await ask('/none?user=ann-0');
    await ask('/v1/rails', { method: 'PROPFIND' });
    await ask('/items/w-3');
    expect(samplesOf(await scrape(ask), 'requests_total')).toEqual({
      '{route="/v1/rails",method="GET",status="200"}': 1,
      '{route="/v1/rails",method="GET",status="400"}': 1,
      '{route="/v1/rails",method="GET",status="401"}': 1,
      '{route="/v1/items/{id}/similar",method="HEAD",status="200"}': 1,
      '{route="none",method="GET",status="404"}': 1,
      '{route="none",method="other",status="405"}': 1,
      '{route="/items/:id",method="GET",status="200"}': 1,
    });
  });

  test('has a histogram of waits, of as many requests', async () => {
    const ask = isolate();
    for (let nth = 0; nth < 3; nth++) await forHistory(ask);
    await ask('/none');
    const families = await scrape(ask);
    expect(sampleOf(families, 'request_wait_seconds_count{route="/v1/rails",method="POST"}')).toBe(3);
    expect(sampleOf(families, 'request_wait_seconds_count{route="none",method="GET"}')).toBe(1);
    // Only rails asked D1.
    expect(sampleOf(families, 'storage_wait_seconds_count')).toBe(3);
    expect(sampleOf(families, 'storage_wait_seconds_bucket{le="10"}')).toBe(3);
  });

  test('puts a wait into the bucket of its length', async () => {
    const DB = d1With(async (statements, real) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return real.batch(statements);
    });
    await forHistory(isolate({ DB }));
    const families = await scrape(isolate());
    const bucket = (le: string) => sampleOf(families, `storage_wait_seconds_bucket{le="${le}"}`);
    expect([bucket('0.25'), bucket('2.5')]).toEqual([0, 1]);
    expect(sampleOf(families, 'storage_wait_seconds_sum')).toBeGreaterThanOrEqual(0.25);
  });

  test('counts degraded answers, and keeps what D1 did not take', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    let down = false;
    const DB = new Proxy(env.DB, {
      get(real, name) {
        if (down) throw new Error('D1 is down');
        const value = Reflect.get(real, name);
        return typeof value === 'function' ? value.bind(real) : value;
      },
    });
    const ask = isolate({ DB }, { flush: 0 });
    await forHistory(ask);
    down = true;
    for (let nth = 0; nth < 3; nth++) {
      const response = await forHistory(ask);
      expect(await response.json()).toMatchObject({ degraded: true });
    }
    expect((await ask('/metrics', { headers })).status).toBe(503);
    down = false;
    const families = await scrape(ask);
    expect(samplesOf(families, 'degraded_answers_total')).toEqual({ '{route="/v1/rails",method="POST"}': 3 });
    expect(samplesOf(families, 'requests_total')).toEqual({
      [RAILS]: 4,
      '{route="/metrics",method="GET",status="503"}': 1,
    });
  });

  test('counts rails, and events once, by kind and outcome', async () => {
    const ask = isolate();
    await forHistory(ask, { rails: ['for-you', 'discover'] });
    await ask('/v1/rails/anonymous?rails=popular');
    const events = [event('e-1', 'purchase', 'w-5'), event('e-2', 'purchase', 'w-5'), event('e-3', 'like', 'w-6')];
    await ask('/v1/events', post({ events }));
    await ask('/v1/events', post({ events: [...events, event('e-4', 'impression', 'w-6')] }));
    const lines = [event('e-5', 'like', 'w-7'), event('e-1', 'purchase', 'w-5'), event('e-6', 'purchase', 'w-8')];
    const body = lines.map((line) => JSON.stringify(line)).join('\n');
    await ask('/v1/bulk/events', { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body });
    const families = await scrape(ask);
    expect(samplesOf(families, 'rails_total')).toEqual({
      '{rail="for-you"}': 1,
      '{rail="discover"}': 1,
      '{rail="popular"}': 1,
    });
    expect(samplesOf(families, 'events_total')).toEqual({
      '{kind="purchase",outcome="bought"}': 2,
      '{kind="purchase",outcome="late"}': 1,
      '{kind="like",outcome="recorded"}': 2,
      '{kind="impression",outcome="recorded"}': 1,
    });
    // 0 from the start, so that the first event is an increase.
    expect(sampleOf(families, 'events_total{kind="cart",outcome="recorded"}')).toBe(0);
  });

  test('does not fall when users are erased and events forgotten', async () => {
    const ask = isolate();
    const old = event('e-2', 'like', 'w-5', { user: 'bob-0', at: 5 });
    await ask('/v1/events', post({ events: [event('e-1', 'purchase', 'w-4'), old] }));
    const before = samplesOf(await scrape(ask), 'events_total');
    await ask('/v1/users/ann-0', { method: 'DELETE' });
    await forgetEvents(env.DB, 10);
    expect(await env.DB.prepare('SELECT count(*) AS n FROM events').first('n')).toBe(0);
    expect(before).toEqual({ '{kind="purchase",outcome="bought"}': 1, '{kind="like",outcome="recorded"}': 1 });
    expect(samplesOf(await scrape(ask), 'events_total')).toEqual(before);
  });
});

test('nothing that a request contains is told', async () => {
  const ask = isolate({ STOREFRONT: 'on' }, { flush: 0 });
  const named = event('secret-event', 'like', 'w-5', { user: 'secret-user', rail: 'secret-rail' });
  await ask('/v1/events', post({ events: [named] }));
  await ask('/v1/rails?user=secret-user&artist=secret-artist');
  await ask('/v1/users/secret-user');
  await ask('/v1/items/secret-item/similar');
  await ask('/items/secret-item');
  await ask('/secret-path', { method: 'DELETE' });
  const text = await (await ask('/metrics', { headers })).text();
  expect(text).toContain('{route="/v1/users/{id}",method="GET",status="200"} 1\n');
  expect(text.toLowerCase()).not.toContain('secret');
  expect(await env.DB.prepare('SELECT totals FROM counters').first('totals')).not.toContain('secret');
});

test.each([
  ['no key', undefined],
  ['the service key', KEYS.SERVICE_KEY],
  ['the storefront key', KEYS.STOREFRONT_KEY],
  ['a wrong key', 'a-wrong-key-of-nobody'],
])('%s gets a 401', async (_, key) => {
  const response = await isolate()('/metrics', { headers: { authorization: key ? `Bearer ${key}` : 'none' } });
  expect(response.status).toBe(401);
  expect(await response.text()).not.toContain('curatornet_');
});

describe('what D1 knows', () => {
  test('is told of a store without a model', async () => {
    await emptyTables();
    const families = await scrape(openWorker());
    expect(sampleOf(families, 'deployment_revision')).toBe(0);
    expect(sampleOf(families, 'canary_percent')).toBe(0);
    for (const missing of ['model_info', 'last_event_timestamp_seconds', 'isolate_items_for_sale'])
      expect([...families.keys()]).not.toContain(`curatornet_${missing}`);
  });

  test('is told of a store with everything, and every metric that is declared', async () => {
    const { version } = bundle;
    const switched = (at: number, kind: string, percent: number, candidate: string | null) =>
      env.DB.prepare(
        'INSERT INTO deployments (version, at, kind, candidate, percent, salt) VALUES (?1, ?2, ?3, ?4, ?5, ?6)',
      ).bind(version, at, kind, candidate, percent, candidate ? 'salt' : '');
    const picture = (item: string, encoder: string | null, dead = 0) =>
      env.DB.prepare(
        'INSERT INTO pictures (item, digest, type, bytes, at, encoder, dead) VALUES (?1, ?1, ?2, 1, 1, ?3, ?4)',
      ).bind(item, 'image/png', encoder, dead);
    const happened = (id: string, at: number) =>
      env.DB.prepare("INSERT INTO events (id, user, item, kind, at) VALUES (?1, 'u', 'w-1', 'click', ?2)").bind(id, at);
    const lease = (id: string, until: number) =>
      env.DB.prepare('INSERT INTO relays (id, until) VALUES (?1, ?2)').bind(id, until);
    await env.DB.batch([
      switched(100, 'canary', 10, 'c'.repeat(16)),
      switched(200, 'stop', 0, null),
      switched(300, 'canary', 10, 'd'.repeat(16)),
      switched(400, 'canary', 25, 'd'.repeat(16)),
      switched(500, 'deploy', 0, null),
      ...['b', 'f'].flatMap((digit) => [picture(`p-${digit}`, digit.repeat(16))]),
      ...[picture('p-1', null), picture('p-2', ENCODER.id), picture('p-3', ENCODER.id), picture('p-4', null, 1)],
      ...[happened('e-1', 1_700_000_000), happened('e-2', 1_700_000_500), happened('e-3', 4_000_000_000)],
      ...[lease('r-1', Date.now() + 60_000), lease('r-2', Date.now() - 60_000)],
      env.DB.prepare('UPDATE catalogue SET revision = 7'),
      env.DB.prepare("INSERT INTO snapshots (version, key, revision) VALUES (?1, 'key', 5)").bind(version),
    ]);
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const ask = isolate();
    await forHistory(ask);
    const families = await scrape(ask);
    const seq = await env.DB.prepare("SELECT max(seq) AS seq FROM deployments WHERE kind <> 'deploy'").first('seq');
    const told = ['catalogue_revision', 'snapshot_revision', 'deployment_revision', 'canary_percent', 'relay_leases'];
    expect(told.map((name) => sampleOf(families, name))).toEqual([7, 5, seq, 25, 1]);
    expect(sampleOf(families, 'canary_start_timestamp_seconds')).toBe(300);
    expect(sampleOf(families, 'last_event_timestamp_seconds')).toBe(1_700_000_500);
    expect(samplesOf(families, 'pictures')).toEqual({ '{state="waiting"}': 3, '{state="dead"}': 1 });
    expect(samplesOf(families, 'model_info')).toEqual({
      [`{role="champion",version="${version}"}`]: 1,
      [`{role="candidate",version="${'d'.repeat(16)}"}`]: 1,
    });
    expect(sampleOf(families, 'isolate_items_for_sale')).toBe(30);
    expect(sampleOf(families, 'isolate_degraded')).toBeOneOf([0, 1]);
    // A metric without samples, such as that of degraded answers, is left out.
    const shown = MONITORED.map(({ name }) => name).filter((name) => name !== 'curatornet_degraded_answers_total');
    expect([...families.keys()]).toEqual(shown);
    for (const { name, type } of MONITORED) if (families.has(name)) expect(families.get(name)!.type).toBe(type);
  });
});
