// The bulk routes: they do what the routes for single events and items do, line by line.
import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import type { BulkEventsResponse, BulkItemsResponse, EventsResponse } from '../../shared/api.ts';
import { MAX_BULK_BODY, MAX_EVENT_LINE, MAX_LINE_ERRORS, MAX_LINES } from '../../shared/api.ts';
import { sha256Hex } from '../../shared/bundle.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import { deploy, emptyStorage, openWorker, post, problem, put, shown, stopRelays, token } from './harness.ts';

const bundle: FixtureBundle = await makeBundle({ items: 30, about: (row) => ({ unique: row !== 9 }) });
beforeEach(async () => {
  await emptyStorage();
  await deploy(bundle);
});

const ndjson = (lines: readonly unknown[]) =>
  lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
const sent = (body: BodyInit, type = 'application/x-ndjson'): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': type },
  body,
});
const events = async (lines: readonly unknown[], ask = openWorker()) =>
  (await (await ask('/v1/bulk/events', sent(ndjson(lines)))).json()) as BulkEventsResponse;
const items = async (lines: readonly unknown[], ask = openWorker()) =>
  (await (await ask('/v1/bulk/items', sent(ndjson(lines)))).json()) as BulkItemsResponse;
const buy = (id: string, item: string, user = 'ann') => ({ id, user, item, kind: 'purchase', at: 1_795_000_000 });
const OUTCOMES = { bought: 0, late: 0, 'not-for-sale': 0, recorded: 0, erased: 0, 'not-stored': 0 };
const table = async (sql: string) => (await env.DB.prepare(sql).all()).results;
const EVENTS = 'SELECT owner, id, user, item, kind, at, rail, outcome, answered FROM events ORDER BY seq';
const ITEMS = 'SELECT id, revision, state, about, features, features_revision FROM items ORDER BY revision';

test('wrong lines are refused alone, with their numbers, and all others are recorded', async () => {
  const lines = [
    buy('a', 'w-1'),
    '',
    '{"id": "b"',
    buy('c', 'w-1', 'bob'),
    { ...buy('d', 'w-2'), kind: 'gift' },
    { id: 'e', user: 'ann', item: 'w-3', kind: 'like', at: 4_000_000_000 },
    `{"id":"f","user":"${'x'.repeat(MAX_EVENT_LINE)}"}`,
    { ...buy('a', 'w-5') },
    buy('a', 'w-1'),
    { id: 'g', user: 'ann', item: 'w-4', kind: 'click' },
  ];
  const answer = await events(lines);
  expect(answer).toMatchObject({ lines: 9, refused: 5, recorded: 3, repeated: 1, sold: 1 });
  expect(answer.outcomes).toEqual({ ...OUTCOMES, bought: 2, late: 1, recorded: 1 });
  expect(answer.errors.map(({ line, at }) => [line, at])).toEqual([
    [3, ''],
    [5, 'kind'],
    [6, 'at'],
    [7, ''],
    [8, 'id'],
  ]);
  expect(answer.errors[3].message).toBe(`is longer than ${MAX_EVENT_LINE} bytes`);
  expect(await table('SELECT id, outcome FROM events ORDER BY seq')).toEqual([
    { id: 'a', outcome: 'bought' },
    { id: 'c', outcome: 'late' },
    { id: 'g', outcome: 'recorded' },
  ]);
});

test('the same lines again change nothing, and an id with other contents is refused alone', async () => {
  const lines = [buy('a', 'w-1'), buy('b', 'w-1', 'bob'), buy('c', 'w-9'), buy('d', 'w-9', 'bob')];
  await events(lines);
  const before = [await table(EVENTS), await table(ITEMS)];
  const again = await events([...lines, buy('a', 'w-2')]);
  expect(again).toMatchObject({ lines: 5, refused: 1, recorded: 0, repeated: 4, sold: 0 });
  expect(again.outcomes).toEqual({ ...OUTCOMES, bought: 3, late: 1 });
  expect(again.errors).toEqual([{ line: 5, at: 'id', message: expect.stringContaining('with different contents') }]);
  expect([await table(EVENTS), await table(ITEMS)]).toEqual(before);
});

test('lines come to what the same events in requests of their own come to', async () => {
  const ask = openWorker();
  await ask('/v1/items/w-6', { method: 'DELETE' });
  await ask('/v1/users/carl', { method: 'DELETE' });
  const users = ['ann', 'bob', 'carl'];
  const all = Array.from({ length: 120 }, (_, i) => ({
    id: `e-${i % 100}`,
    user: users[(i % 100) % 3],
    item: ['w-1', 'w-6', 'w-9', 'x-1', `w-${(i % 100) % 25}`][(i % 100) % 5],
    kind: ['purchase', 'like', 'purchase', 'click'][(i % 100) % 4],
    at: 1_700_000_000 + (i % 100),
  }));
  const single: string[] = [];
  for (const event of all) {
    const answer = (await (await ask('/v1/events', post({ events: [event] }))).json()) as EventsResponse;
    single.push(answer.outcomes[0].outcome);
  }
  const expected = [await table(EVENTS), await table(ITEMS)];
  await emptyStorage();
  await deploy(bundle);
  await ask('/v1/items/w-6', { method: 'DELETE' });
  await ask('/v1/users/carl', { method: 'DELETE' });
  const bulk = await events(all);
  const tally = Object.fromEntries(
    Object.keys(OUTCOMES).map((name) => [name, single.filter((o) => o === name).length]),
  );
  expect(bulk.outcomes).toEqual(tally);
  expect(tally).toMatchObject({ erased: 33 + 6, late: expect.any(Number) });
  expect(tally.late).toBeGreaterThan(0);
  const [recorded, changed] = [await table(EVENTS), await table(ITEMS)];
  expect(recorded).toEqual(expected[0]);
  // Revisions are given in batches: the items and their states are the same.
  const states = (rows: Record<string, unknown>[]) => rows.map(({ id, state }) => [id, state]).sort();
  expect(states(changed)).toEqual(states(expected[1]));
});

test('items in bulk come to what requests of their own come to', async () => {
  const ask = openWorker();
  await events([buy('a', 'w-2'), buy('b', 'w-3')]);
  const features = Array.from({ length: 6 }, (_, i) => i / 7);
  const all = [
    { id: 'n-1', title: 'New', features, uploadedAt: 5 },
    { id: 'w-2', title: 'Sold' },
    { id: 'w-3', title: 'Back', forSale: true },
    { id: 'n-1', title: 'Newer', price: 9.99999 },
    { id: 'w-4', title: 'Print', unique: false, forSale: false, tags: ['a'] },
    { id: 'n-2', title: 'Without a time' },
  ];
  const before = await table(ITEMS);
  const answer = await items([...all, { id: 'n-3', features: [1, 2] }, { id: '..' }, { title: 'x' }]);
  expect(answer).toMatchObject({ lines: 9, written: 6, refused: 3 });
  expect(answer.errors).toEqual([
    { line: 7, at: 'features', message: 'the vector has 2 numbers, but the model takes 6' },
    { line: 8, at: 'id', message: expect.any(String) },
    { line: 9, at: 'id', message: expect.any(String) },
  ]);
  const bulk = await table(ITEMS);
  await emptyStorage();
  await deploy(bundle);
  await events([buy('a', 'w-2'), buy('b', 'w-3')]);
  expect(await table(ITEMS)).toEqual(before);
  for (const { id, ...body } of all) await ask(`/v1/items/${id}`, put(body));
  const timeless = (rows: Record<string, unknown>[]) =>
    rows.map(({ about, ...row }) => {
      const { uploadedAt, ...details } = JSON.parse((about as string | null) ?? '{}');
      return { ...row, about: row.id === 'n-2' ? [details, typeof uploadedAt] : [details, uploadedAt] };
    });
  expect(timeless(bulk)).toEqual(timeless(await table(ITEMS)));
  const ids = await openWorker()('/v1/items/n-1/similar');
  expect(ids.status).toBe(200);
});

test('items in bulk show their uploaded picture unless they name one, and features of another encoder are refused', async () => {
  const encoder = { id: 'a'.repeat(16), network: 'net', preprocessing: 'none', features: 6 };
  await deploy(await makeBundle({ items: 30, seed: 3, encoder }));
  const ask = openWorker();
  const body = Uint8Array.of(0x89, ...new TextEncoder().encode('PNG\r\n\x1a\nrest'));
  for (const id of ['n-1', 'n-2'])
    await ask(`/v1/items/${id}/picture`, { method: 'PUT', headers: { 'content-type': 'image/png' }, body });
  const features = [1, 2, 3, 4, 5, 6];
  const answer = await items([
    { id: 'n-1', title: 'Uploaded', features, encoder: encoder.id },
    { id: 'n-2', title: 'Elsewhere', image: 'https://pictures.test/n-2.jpg' },
    { id: 'n-3', title: 'No picture' },
    { id: 'n-4', features, encoder: 'b'.repeat(16) },
  ]);
  expect(answer).toMatchObject({ written: 3, refused: 1 });
  expect(answer.errors).toEqual([{ line: 4, at: 'features', message: expect.stringContaining('b'.repeat(16)) }]);
  const images = await table("SELECT id, about ->> 'image' AS image FROM items ORDER BY id");
  expect(images).toEqual([
    { id: 'n-1', image: `/v1/items/n-1/picture?digest=${await sha256Hex(body)}` },
    { id: 'n-2', image: 'https://pictures.test/n-2.jpg' },
    { id: 'n-3', image: null },
  ]);
  const stored = await table("SELECT about FROM items WHERE id = 'n-1'");
  expect(JSON.parse(stored[0].about as string)).not.toHaveProperty('encoder');
});

test('limits: lines, bytes, the kind of body, and who may', async () => {
  const ask = openWorker();
  expect((await ask('/v1/bulk/events', sent('', 'application/json'))).status).toBe(415);
  const headers = { ...sent('').headers, authorization: `Bearer ${await token('ann')}` };
  expect((await ask('/v1/bulk/events', { ...sent(''), headers })).status).toBe(401);
  expect(await events([])).toMatchObject({ lines: 0, recorded: 0, refused: 0 });

  const likes = Array.from({ length: 30 }, (_, i) => ({ id: `l-${i}`, user: 'ann', item: 'w-1', kind: 'like' }));
  const padded = [...likes, ...Array.from({ length: MAX_LINES }, () => '{}')];
  const many = await ask('/v1/bulk/events', sent(ndjson(padded)));
  expect([many.status, (await problem(many)).detail]).toEqual([413, expect.stringContaining(`${MAX_LINES} lines`)]);
  expect(await table('SELECT count(*) AS n FROM events')).toEqual([{ n: 30 }]);

  let bytes = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(new Uint8Array(1 << 20).fill(32));
      bytes += 1 << 20;
    },
  });
  expect((await ask('/v1/bulk/items', { ...sent(endless), duplex: 'half' } as RequestInit)).status).toBe(413);
  expect(bytes).toBeLessThan(MAX_BULK_BODY + (4 << 20));

  const wrong = await events(Array.from({ length: MAX_LINE_ERRORS + 50 }, () => 'x'));
  expect([wrong.refused, wrong.errors.length]).toEqual([MAX_LINE_ERRORS + 50, MAX_LINE_ERRORS]);
});

test('lines may be split anywhere, end in \\r\\n, and hold any character', async () => {
  const line = { id: 'ü\u2028👩‍🎨', user: 'añn', item: 'w-1', kind: 'like', at: 5 };
  const bytes = new TextEncoder().encode(`${JSON.stringify(line)}\r\n\r\n${JSON.stringify({ ...line, id: 'b' })}`);
  const slow = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.enqueue(Uint8Array.of(10, 0xff, 10));
      controller.close();
    },
  });
  const response = await openWorker()('/v1/bulk/events', { ...sent(slow), duplex: 'half' } as RequestInit);
  expect(await response.json()).toMatchObject({
    lines: 3,
    recorded: 2,
    errors: [{ line: 4, at: '', message: 'is not JSON in UTF-8' }],
  });
  expect(await table('SELECT id FROM events ORDER BY seq')).toEqual([{ id: line.id }, { id: 'b' }]);
});

test('when D1 fails midway, the request can be sent again', async () => {
  let left = 2;
  const DB = new Proxy(env.DB, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (name === 'batch' && --left < 0) return () => Promise.reject(new Error('D1 is down'));
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const lines = Array.from({ length: 2_500 }, (_, i) => ({ id: `l-${i}`, user: `u-${i}`, item: 'w-1', kind: 'like' }));
  const failed = await openWorker({ DB })('/v1/bulk/events', sent(ndjson(lines)));
  expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await table('SELECT count(*) AS n FROM events')).toEqual([{ n: 2_000 }]);
  expect(await events(lines)).toMatchObject({ lines: 2_500, recorded: 500, repeated: 2_000 });
});

test('relays know what lines sold and changed before the answer', async () => {
  await stopRelays();
  const asked: unknown[] = [];
  const RELAY = new Proxy(env.RELAY!, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (name === 'idFromString') asked.push(name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const ask = openWorker({ RELAYS: 'weur', RELAY });
  const page = async () => shown(await ask('/v1/rails', post({ history: [], rails: ['popular'], limit: 100 })));
  expect(await page()).toContain('w-1');
  await events([buy('a', 'w-1'), buy('b', 'w-9')], ask);
  await items([{ id: 'w-2', forSale: false }], ask);
  // Each of the two writes told the relay.
  expect(asked).toHaveLength(2);
  const after = await page();
  expect(['w-1', 'w-2', 'w-9'].map((id) => after.includes(id))).toEqual([false, false, true]);
  await stopRelays();
});
