// What users tell of items: which kinds form the history, what is never shown again, and how impressions are counted.
import { env } from 'cloudflare:workers';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { feedbackOf } from '../../edge/storage/feedback.ts';
import worker from '../../edge/worker.ts';
import type { EventsResponse } from '../../shared/api.ts';
import type { SimilarResponse } from '../../shared/api-rails.ts';
import type { UserResponse } from '../../shared/api-users.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import {
  type Ask,
  bearer,
  d1With,
  deploy,
  emptyStorage,
  emptyTables,
  expected,
  KEYS,
  openWorker,
  post,
  rails,
  shown,
  token,
} from './harness.ts';

let bundle: FixtureBundle;
let ask: Ask;
beforeAll(async () => {
  await emptyStorage();
  bundle = await makeBundle({ items: 40, about: () => ({ unique: false }) });
});
beforeEach(async () => {
  await emptyTables();
  await deploy(bundle);
  ask = openWorker();
});

let ids = 0;
type Sent = { id?: string; user?: string; at?: number; rail?: string };
const event = (kind: string, row: number | string, more: Sent = {}) => ({
  id: `e-${ids++}`,
  user: 'ann',
  item: `w-${row}`,
  kind,
  ...more,
});
const send = async (events: object[], authorization = `Bearer ${KEYS.SERVICE_KEY}`) => {
  const { headers, ...init } = post({ events });
  const response = await ask('/v1/events', { ...init, headers: { ...(headers as object), authorization } });
  expect(response.status).toBe(200);
  return (await response.json()) as EventsResponse;
};
const forYou = async (worker = ask) => {
  const page = await rails(await worker('/v1/rails?user=ann&rails=for-you&limit=40'));
  return page.rails[0]?.items.map(({ id }) => id) ?? [];
};
/** `for-you` by the reference, for a history of these rows, without some others. */
const ranked = (history: number[], without: number[] = []) =>
  expected(bundle, history, 40)
    .map(({ id }) => id)
    .filter((id) => !without.some((row) => id === `w-${row}`));
/** The items by the cosine of their vectors with a row's, without some rows. */
function expectedSimilar(row: number, without: number[]): string[] {
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((sum, x, i) => sum + x * b[i], 0);
  const of = (other: number) => {
    const [a, b] = [bundle.vectors[row], bundle.vectors[other]];
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  };
  return bundle.items
    .map((_, other) => other)
    .filter((other) => other !== row && !without.includes(other))
    .sort((a, b) => of(b) - of(a))
    .map((other) => `w-${other}`);
}
const user = async (query = '') => (await (await ask(`/v1/users/ann${query}`)).json()) as UserResponse;

describe('what is disliked or hidden', () => {
  test('is gone with the next request in each rail and among similar items, for this user alone', async () => {
    await send([event('like', 1), event('like', 1, { user: 'bob' })]);
    expect(await forYou()).toEqual(ranked([1]));
    await send([event('dislike', 6), event('hide', 7)]);
    expect(await forYou()).toEqual(ranked([1], [6, 7]));
    const all = 'for-you&rails=because-you-bought&rails=your-artists&rails=new-for-you&rails=discover';
    const each = `${all}&rails=popular&rails=new&rails=a-look-around`;
    for (const rail of each.split('&rails=')) {
      const page = await shown(await ask(`/v1/rails?user=ann&rails=${rail}&limit=100`));
      expect([rail, page.filter((id) => id === 'w-6' || id === 'w-7')]).toEqual([rail, []]);
    }
    const bobs = await shown(await ask('/v1/rails?user=bob&rails=for-you&limit=100'));
    expect(bobs).toEqual(ranked([1]));
    const similar = async (query: string, key: string) => {
      const response = await ask(`/v1/items/w-2/similar?limit=100${query}`, { headers: bearer(key) });
      const { items } = (await response.json()) as SimilarResponse;
      return { ids: items.map(({ id }) => id).sort(), caching: response.headers.get('cache-control') };
    };
    const others = (without: number[]) =>
      Array.from({ length: 40 }, (_, row) => row)
        .filter((row) => row !== 2 && !without.includes(row))
        .map((row) => `w-${row}`)
        .sort();
    expect((await similar('', KEYS.STOREFRONT_KEY)).ids).toEqual(others([]));
    expect(await similar('&user=ann', await token('ann'))).toEqual({
      ids: others([1, 6, 7]),
      caching: 'private, no-store',
    });
    expect((await similar('&user=bob', KEYS.SERVICE_KEY)).ids).toEqual(others([1]));
    for (const key of [KEYS.STOREFRONT_KEY, await token('bob')]) {
      const refused = await ask('/v1/items/w-2/similar?user=ann', { headers: bearer(key) });
      expect(refused.status).toBe(403);
    }
  });

  test('is gone from the pages of the storefront', async () => {
    const store = openWorker({ STOREFRONT: 'on' });
    const id = crypto.randomUUID();
    const sent = await store('/items/w-1/like', {
      method: 'POST',
      headers: { origin: 'https://store.test', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ event: id }).toString(),
      redirect: 'manual',
    });
    expect(sent.status).toBe(303);
    const cookie = sent.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    const page = async (path: string) => (await store(path, { headers: { cookie } })).text();
    const similar = expectedSimilar(2, [1])[0];
    const first = ranked([1])[0];
    expect(await page('/')).toContain(`"/items/${first}?`);
    expect(await page('/items/w-2')).toContain(`"/items/${similar}?`);
    expect(await page('/compare')).toContain(`"/items/${first}"`);
    const visitor = { user: `visitor-${id.slice(0, 8)}` };
    await send([first, similar].map((item) => event('hide', item.slice(2), visitor)));
    expect(await page('/')).not.toContain(`"/items/${first}?`);
    expect(await page('/items/w-2')).not.toContain(`"/items/${similar}?`);
    expect(await page('/compare')).not.toContain(`"/items/${first}"`);
  });

  test('a user without a history does not see it either', async () => {
    const page = () => ask('/v1/rails?user=ann&rails=popular&limit=100').then(shown);
    expect(await page()).toContain('w-6');
    await send([event('hide', 6)]);
    expect(await page()).toHaveLength(39);
    expect(await page()).not.toContain('w-6');
  });

  test('a dislike ends an earlier like; the latest of both counts, by its time', async () => {
    await send([event('like', 1, { at: 1 }), event('like', 6, { at: 10 }), event('dislike', 6, { at: 20 })]);
    expect(await forYou()).toEqual(ranked([1], [6]));
    await send([event('like', 6, { at: 15 })]);
    expect(await forYou()).toEqual(ranked([1], [6]));
    await send([event('like', 6, { at: 30 })]);
    expect(await forYou()).toEqual(ranked([1, 6]));
    await send([event('hide', 6, { at: 40 })]);
    expect(await forYou()).toEqual(ranked([1, 6]));
  });

  test('a bought item stays in the history', async () => {
    await send([event('purchase', 1, { at: 1 }), event('purchase', 6, { at: 2 }), event('dislike', 6, { at: 3 })]);
    expect(await forYou()).toEqual(ranked([1, 6]));
  });
});

describe('FEEDBACK_WEIGHTS', () => {
  test('by default likes and purchases count, and nothing else', async () => {
    const kinds = ['click', 'view', 'cart'].map((kind, nth) => event(kind, 10 + nth));
    await send([event('like', 1, { at: 1 }), event('purchase', 2, { at: 2 }), ...kinds]);
    expect(await forYou()).toEqual(ranked([1, 2]));
    expect((await user()).events.map(({ kind }) => kind)).toEqual(['like', 'purchase', 'click', 'view', 'cart']);
  });

  test('lets other kinds count, and likes not', async () => {
    await send([event('like', 1, { at: 1 }), event('purchase', 2, { at: 2 }), event('cart', 3, { at: 3 })]);
    await send([event('view', 4, { at: 4 }), event('hide', 5, { at: 5 }), event('like', 5, { at: 6 })]);
    expect(await forYou(openWorker({ FEEDBACK_WEIGHTS: 'cart=1' }))).toEqual(ranked([1, 2, 3, 5]));
    const without = openWorker({ FEEDBACK_WEIGHTS: '  like=0 cart=1 view=1 purchase=1' });
    const found = await forYou(without);
    expect(found).toEqual(ranked([2, 3, 4]));
    // Hidden, and liked later.
    expect(found).toContain('w-5');
  });

  test.each([
    ['cart', '"cart" is not the weight of a kind'],
    ['dislike=1', '"dislike=1" is not the weight of a kind (write KIND=0 or KIND=1, with the kinds purchase,'],
    ['impression=1', '"impression=1" is not the weight of a kind'],
    ['toString=1', '"toString=1" is not the weight of a kind'],
    ['cart=0.5', '"cart=0.5" is not 0 or 1'],
    ['cart=1 cart=0', '"cart=0" names a kind twice'],
  ])('%j is refused', (text, message) => {
    expect(() => feedbackOf({ FEEDBACK_WEIGHTS: text })).toThrow(message.split(' (')[0]);
    expect(() => feedbackOf({ FEEDBACK_WEIGHTS: text })).toThrow('FEEDBACK_WEIGHTS');
  });
});

describe('impressions', () => {
  const seen = (id: string, row: number | string, more: Sent = {}) => event('impression', row, { id, ...more });
  const rows = async () =>
    (await env.DB.prepare('SELECT user, item, count, ignored, last_at FROM impressions ORDER BY seq').all()).results;

  test('are counted for a user and an item, and not stored as events', async () => {
    const first = [seen('a', 3, { at: 10 }), seen('b', 4, { at: 11 }), seen('c', 3, { at: 12 })];
    const answer = await send([...first, event('like', 1, { id: 'like' })], `Bearer ${await token('ann')}`);
    expect(answer).toMatchObject({ recorded: 4, repeated: 0, sold: [] });
    expect(answer.outcomes.map(({ id, outcome }) => [id, outcome])).toEqual(
      ['a', 'b', 'c', 'like'].map((id) => [id, 'recorded']),
    );
    expect(await send([seen('d', 3, { at: 5 })])).toMatchObject({ recorded: 1, repeated: 0 });
    expect(await rows()).toEqual([
      { user: 'ann', item: 'w-3', count: 3, ignored: 3, last_at: 12 },
      { user: 'ann', item: 'w-4', count: 1, ignored: 1, last_at: 11 },
    ]);
    expect(await forYou()).toEqual(ranked([1]));
    expect((await user()).events.map(({ kind }) => kind)).toEqual(['like']);
  });

  test('a request that is sent again counts nothing, unless another impression of the item came between', async () => {
    const sent = [seen('a', 3), seen('b', 3), seen('c', 4)];
    await send(sent);
    const again = await send(sent);
    expect(again).toMatchObject({ recorded: 0, repeated: 3 });
    expect((await rows()).map(({ count }) => count)).toEqual([2, 1]);
    // The known ones first, then a new one.
    expect(await send([...sent, seen('d', 3)])).toMatchObject({ recorded: 1, repeated: 3 });
    expect((await rows()).map(({ count }) => count)).toEqual([3, 1]);
    expect(await send(sent)).toMatchObject({ recorded: 2, repeated: 1 });
    expect((await rows()).map(({ count }) => count)).toEqual([5, 1]);
    const twice = seen('e', 4);
    expect(await send([twice, twice])).toMatchObject({ recorded: 1, repeated: 1 });
    expect((await rows()).map(({ count }) => count)).toEqual([5, 2]);
  });

  test('nothing is counted of unknown items, for another user, or with a conflicting event', async () => {
    expect((await send([seen('a', 'none')])).outcomes[0].outcome).toBe('not-for-sale');
    const { headers, ...init } = post({ events: [seen('b', 3, { user: 'bob' })] });
    const authorization = `Bearer ${await token('ann')}`;
    const foreign = await ask('/v1/events', { ...init, headers: { ...(headers as object), authorization } });
    expect(foreign.status).toBe(403);
    await send([event('like', 1, { id: 'like' })]);
    const conflict = await ask('/v1/events', post({ events: [seen('c', 3), event('like', 2, { id: 'like' })] }));
    expect(conflict.status).toBe(422);
    expect(await conflict.json()).toMatchObject({ errors: [{ at: 'events.1.id' }] });
    expect(await rows()).toEqual([]);
  });

  test('lines in bulk are counted as well', async () => {
    const lines = [seen('a', 3), seen('b', 3), event('click', 5)].map((line) => JSON.stringify(line)).join('\n');
    const headers = { 'content-type': 'application/x-ndjson' };
    const answer = await ask('/v1/bulk/events', { method: 'POST', headers, body: lines });
    expect(await answer.json()).toMatchObject({ lines: 3, refused: 0, recorded: 3, repeated: 0 });
    expect((await rows()).map(({ item, count }) => [item, count])).toEqual([['w-3', 2]]);
  });

  test('IMPRESSIONS_MOST leaves out what was ignored so often, until the user clicks, in one round trip', async () => {
    let batches = 0;
    const DB = d1With((statements, real) => {
      batches++;
      return real.batch(statements);
    });
    const strict = openWorker({ DB, IMPRESSIONS_MOST: '3' });
    await send([event('like', 1)]);
    await send([seen('a', 6), seen('b', 6)]);
    expect(await forYou(strict)).toEqual(ranked([1]));
    await send([seen('c', 6), ...['d', 'e', 'f', 'g'].map((id) => seen(id, 7))]);
    batches = 0;
    expect(await forYou(strict)).toEqual(ranked([1], [6, 7]));
    expect(batches).toBe(1);
    expect(await forYou()).toEqual(ranked([1]));
    await send([event('click', 6), event('view', 7)]);
    expect(await forYou(strict)).toEqual(ranked([1], [7]));
    expect((await user()).impressions).toMatchObject([
      { item: 'w-6', count: 3, ignored: 0 },
      { item: 'w-7', count: 4, ignored: 4 },
    ]);
    await send([seen('h', 6), seen('i', 6)]);
    expect(await forYou(strict)).toEqual(ranked([1], [7]));
    await send([seen('j', 6)]);
    expect(await forYou(strict)).toEqual(ranked([1], [6, 7]));
  });

  test.each(['0', '-1', '2.5', 'many', '10000'])('IMPRESSIONS_MOST %j is refused', (text) => {
    expect(() => feedbackOf({ IMPRESSIONS_MOST: text })).toThrow(
      'IMPRESSIONS_MOST: must be a number of impressions from 1 to 9999',
    );
  });

  test('follow after the events of a user, in pages', async () => {
    await send([event('like', 1, { id: 'e', at: 5 })]);
    await send([seen('a', 3, { at: 10 }), seen('b', 4, { at: 20 }), seen('c', 5, { at: 30 })]);
    const impression = (row: number, at: number) => ({ item: `w-${row}`, count: 1, ignored: 1, at });
    const first = await user('?limit=2');
    expect(first).toMatchObject({ events: [{ id: 'e' }], impressions: [impression(3, 10)] });
    const second = await user(`?limit=2&after=${first.next}`);
    expect(second).toEqual({
      user: 'ann',
      personalised: true,
      events: [],
      impressions: [impression(4, 20), impression(5, 30)],
      exposures: [],
    });
    const events = await user('?limit=1');
    expect(events).toMatchObject({ events: [{ id: 'e' }], impressions: [] });
    expect((await user(`?limit=3&after=${events.next}`)).impressions).toHaveLength(3);
    expect((await ask('/v1/users/ann?after=impressions.x')).status).toBe(400);
  });

  test('are erased with their user, and old ones with EVENTS_DAYS; retries from before an erasure count nothing', async () => {
    const now = Math.floor(Date.now() / 1000);
    const old = seen('a', 3, { at: now - 31 * 86_400 });
    await send([old, seen('b', 4, { at: now - 29 * 86_400 }), seen('c', 3, { user: 'bob', at: now })]);
    const scheduledTime = now * 1000;
    const run = (EVENTS_DAYS: string) =>
      worker.scheduled({ scheduledTime, cron: '17 * * * *', noRetry: () => {} }, { ...env, EVENTS_DAYS });
    await run('');
    expect(await rows()).toHaveLength(3);
    await run('30');
    expect((await rows()).map(({ user, item }) => [user, item])).toEqual([
      ['ann', 'w-4'],
      ['bob', 'w-3'],
    ]);
    await ask('/v1/users/ann', { method: 'DELETE' });
    expect((await rows()).map(({ user }) => user)).toEqual(['bob']);
    expect((await send([old])).outcomes).toEqual([{ id: 'a', outcome: 'erased' }]);
    expect(await rows()).toHaveLength(1);
  });

  test('are exported after the events, which have all kinds, and an export goes on within them', async () => {
    await send([event('dislike', 6, { id: 'e', at: 5 }), seen('a', 3, { at: 10 })]);
    const lines = async (after: string) => {
      const response = await ask(`/v1/export${after}`, { headers: bearer(KEYS.DEPLOY_KEY) });
      const all = (await response.text()).trimEnd().split('\n');
      return all.filter((line) => !line.startsWith('{"item"')).map((line) => JSON.parse(line));
    };
    const all = await lines('');
    const cursors = all.flatMap(({ cursor }) => cursor ?? []);
    expect(all.slice(1)).toEqual([
      { event: { id: 'e', user: 'ann', item: 'w-6', kind: 'dislike', at: 5, rail: null } },
      { cursor: cursors[1] },
      { impression: { user: 'ann', item: 'w-3', count: 1, ignored: 1, at: 10 } },
      { cursor: cursors[2] },
      { end: { items: 40, features: 0, events: 1, impressions: 1 } },
    ]);
    expect(await lines(`?after=${cursors[1]}`)).toHaveLength(3);
    expect(await lines(`?after=${cursors[2]}`)).toEqual([
      { end: { items: 0, features: 0, events: 0, impressions: 0 } },
    ]);
  });
});
