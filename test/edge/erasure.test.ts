// Erasure: late retries of old events store nothing, new events do. Also: the data stored about a user, in pages.
import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { EventsResponse } from '../../shared/api.ts';
import type { UserResponse } from '../../shared/api-users.ts';
import { makeBundle } from '../fixtures/bundle.ts';
import { type Ask, d1With, deploy, emptyStorage, emptyTables, openWorker, post } from './harness.ts';

const ask = openWorker();
const event = (id: string, kind: string, item: string, at?: number, user = 'ann') => ({ id, user, item, kind, at });
const send = async (events: object[], worker: Ask = ask) =>
  ((await (await worker('/v1/events', post({ events }))).json()) as EventsResponse).outcomes;
const erase = (user = 'ann', worker: Ask = ask) => worker(`/v1/users/${user}`, { method: 'DELETE' });
const read = async (query = '', user = 'ann') =>
  (await (await ask(`/v1/users/${user}${query}`)).json()) as UserResponse;
const count = (table: string) => env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first<number>('n');
const NOW = 1_800_000_000;
const DAY = 86_400;

beforeAll(emptyStorage);
beforeEach(async () => {
  vi.useFakeTimers({ now: NOW * 1000, toFake: ['Date'] });
  await emptyTables();
  await deploy(await makeBundle({ items: 30 }));
});
afterEach(() => vi.useRealTimers());
const later = (seconds: number) => vi.setSystemTime((NOW + seconds) * 1000);

describe('after an erasure', () => {
  test('a late retry returns the first outcome, and nothing is stored', async () => {
    await send([event('b', 'purchase', 'w-5', NOW - 9, 'bob')]);
    const sent = [event('a', 'purchase', 'w-6'), event('b2', 'purchase', 'w-5'), event('c', 'like', 'w-7')];
    expect((await send(sent)).map(({ outcome }) => outcome)).toEqual(['bought', 'late', 'recorded']);
    expect(await (await erase()).json()).toEqual({ user: 'ann', erased: 3 });
    later(60);
    expect(await send(sent)).toEqual([
      { id: 'a', outcome: 'bought', repeated: true },
      { id: 'b2', outcome: 'late', repeated: true },
      { id: 'c', outcome: 'recorded', repeated: true },
    ]);
    expect(await read()).toEqual({ user: 'ann', personalised: true, events: [], impressions: [], exposures: [] });
    expect(await read('', 'bob')).toMatchObject({ events: [{ id: 'b' }] });
  });

  test('an old event that arrives for the first time is not stored and sells nothing', async () => {
    await erase();
    later(60);
    const answer = await ask('/v1/events', post({ events: [event('a', 'purchase', 'w-5', NOW)] }));
    expect(await answer.json()).toEqual({
      recorded: 0,
      repeated: 0,
      sold: [],
      bookmark: expect.any(String),
      outcomes: [{ id: 'a', outcome: 'erased' }],
    });
    expect([await count('events'), await count('items')]).toEqual([0, 0]);
    const twice = [event('b', 'like', 'w-5', NOW), event('b', 'like', 'w-5', NOW)];
    expect(await (await ask('/v1/events', post({ events: twice }))).json()).toMatchObject({ recorded: 0, repeated: 1 });
  });

  test('new events of the user are stored again', async () => {
    await send([event('a', 'like', 'w-6')]);
    await erase();
    later(60);
    const back = [event('d', 'like', 'w-7'), event('e', 'like', 'w-9', NOW + 1)];
    expect((await send(back)).map(({ outcome }) => outcome)).toEqual(['recorded', 'recorded']);
    expect((await read()).events.map(({ id }) => id)).toEqual(['e', 'd']);
  });

  test('tombstones contain no user or event id, and expire', async () => {
    await send([event('event-secret', 'like', 'w-6', NOW, 'user-secret')]);
    await erase('user-secret');
    const { results } = await env.DB.prepare('SELECT * FROM tombstones ORDER BY outcome').all();
    expect(results).toEqual([
      { hash: expect.stringMatching(/^[0-9a-f]{64}$/), erased_at: NOW, expires_at: NOW + 30 * DAY, outcome: null },
      {
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        erased_at: NOW,
        expires_at: NOW + 30 * DAY,
        outcome: 'recorded',
      },
    ]);
    later(30 * DAY);
    await erase('bob');
    expect(await count('tombstones')).toBe(1);
  });

  test('TOMBSTONE_DAYS sets how long, and changing the secret invalidates tombstones', async () => {
    const worker = openWorker({ TOMBSTONE_DAYS: '2' });
    const sent = [event('a', 'like', 'w-6')];
    await send(sent, worker);
    await erase('ann', worker);
    later(2 * DAY - 1);
    expect(await send(sent, worker)).toEqual([{ id: 'a', outcome: 'recorded', repeated: true }]);
    expect(await count('events')).toBe(0);
    const rotated = openWorker({ TOKEN_SECRET: 'another-secret-of-the-tests' });
    expect(await send(sent, rotated)).toEqual([{ id: 'a', outcome: 'recorded' }]);
    await erase('ann', worker);
    later(5 * DAY);
    expect(await send(sent, worker)).toEqual([{ id: 'a', outcome: 'recorded' }]);
  });
});

test('a user with fifty thousand events is erased, all or nothing', async () => {
  const events = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)
    SELECT 'e-' || i, 'ann', 'w-4', 'like', i FROM n`;
  await env.DB.prepare(`INSERT INTO events (id, user, item, kind, at) ${events}`).run();
  let fail = true;
  const DB = d1With(async (statements, real) => {
    if (!fail) return real.batch(statements);
    // The last statement of the batch fails.
    return real.batch([...statements, real.prepare('INSERT INTO catalogue (id) VALUES (1)')]);
  });
  const worker = openWorker({ DB });
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  expect((await erase('ann', worker)).status).toBe(503);
  logged.mockRestore();
  expect([await count('events'), await count('tombstones')]).toEqual([50_000, 0]);
  fail = false;
  expect(await (await erase('ann', worker)).json()).toEqual({ user: 'ann', erased: 50_000 });
  expect([await count('events'), await count('tombstones')]).toEqual([0, 50_001]);
  expect(await send([event('e-49999', 'like', 'w-4', 49_999)])).toEqual([
    { id: 'e-49999', outcome: 'recorded', repeated: true },
  ]);
}, 60_000);

describe('the data stored about a user', () => {
  test('is returned in pages by time, events without a time first', async () => {
    const insert = env.DB.prepare(
      "INSERT INTO events (id, user, item, kind, at) VALUES (?1, 'ann', 'w-4', 'like', ?2)",
    );
    const times = [30, null, 10, 10, null, 20, 10];
    await env.DB.batch(times.map((at, i) => insert.bind(`e-${i}`, at)));
    const sorted = ['e-1', 'e-4', 'e-2', 'e-3', 'e-6', 'e-5', 'e-0'];
    for (const limit of [1, 2, 3, 7, 100]) {
      const seen: string[] = [];
      const sizes: number[] = [];
      for (let query = `?limit=${limit}`; query !== ''; ) {
        const { events, next } = await read(query);
        seen.push(...events.map(({ id }) => id));
        sizes.push(events.length);
        query = next === undefined ? '' : `?limit=${limit}&after=${next}`;
      }
      expect(seen).toEqual(sorted);
      expect(sizes).toHaveLength(Math.ceil(7 / limit));
    }
  });

  test.each(['?limit=0', '?limit=1001', '?after=x', '?after=1'])('%s is refused', async (query) => {
    expect((await ask(`/v1/users/ann${query}`)).status).toBe(400);
  });
});
