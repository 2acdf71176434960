// Rails through the API, compared with rankings of the reference implementation.
import { env, exports } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RailsResponse } from '../../shared/api-rails.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import { bearer, buy, deploy, emptyStorage, expected, KEYS, openWorker, post, rails } from './harness.ts';

const ask = openWorker();
let bundle: FixtureBundle;
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const ids = (rows: readonly number[]) => rows.map((row) => `w-${row}`);

beforeAll(async () => {
  await emptyStorage();
  bundle = await makeBundle();
  await deploy(bundle);
});

function expectRanking({ model, rails: [rail, ...others] }: RailsResponse, known: readonly number[], limit?: number) {
  const wanted = expected(bundle, known, limit);
  expect(model).toBe(bundle.version);
  expect(others.map(({ id }) => id)).not.toContain('for-you');
  expect(rail.id).toBe('for-you');
  expect(rail.items.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
  for (const [place, { score }] of rail.items.entries()) expect(score).toBeCloseTo(wanted[place].score, 3);
}

describe('POST /v1/rails', () => {
  const histories: [string, number[], number | undefined][] = [
    ['one item', [7], undefined],
    ['five items, limit 1', [7, 2, 30, 299, 0], 1],
    ['100 items, limit 100', range(100, 200), 100],
    ['256 items, limit above the number of remaining items', range(0, 256), 100],
    ['repeated items', [5, 9, 5, 5, 9], 20],
  ];
  test.each(histories)('%s', async (_, known, limit) => {
    const response = await ask('/v1/rails', post({ history: ids(known), limit }));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const answer = await rails(response);
    expectRanking(answer, known, limit);
    expect(answer.rails[0].items).toHaveLength(Math.min(limit ?? 20, 300 - new Set(known).size));
  });

  test('rails contain no item of the history and no item twice', async () => {
    const known = range(0, 40);
    const { rails: shown } = await rails(await ask('/v1/rails', post({ history: ids(known), limit: 100 })));
    const all = shown.flatMap(({ items }) => items.map(({ id }) => id));
    expect(new Set(all).size).toBe(all.length);
    expect(all.filter((id) => ids(known).includes(id))).toEqual([]);
  });

  test('an empty history gets the most sold items; ties are ordered by the sales of the artist', async () => {
    const { rails: shown } = await rails(await ask('/v1/rails', post({ history: [], limit: 30, rails: ['popular'] })));
    const all = bundle.items.reduce((sum, { sales }) => sum + sales, 0);
    const byArtist = Object.groupBy(bundle.items, ({ artist }) => artist ?? '');
    const share = (artist = '') =>
      artist === '' ? 0 : byArtist[artist]!.reduce((sum, { sales }) => sum + sales, 0) / (all + 1);
    const wanted = bundle.items
      .map(({ id, sales, artist }, row) => ({ id, score: sales + share(artist), row }))
      .sort((a, b) => b.score - a.score || a.row - b.row);
    expect(shown.map(({ id }) => id)).toEqual(['popular']);
    expect(shown[0].items.map(({ id, score }) => ({ id, score }))).toEqual(
      wanted.slice(0, 30).map(({ id, score }) => ({ id, score })),
    );
  });

  test('an item has exactly the documented fields', async () => {
    const { rails: shown } = await rails(await ask('/v1/rails', post({ history: ['w-1'], limit: 100 })));
    for (const { score, because, ...seen } of shown[0].items) {
      expect(because).toEqual({ item: 'w-1' });
      const { id, title, artist, image, price, currency } = bundle.items.find(({ id }) => id === seen.id)!;
      expect(typeof score).toBe('number');
      expect(seen).toEqual(JSON.parse(JSON.stringify({ id, title, artist, image, price, currency })));
    }
  });
});

describe('GET /v1/rails', () => {
  test('a user with purchases in a known order, some repeated', async () => {
    await buy('ann', ids([200, 3, 3, 8, 200]));
    expectRanking(await rails(await ask('/v1/rails?user=ann&limit=50')), [200, 3, 8], 50);
  });

  test('a user with more than 256 items: the tower reads the last 256, and no item of the history is shown', async () => {
    const known = [...range(150, 290), ...range(0, 140)];
    await buy('collector', ids(known));
    const answer = await rails(await ask('/v1/rails?user=collector&limit=100'));
    expect(answer.rails[0].items).toHaveLength(20);
    expectRanking(answer, known, 100);
  });

  test('items unknown to the model are skipped', async () => {
    await buy('bob', ['gone-1', 'w-4', 'gone-2']);
    expectRanking(await rails(await ask('/v1/rails?user=bob')), [4]);
    await buy('cyd', ['gone-1']);
    expect((await rails(await ask('/v1/rails?user=cyd'))).rails[0].id).toBe('popular');
  });

  test('a user id may be any text', async () => {
    const name = "Ö'; DROP TABLE events; -- &=%";
    await buy(name, ['w-4']);
    expectRanking(await rails(await ask(`/v1/rails?user=${encodeURIComponent(name)}`)), [4]);
  });
});

test('concurrent requests each get their own ranking', async () => {
  const histories = range(0, 40).map((i) => range(i, i + 1 + (i % 5)));
  const answers = await Promise.all(histories.map((known) => ask('/v1/rails', post({ history: ids(known) }))));
  for (const [i, answer] of answers.entries()) expectRanking(await rails(answer), histories[i]);
});

test('the exported worker answers too', async () => {
  const { body, method, headers } = post({ history: ['w-7'] });
  const signed = { body, method, headers: { ...headers, ...bearer(KEYS.STOREFRONT_KEY) } };
  const response = await exports.default.fetch('https://store.test/v1/rails', signed);
  expectRanking(await rails(response), [7]);
  const health = await exports.default.fetch('https://store.test/health');
  expect(await health.json()).toEqual({
    status: 'ok',
    model: bundle.version,
    items: 300,
    revision: 0,
    age: expect.any(Number),
    silent: null,
  });
  expect(await env.DB.prepare('SELECT count(*) AS n FROM deployments').first('n')).toBe(1);
});
