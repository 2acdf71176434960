// Users who opted out of personalisation: anonymous rails at the next request, and nothing is stored about them but that.

import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import worker from '../../edge/worker.ts';
import type { EventsResponse } from '../../shared/api.ts';
import type { PreviewResponse } from '../../shared/api-rails-config.ts';
import type { UserResponse } from '../../shared/api-users.ts';
import { DEFAULT_CONFIG } from '../../shared/rails-config.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import {
  type Ask,
  bearer,
  configure,
  d1With,
  deploy,
  emptyStorage,
  emptyTables,
  KEYS,
  openWorker,
  post,
  problem,
  put,
  rails,
  seedItems,
  token,
  upload,
} from './harness.ts';

const NOW = 1_800_000_000;
const DAY = 86_400;
let bundle: FixtureBundle;
let ask: Ask;
beforeAll(async () => {
  await emptyStorage();
  bundle = await makeBundle({ items: 30, about: (row) => ({ unique: row !== 9 }) });
});
beforeEach(async () => {
  vi.useFakeTimers({ now: NOW * 1000, toFake: ['Date'] });
  await emptyTables();
  await deploy(bundle);
  ask = openWorker({ IMPRESSIONS_MOST: '2' });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('a preview shows the rails that a user who opted out gets, without an experiment', async () => {
  const rails = [{ id: 'new' }];
  const variants = ['a', 'b'].map((id) => ({ id, weight: 1, rails: [{ id: 'popular' }] }));
  const config = { pages: [{ id: 'home', rails }], experiments: [{ id: 'order', page: 'home', variants }] };
  await ask('/v1/users/ann', put({ personalised: false }));
  const body = post({ config, users: ['ann', 'ben'] });
  body.headers = { ...body.headers, ...bearer(KEYS.DEPLOY_KEY) };
  const { visitors } = (await (await ask('/v1/rails-config/preview', body)).json()) as PreviewResponse;
  expect(visitors.map(({ after }) => after.map(({ id }) => id))).toEqual([['new'], ['popular']]);
});

const later = (seconds: number) => vi.setSystemTime((NOW + seconds) * 1000);
const event = (id: string, kind: string, item: string, at?: number, user = 'ann') => ({ id, user, item, kind, at });
const send = async (events: object[], headers: HeadersInit = {}, from: Ask = ask) => {
  const init = post({ events });
  const answer = await from('/v1/events', { ...init, headers: { ...init.headers, ...headers } });
  return (await answer.json()) as EventsResponse;
};
const outcomes = async (events: object[], headers: HeadersInit = {}) =>
  (await send(events, headers)).outcomes.map(({ outcome }) => outcome);
const personalise = async (personalised: boolean, user = 'ann', from: Ask = ask) =>
  (await (await from(`/v1/users/${user}`, put({ personalised }))).json()) as object;
const about = async (query = '', user = 'ann') =>
  (await (await ask(`/v1/users/${user}${query}`)).json()) as UserResponse;
const count = (table: string) => env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first<number>('n');
/** The tables that name users. */
const stored = async () => [await count('events'), await count('impressions'), await count('exposures')];
const expose = (user: string, experiment: string, at = NOW) =>
  env.DB.prepare('INSERT INTO exposures (experiment, user, variant, at) VALUES (?1, ?2, ?3, ?4)')
    .bind(experiment, user, 'control', at)
    .run();
const page = async (path: string, from: Ask = ask) => {
  const answer = await rails(await from(path));
  return answer.rails.map(({ id, items }) => [id, items.map((item) => item.id)]);
};

describe('after an opt-out', () => {
  test('the next request of every isolate gets the anonymous rails, with what the user had hidden', async () => {
    const other = openWorker({ IMPRESSIONS_MOST: '2' });
    await send([event('a', 'like', 'w-3'), event('b', 'hide', 'w-4'), event('c', 'purchase', 'w-5')]);
    for (const from of [ask, other]) expect((await page('/v1/rails?user=ann', from))[0][0]).toBe('for-you');
    expect(await personalise(false)).toEqual({ user: 'ann', personalised: false, erased: 3 });
    const anonymous = await page('/v1/rails/anonymous?limit=100');
    const shown = anonymous.flatMap(([, items]) => items);
    expect([shown.includes('w-3'), shown.includes('w-4'), shown.includes('w-5')]).toEqual([true, true, false]);
    for (const from of [ask, other]) expect(await page('/v1/rails?user=ann&limit=100', from)).toEqual(anonymous);
    const similar = async (path: string) => ((await (await ask(path)).json()) as { items: object[] }).items;
    const alike = await similar('/v1/items/w-1/similar?limit=100&user=ann');
    expect(alike).toEqual(await similar('/v1/items/w-1/similar?limit=100'));
    expect(alike).toHaveLength(28);
  });

  test('rows that are there all the same are not read', async () => {
    await personalise(false);
    await env.DB.prepare("INSERT INTO events (id, user, item, kind) VALUES ('x', 'ann', 'w-3', 'like')").run();
    const anonymous = await page('/v1/rails/anonymous?limit=100');
    expect(await page('/v1/rails?user=ann&limit=100')).toEqual(anonymous);
  });

  test('newcomers are drawn as for everybody, not for the user', async () => {
    const newcomers = { percent: 50, days: 365 };
    await configure({
      pages: [
        {
          id: 'home',
          rails: [
            { id: 'for-you', newcomers },
            { id: 'popular', newcomers },
          ],
        },
      ],
    });
    await send([event('a', 'like', 'w-3')]);
    await personalise(false);
    expect(await page('/v1/rails?user=ann')).toEqual(await page('/v1/rails/anonymous'));
    await configure(DEFAULT_CONFIG);
  });

  test('the refs of a canary are signed for nobody', async () => {
    const other = await makeBundle({ items: 30, seed: 2 });
    await upload(other);
    await seedItems(other);
    const row = [bundle.version, other.version, '5'.repeat(32)];
    await env.DB.prepare(
      "INSERT INTO deployments (version, candidate, salt, at, kind, percent) VALUES (?1, ?2, ?3, 0, 'canary', 50)",
    )
      .bind(...row)
      .run();
    const kind = async () => (await rails(await ask('/v1/rails?user=ann'))).rails[0].ref.split('.')[2][0];
    expect(await kind()).toBe('u');
    await personalise(false);
    expect(await kind()).toBe('h');
  });

  test('what was stored is erased, and the rest is not touched', async () => {
    await send([event('a', 'like', 'w-3'), event('b', 'impression', 'w-4'), event('c', 'like', 'w-3', NOW, 'bob')]);
    await expose('ann', 'one');
    await expose('bob', 'one');
    await personalise(false);
    expect(await about()).toEqual({ user: 'ann', personalised: false, events: [], impressions: [], exposures: [] });
    expect(await stored()).toEqual([1, 0, 1]);
    expect(await send([event('a', 'like', 'w-3')])).toMatchObject({
      recorded: 0,
      repeated: 1,
      outcomes: [{ id: 'a', outcome: 'recorded', repeated: true }],
    });
  });

  test('no event or impression is stored, single or in bulk, and each says so', async () => {
    await personalise(false);
    const kinds = ['like', 'click', 'view', 'cart', 'dislike', 'hide', 'impression'];
    const events = kinds.map((kind, nth) => event(`e-${nth}`, kind, 'w-3'));
    const answer = await send([...events, event('b', 'like', 'w-3', NOW, 'bob')]);
    expect(answer).toMatchObject({ recorded: 1, repeated: 0 });
    expect(answer.outcomes).toEqual([
      ...kinds.map((_, nth) => ({ id: `e-${nth}`, outcome: 'not-stored' })),
      { id: 'b', outcome: 'recorded' },
    ]);
    const body = [...events, event('d', 'purchase', 'w-6')].map((line) => JSON.stringify(line)).join('\n');
    const headers = { 'content-type': 'application/x-ndjson' };
    const bulk = await ask('/v1/bulk/events', { method: 'POST', headers, body });
    const counted = { bought: 1, late: 0, 'not-for-sale': 0, recorded: 0, erased: 0, 'not-stored': kinds.length };
    expect(await bulk.json()).toMatchObject({ lines: 8, refused: 0, recorded: 1, repeated: 0, outcomes: counted });
    expect(await stored()).toEqual([1, 0, 0]);
    const exported = await ask('/v1/export', { headers: bearer(KEYS.DEPLOY_KEY) });
    const text = await exported.text();
    expect(text).toContain('"user":"bob"');
    expect(text).not.toContain('ann');
  });

  test('a purchase sells and has the outcome of anybody, once, and leaves only its hash', async () => {
    await personalise(false);
    const sent = [event('a', 'purchase', 'w-3'), event('b', 'purchase', 'w-3'), event('c', 'purchase', 'w-9')];
    const first = await send(sent);
    expect(first).toMatchObject({ recorded: 3, repeated: 0, sold: ['w-3'] });
    expect(first.outcomes).toEqual([
      { id: 'a', outcome: 'bought' },
      { id: 'b', outcome: 'late' },
      { id: 'c', outcome: 'bought' },
    ]);
    expect((await page('/v1/rails/anonymous?limit=100')).flatMap(([, items]) => items)).not.toContain('w-3');
    later(9 * DAY);
    expect(await send(sent)).toMatchObject({
      recorded: 0,
      repeated: 3,
      sold: [],
      outcomes: first.outcomes.map((one) => ({ ...one, repeated: true })),
    });
    expect(await stored()).toEqual([0, 0, 0]);
    const { results } = await env.DB.prepare(
      'SELECT * FROM tombstones WHERE outcome IS NOT NULL ORDER BY outcome',
    ).all();
    const hash = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(results).toEqual(
      ['bought', 'bought', 'late'].map((outcome) => ({ hash, erased_at: NOW, expires_at: NOW + 30 * DAY, outcome })),
    );
    // An item that is not unique: that it was bought stays known.
    const { results: kept } = await env.DB.prepare('SELECT item FROM forgotten_sales').all();
    expect(kept).toEqual([{ item: 'w-9' }]);
  });

  test("a purchase by the user's token is decided as others are", async () => {
    await personalise(false);
    const headers = bearer(await token('ann', { exp: NOW + 600 }));
    expect(await outcomes([event('a', 'purchase', 'w-3'), event('b', 'purchase', 'x-1')], headers)).toEqual([
      'recorded',
      'not-for-sale',
    ]);
    expect(await count('events')).toBe(0);
    expect(await outcomes([event('order-1', 'purchase', 'w-3')])).toEqual(['bought']);
  });

  test('an opt-out outlives an erasure, and repeating it changes nothing', async () => {
    await personalise(false);
    expect(await personalise(false)).toEqual({ user: 'ann', personalised: false, erased: 0 });
    expect(await (await ask('/v1/users/ann', { method: 'DELETE' })).json()).toEqual({ user: 'ann', erased: 0 });
    expect((await about()).personalised).toBe(false);
    expect(await outcomes([event('a', 'like', 'w-3')])).toEqual(['not-stored']);
    expect((await env.DB.prepare('SELECT * FROM opt_outs').all()).results).toEqual([{ user: 'ann', at: NOW }]);
  });
});

describe('taking an opt-out back', () => {
  test('lets new events count; those from before stay unknown', async () => {
    await personalise(false);
    later(60);
    expect(await personalise(true)).toEqual({ user: 'ann', personalised: true, erased: 0 });
    expect((await about()).personalised).toBe(true);
    const sent = [event('a', 'like', 'w-3', NOW + 59), event('b', 'impression', 'w-3', NOW + 59)];
    expect(await outcomes(sent)).toEqual(['erased', 'erased']);
    expect(await outcomes([event('c', 'like', 'w-3', NOW + 60), event('d', 'impression', 'w-7')])).toEqual([
      'recorded',
      'recorded',
    ]);
    expect((await page('/v1/rails?user=ann'))[0][0]).toBe('for-you');
  });

  test('does nothing to a user who had not opted out', async () => {
    await send([event('a', 'like', 'w-3')]);
    later(60);
    expect(await personalise(true)).toEqual({ user: 'ann', personalised: true, erased: 0 });
    expect(await outcomes([event('b', 'like', 'w-4', NOW - 60)])).toEqual(['recorded']);
    expect((await about()).events.map(({ id }) => id)).toEqual(['b', 'a']);
  });
});

test('an event that comes during an opt-out is either erased by it or not stored', async () => {
  await send([event('a', 'like', 'w-3')]);
  let between: (() => Promise<unknown>) | undefined;
  const DB = d1With(async (statements, real) => {
    const work = between;
    between = undefined;
    await work?.();
    return real.batch(statements);
  });
  const told: string[] = [];
  // The erasure has read which events there are, and has not erased yet.
  between = async () => told.push(...(await outcomes([event('b', 'like', 'w-4'), event('c', 'impression', 'w-5')])));
  expect(await personalise(false, 'ann', openWorker({ DB }))).toMatchObject({ erased: 2 });
  // The event has been checked, and the opt-out is done before it is written.
  await personalise(true);
  between = () => personalise(false);
  const late = await send([event('d', 'like', 'w-6'), event('e', 'impression', 'w-6')], {}, openWorker({ DB }));
  expect([...told, ...late.outcomes.map(({ outcome }) => outcome)]).toEqual([
    'recorded',
    'recorded',
    'not-stored',
    'not-stored',
  ]);
  expect(await stored()).toEqual([0, 0, 0]);
});

test('an opt-out whose erasure fails has not happened', async () => {
  await send([event('a', 'like', 'w-3'), event('b', 'click', 'w-4')]);
  const DB = d1With((statements, real) =>
    real.batch([...statements, real.prepare('INSERT INTO catalogue (id) VALUES (1)')]),
  );
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const refused = await openWorker({ DB })('/v1/users/ann', put({ personalised: false }));
  expect(refused.status).toBe(503);
  expect([await count('events'), await count('opt_outs')]).toEqual([2, 0]);
  expect(await personalise(false)).toMatchObject({ erased: 2 });
});

test("only the user's token and the service key may say so", async () => {
  const init = put({ personalised: false });
  const by = (key: string) => ask('/v1/users/ann', { ...init, headers: { ...init.headers, ...bearer(key) } });
  expect((await by(await token('bob', { exp: NOW + 600 }))).status).toBe(403);
  expect((await by(KEYS.STOREFRONT_KEY)).status).toBe(401);
  expect(await count('opt_outs')).toBe(0);
  const own = await by(await token('ann', { exp: NOW + 600 }));
  expect([own.status, own.headers.get('x-bookmark')]).toEqual([200, expect.any(String)]);
  for (const body of [{}, { personalised: 'no' }, { personalised: false, more: 1 }])
    expect((await problem(await ask('/v1/users/ann', put(body)))).type).toContain('invalid-request');
});

describe('exposures', () => {
  test('are the last pages of what is stored about a user', async () => {
    await send([event('a', 'like', 'w-3'), event('b', 'impression', 'w-4'), event('c', 'impression', 'w-5')]);
    for (const experiment of ['three', 'one', 'two']) await expose('ann', experiment);
    await expose('bob', 'four');
    for (const limit of [1, 2, 3, 6, 7]) {
      const pages: UserResponse[] = [];
      for (let query = `?limit=${limit}`; query !== ''; ) {
        const page = await about(query);
        pages.push(page);
        query = page.next === undefined ? '' : `?limit=${limit}&after=${page.next}`;
      }
      expect(pages.flatMap(({ events }) => events.map(({ id }) => id))).toEqual(['a']);
      expect(pages.flatMap(({ impressions }) => impressions.map(({ item }) => item))).toEqual(['w-4', 'w-5']);
      expect(pages.flatMap((page) => page.exposures)).toEqual(
        ['one', 'three', 'two'].map((experiment) => ({ experiment, variant: 'control', at: NOW })),
      );
      expect(pages).toHaveLength(Math.ceil(6 / limit));
    }
    await ask('/v1/users/ann', { method: 'DELETE' });
    expect(await count('exposures')).toBe(1);
  });

  test('of a page that was made before an erasure are not stored after it', async () => {
    const variants = ['a', 'b'].map((id) => ({ id, weight: 1 }));
    const pages = [{ id: 'home', rails: [{ id: 'new' }] }];
    await configure({ pages, experiments: [{ id: 'order', page: 'home', variants }] });
    const prepare = (sql: string) => {
      const statement = env.DB.prepare(sql);
      if (!sql.startsWith('INSERT INTO exposures')) return statement;
      const run = async (values: unknown[]) => {
        await ask('/v1/users/ann', { method: 'DELETE' });
        return statement.bind(...values).run();
      };
      return { bind: (...values: unknown[]) => ({ run: () => run(values) }) };
    };
    const DB = new Proxy(env.DB, {
      get(target, name) {
        if (name === 'prepare') return prepare;
        const value = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    expect((await rails(await openWorker({ DB })('/v1/rails?user=ann'))).experiment?.id).toBe('order');
    expect(await count('exposures')).toBe(0);
    later(1);
    await openWorker()('/v1/rails?user=ann');
    expect(await count('exposures')).toBe(1);
  });

  test('and expired tombstones are forgotten by the cron trigger', async () => {
    const run = (days: number, EVENTS_DAYS: string) =>
      worker.scheduled(
        { scheduledTime: (NOW + days * DAY) * 1000, cron: '17 * * * *', noRetry: () => {} },
        { ...env, EVENTS_DAYS },
      );
    vi.spyOn(console, 'log').mockImplementation(() => {});
    await expose('ann', 'old', NOW - DAY);
    await expose('ann', 'new');
    await personalise(false, 'bob');
    await send([event('p', 'purchase', 'w-3', NOW, 'bob')]);
    await run(29, '');
    expect([await count('exposures'), await count('tombstones')]).toEqual([2, 2]);
    await run(30, '30');
    expect([(await about()).exposures.map(({ experiment }) => experiment), await count('tombstones')]).toEqual([
      ['new'],
      0,
    ]);
    await env.DB.prepare(
      `INSERT INTO exposures (experiment, user, variant, at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
         WHERE i < 5000) SELECT 'many', 'u-' || i, 'control', i FROM n`,
    ).run();
    await run(30, '30');
    expect(await count('exposures')).toBe(1);
  });
});
