// 5,000 items over four shards, in real Durable Objects, and the same bundle in one isolate: all answers are equal.
import { env } from 'cloudflare:workers';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RailsResponse, SimilarResponse, SimilarToResponse } from '../../shared/api-rails.ts';
import { DEFAULT_CONFIG, RAILS } from '../../shared/rails-config.ts';
import { type FixtureBundle, makeBundle, random } from '../fixtures/bundle.ts';
import { type Ask, buy, configure, deploy, emptyStorage, openWorker, post, put, rails } from './harness.ts';

const ITEMS = 5_000;
let bundle: FixtureBundle;
/** All items in the isolate, and over four shards. */
let one: Ask;
let four: Ask;

beforeAll(async () => {
  await emptyStorage();
  // Many artists and few distinct values, so that caps bite and scores tie.
  bundle = await makeBundle({
    items: ITEMS,
    parts: 8,
    about: (row) => ({
      artist: row % 9 === 0 ? undefined : `Artist ${(row * row) % 211}`,
      sales: row % 23,
      cluster: row % 13 === 0 ? undefined : row % 40,
      uploadedAt: row % 11 === 0 ? undefined : 1_750_000_000 + ((row * 37) % 500) * 3_600,
    }),
  });
  await deploy(bundle);
  one = openWorker({ SHARD_ITEMS: '100000', STOREFRONT: 'on' });
  four = openWorker({ SHARD_ITEMS: '1300', STOREFRONT: 'on' });
});
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});

const answers = async (path: string, init?: RequestInit) => {
  const [whole, sharded] = [await one(path, init), await four(path, init)];
  return { whole: await whole.json(), sharded: await sharded.json() };
};
async function expectSame(path: string, init?: RequestInit): Promise<unknown> {
  const { whole, sharded } = await answers(path, init);
  expect(sharded).toEqual(whole);
  return whole;
}
const idOf = (row: number) => bundle.items[row].id;

/** The binding of the shards, which notes the names that it is asked for. */
function noting(names: string[]): typeof env.SHARD {
  return new Proxy(env.SHARD!, {
    get(real, name) {
      if (name !== 'idFromName') return Reflect.get(real, name).bind(real);
      return (text: string) => {
        names.push(text);
        return real.idFromName(text);
      };
    },
  });
}
const namesIn = (region: string) => [0, 2, 4, 6].map((from) => `${region}-${bundle.version}-${from}-${from + 2}`);

test('the bundle is in four shards', async () => {
  const names: string[] = [];
  const ask = openWorker({ SHARD_ITEMS: '1300', SHARD: noting(names) });
  expect((await ask('/v1/rails', post({ history: [idOf(1)] }))).status).toBe(200);
  expect([...new Set(names)].sort()).toEqual(namesIn('anywhere'));
});

describe('rails', () => {
  const histories = [[], [7], [7, 2, 30, 4999, 0], Array.from({ length: 300 }, (_, i) => i * 13)];
  const options = [
    {},
    { limit: 100 },
    { limit: 7, perArtist: 1 },
    { perArtist: 2, diversity: 0.3 },
    { limit: 100, perArtist: 3, diversity: 0.8 },
    { diversity: 1 },
  ];
  test.each(histories.flatMap((history) => options.map((option) => [history.length, option, history] as const)))(
    'all of a page for a history of %i items, with %j',
    async (_, option, rows) => {
      const history = rows.slice(0, 256).map(idOf);
      const page = (await expectSame('/v1/rails', post({ history, rails: RAILS, ...option }))) as RailsResponse;
      // Anonymous visitors have fewer rails.
      expect(page.rails.length).toBeGreaterThanOrEqual(rows.length === 0 ? 3 : 6);
    },
  );

  test('every rail alone, with every filter', async () => {
    const filters = [
      { artists: ['Artist 1', 'Artist 4', 'Artist 9', 'nobody'] },
      { excludeArtists: ['Artist 1', 'Artist 4'] },
      { ids: Array.from({ length: 200 }, (_, i) => idOf(i * 3)) },
      { excludeIds: Array.from({ length: 200 }, (_, i) => idOf(i)) },
      { tags: ['abstract'] },
      { excludeTags: ['size-1', 'size-2'] },
      { minPrice: 1000, maxPrice: 2000 },
    ];
    const history = [3, 141, 592, 653].map(idOf);
    for (const rail of RAILS)
      for (const filter of filters) {
        const perArtist = filter.tags ? 2 : undefined;
        await expectSame('/v1/rails', post({ history, rails: [rail], ...filter, perArtist }));
      }
  });

  test('random pages', async () => {
    const next = random(5);
    const below = (most: number) => Math.floor(next() * most);
    for (let i = 0; i < 25; i++) {
      const history = Array.from({ length: below(12) }, () => idOf(below(ITEMS)));
      const wanted = RAILS.filter(() => next() < 0.6);
      const page = {
        history,
        rails: wanted.length > 0 ? wanted : undefined,
        limit: 1 + below(100),
        diversity: next() < 0.5 ? 0 : next(),
        perArtist: next() < 0.5 ? undefined : 1 + below(4),
        minPrice: next() < 0.3 ? below(4000) : undefined,
      };
      await expectSame('/v1/rails', post(page));
    }
  });

  test('a pin and a guarantee of items that no rail would show', async () => {
    const history = [3, 141].map(idOf);
    const all = (await rails(await one('/v1/rails', post({ history, rails: ['for-you'], limit: 100 })))).rails[0].items;
    const shown = new Set(all.map(({ id }) => id));
    const ids = bundle.items
      .map(({ id }) => id)
      .filter((id) => !shown.has(id))
      .slice(500, 530);
    const rules = [
      { id: 'pin', act: 'pin', match: { ids: ids.slice(0, 10) }, place: 2 },
      { id: 'share', act: 'guarantee', match: { ids: ids.slice(10) }, percent: 50 },
    ];
    await configure({ pages: [{ id: 'home', rails: [{ id: 'for-you', limit: 10 }] }], rules }, one);
    const page = (await expectSame('/v1/rails', post({ history }))) as RailsResponse;
    const moved = page.rails[0].items.filter(({ id }) => ids.includes(id));
    expect([moved.length, ids.slice(0, 10).includes(page.rails[0].items[1].id)]).toEqual([6, true]);
  });

  test('random pages with rules, filters and newcomers, and what comes after them', async () => {
    const next = random(8);
    const below = (most: number) => Math.floor(next() * most);
    const filter = () => {
      const kinds = [
        { artists: [`Artist ${below(211)}`, `Artist ${below(211)}`] },
        { tags: ['abstract'] },
        { excludeTags: ['size-1'] },
        { minPrice: below(4000) },
        { ids: Array.from({ length: 20 }, () => idOf(below(ITEMS))) },
        { maxAge: 300 + below(300) },
      ];
      return kinds[below(kinds.length)];
    };
    const acts = ['boost', 'bury', 'pin', 'hide', 'guarantee'] as const;
    const ruleOf = (nth: number) => {
      const act = acts[below(5)];
      const needs = {
        boost: { places: 1 + below(40) },
        bury: { places: 1 + below(40) },
        pin: { place: 1 + below(20) },
        hide: {},
        guarantee: { percent: 1 + below(80) },
      }[act];
      const only = next() < 0.4 ? { rails: [RAILS[below(RAILS.length)]] } : {};
      return { id: `r${nth}`, act, match: filter(), ...needs, ...only };
    };
    for (let i = 0; i < 25; i++) {
      const entry = (id: string) => ({
        id,
        limit: 1 + below(40),
        perArtist: next() < 0.6 ? undefined : 1 + below(3),
        diversity: next() < 0.7 ? undefined : next(),
        filter: next() < 0.8 ? undefined : filter(),
        newcomers: next() < 0.7 ? undefined : { percent: 1 + below(50), days: 365 },
      });
      const rules = Array.from({ length: below(8) }, (_, nth) => ruleOf(nth));
      await configure({ pages: [{ id: 'home', rails: RAILS.map(entry) }], rules }, one);
      const history = Array.from({ length: below(8) }, () => idOf(below(ITEMS)));
      const body = { history, items: [idOf(below(ITEMS)), idOf(below(ITEMS))], explain: true };
      const page = (await expectSame('/v1/rails', post(body))) as RailsResponse;
      const rail = page.rails[below(page.rails.length)];
      if (rail && page.next !== undefined)
        await expectSame('/v1/rails', post({ ...body, rails: [rail.id], after: page.next }));
    }
    await configure(DEFAULT_CONFIG, one);
  });

  test('of a known user whose likes and purchases D1 holds', async () => {
    await buy('ann', [7, 3000, 3000, 42].map(idOf));
    const page = (await expectSame('/v1/rails?user=ann&limit=30')) as RailsResponse;
    expect(page.rails.map(({ id }) => id)).toContain('because-you-bought');
  });
});

test('what a user dislikes, hides or has is in no rail and not among similar items', async () => {
  const similar = async (query: string) => {
    const { items } = (await expectSame(`/v1/items/${idOf(17)}/similar?${query}`)) as SimilarResponse;
    return items.map(({ id }) => id);
  };
  const page = async (query: string) => {
    const { rails } = (await expectSame(`/v1/rails?user=eva&${query}`)) as RailsResponse;
    return rails.flatMap(({ items }) => items.map(({ id }) => id));
  };
  await buy('eva', [7, 42].map(idOf));
  // More than all shards would send of a short list.
  const best = await page('rails=for-you&limit=50');
  const alike = await similar('user=eva&limit=40');
  const rejected = [...best, ...alike];
  const kindOf = (nth: number) => (nth % 2 === 0 ? 'dislike' : 'hide');
  const events = rejected.map((item, nth) => ({ id: `no-${nth}`, user: 'eva', item, kind: kindOf(nth) }));
  expect((await one('/v1/events', post({ events }))).status).toBe(200);
  const next = [
    ...(await page('rails=for-you&limit=5')),
    ...(await page('limit=20')),
    ...(await similar('user=eva&limit=5')),
  ];
  expect(next.length).toBeGreaterThan(100);
  expect(next.filter((id) => [...rejected, idOf(7), idOf(42)].includes(id))).toEqual([]);
  // For others nothing has changed.
  const forAll = await similar('limit=43');
  expect(alike.filter((id) => !forAll.includes(id))).toEqual([]);
});

test('similar items', async () => {
  for (const row of [0, 17, 4998]) {
    const { items } = (await expectSame(`/v1/items/${idOf(row)}/similar?limit=50`)) as SimilarResponse;
    expect(items).toHaveLength(50);
  }
  const { sharded } = await answers('/v1/items/none/similar');
  expect(sharded).toMatchObject({ status: 404 });
});

test('items similar to several items, or to a picture by its features, with filters', async () => {
  const to = [0, 17, 4998].map(idOf);
  for (const filter of [{}, { artists: ['Artist 1', 'Artist 4'] }, { minPrice: 1000, maxPrice: 2000 }])
    for (const body of [{ items: [...to, 'none'] }, { features: [1, -2, 3, -4, 5, -6] }]) {
      const { items } = (await expectSame('/v1/similar', post({ ...body, ...filter, limit: 40 }))) as SimilarToResponse;
      expect(items).toHaveLength(40);
    }
  expect(await expectSame('/v1/similar', post({ items: ['none'] }))).toMatchObject({ unknown: ['none'], items: [] });
});

test('the pages of the storefront', async () => {
  const pages = ['/', '/welcome', '/compare', '/visitors', `/items/${idOf(5)}`, '/artists/Artist%201'];
  for (const path of pages) {
    const [whole, sharded] = await Promise.all(
      [one, four].map(async (ask) => {
        const response = await ask(path);
        expect(response.status).toBe(200);
        // Ids of events are random, and the time varies.
        return (await response.text()).replace(/value="[0-9a-f-]{36}"/g, '').replace(/this page took [^.]*/, '');
      }),
    );
    expect(sharded).toBe(whole);
  }
});

test('the export, but for the order of its pages', async () => {
  const lines = async (ask: Ask) => (await (await ask('/v1/export', DEPLOY)).text()).split('\n').sort();
  const [whole, sharded] = [await lines(one), await lines(four)];
  expect(whole.length).toBeGreaterThan(ITEMS);
  expect(sharded).toEqual(whole);
});
const DEPLOY = { headers: { authorization: 'Bearer deploy-key-of-the-tests' } };

test('a sale, a withdrawal, a change, and new items with the same vectors take effect at once, in the same places', async () => {
  const history = [7, 8].map(idOf);
  const page = post({ history, rails: ['for-you', 'new-for-you', 'popular'], limit: 30, perArtist: 2 });
  const { rails: before } = (await expectSame('/v1/rails', page)) as RailsResponse;
  const [first, second, third] = before[0].items;
  const sale = { id: 'sale-1', user: 'bob', item: first.id, kind: 'purchase' };
  expect(await (await one('/v1/events', post({ events: [sale] }))).json()).toMatchObject({ sold: [first.id] });
  await four(`/v1/items/${second.id}`, { method: 'DELETE' });
  await one(`/v1/items/${third.id}`, put({ title: 'Changed', artist: 'New', price: 1, unique: true }));
  for (let i = 0; i < 12; i++)
    await four(`/v1/items/new-${i}`, put({ title: `New ${i}`, artist: 'New', features: [1, 2, 3, 4, 5, 6] }));
  const { rails: after } = (await expectSame('/v1/rails', page)) as RailsResponse;
  const shown = after.flatMap(({ items }) => items);
  expect(shown.map(({ id }) => id)).not.toContain(first.id);
  expect(shown.map(({ id }) => id)).not.toContain(second.id);
  expect(shown.find(({ id }) => id === third.id)?.title).toBe('Changed');
  // Their scores are equal, so they come in the order in which they were added; two per artist are shown.
  const all = (await expectSame('/v1/items/new-5/similar?limit=12')) as SimilarResponse;
  expect(all.items.slice(0, 11).map(({ id }) => id)).toEqual(
    [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11].map((i) => `new-${i}`),
  );
  // The new vectors are known to a shard and an isolate that begin now, too.
  const response = await openWorker({ SHARD_ITEMS: '1300' })('/v1/rails', page);
  expect((await rails(response)).rails.map(({ items }) => items)).toEqual(after.map(({ items }) => items));
});

test('items without a vector are at once on rails that rank without vectors, and on no other', async () => {
  const about = (i: number) => ({ title: `Unseen ${i}`, artist: 'Unseen', uploadedAt: 1_790_000_000 + i });
  for (let i = 0; i < 12; i++) await (i % 2 === 0 ? one : four)(`/v1/items/unseen-${i}`, put(about(i)));
  const unseen = Array.from({ length: 12 }, (_, i) => `unseen-${i}`);
  const page = post({ history: [idOf(7), 'unseen-3', idOf(8)], rails: RAILS, limit: 100 });
  const { rails: shown } = (await expectSame('/v1/rails', page)) as RailsResponse;
  const on = shown.filter(({ items }) => items.some(({ id }) => id !== 'unseen-3' && unseen.includes(id)));
  expect(on.map(({ id }) => id)).toEqual(['new']);
  const theirs = post({ history: [idOf(7)], rails: RAILS, artists: ['Unseen'], limit: 100 });
  const own = (await expectSame('/v1/rails', theirs)) as RailsResponse;
  expect(own.rails.map(({ id, items }) => [id, items.length])).toEqual([['popular', 12]]);
  const alone = (await expectSame(
    '/v1/rails',
    post({ history: ['unseen-3'], rails: ['for-you', 'new'], artists: ['Unseen'] }),
  )) as RailsResponse;
  expect(alone.rails.map(({ id }) => id)).toEqual(['new']);
  // The latest first, without that of the history.
  expect(alone.rails[0].items.map(({ id }) => id)).toEqual(unseen.toReversed().filter((id) => id !== 'unseen-3'));
  expect(await expectSame('/v1/items/unseen-3/similar')).toMatchObject({ items: [] });
  expect(await expectSame('/v1/similar', post({ items: ['unseen-3'] }))).toMatchObject({ items: [] });
  const { items } = (await expectSame(
    '/v1/similar',
    post({ items: ['unseen-3', idOf(8)], limit: 100 }),
  )) as SimilarToResponse;
  expect(items).toHaveLength(100);
  expect(items.filter(({ id }) => unseen.includes(id))).toEqual([]);
  const exported = await (await four('/v1/export', DEPLOY)).text();
  expect(exported).not.toContain('"unseen-3"');
  await one('/v1/items/unseen-3', put({ ...about(3), features: [6, 5, 4, 3, 2, 1] }));
  const seen = (await expectSame('/v1/items/unseen-3/similar')) as SimilarResponse;
  expect(seen.items).toHaveLength(20);
});

test('a region with relays has shards of its own, and a sale is gone with the next request', async () => {
  const names: string[] = [];
  const ask = openWorker({ SHARD_ITEMS: '1300', RELAYS: 'apac', SHARD: noting(names) });
  const page = post({ history: [7, 8].map(idOf), rails: ['for-you'] });
  const before = await rails(await ask('/v1/rails', page));
  const [{ id }] = before.rails[0].items;
  const sale = { id: 'sale-2', user: 'bob', item: id, kind: 'purchase' };
  expect(await (await ask('/v1/events', post({ events: [sale] }))).json()).toMatchObject({ sold: [id] });
  const after = await rails(await ask('/v1/rails', page));
  expect([before.degraded, after.degraded]).toEqual([undefined, undefined]);
  expect(after.rails[0].items.slice(0, 19)).toEqual(before.rails[0].items.slice(1));
  expect([...new Set(names)].sort()).toEqual(namesIn('apac'));
});
