// Items that are similar to a picture, by its features, or to several items: POST /v1/similar.
import { beforeAll, describe, expect, test } from 'vitest';
import type { SimilarToResponse } from '../../shared/api-rails.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import { deploy, emptyStorage, openWorker, post, problem, put } from './harness.ts';

const ask = openWorker();
const FEATURES = [0.5, -1, 2, 0.25, -0.75, 1.5];
const ENCODER = { id: 'a'.repeat(16), network: 'net', preprocessing: 'none', features: 6 };
let bundle: FixtureBundle;

beforeAll(async () => {
  await emptyStorage();
  bundle = await makeBundle({ items: 60, encoder: ENCODER });
  await deploy(bundle);
});

const similar = async (body: object) => {
  const response = await ask('/v1/similar', post(body));
  expect(response.status).toBe(200);
  return (await response.json()) as SimilarToResponse;
};

/** The items of the bundle by the cosine with a vector, without the given rows. */
function byCosine(vector: readonly number[], without: readonly number[] = []) {
  const length = (v: readonly number[]) => Math.hypot(...v);
  return bundle.vectors
    .map((row, i) => ({
      id: `w-${i}`,
      score: row.reduce((sum, value, at) => sum + value * vector[at], 0) / length(row) / length(vector),
    }))
    .filter((_, i) => !without.includes(i))
    .sort((a, b) => b.score - a.score);
}

test('to several items: by the mean of their directions, without these items; unknown ones are named', async () => {
  const { items, unknown, model } = await similar({ items: ['w-3', 'w-4', 'w-3', 'nowhere'], limit: 10 });
  const unit = (row: number) => bundle.vectors[row].map((value) => value / Math.hypot(...bundle.vectors[row]));
  const mean = unit(3).map((value, i) => value + unit(4)[i]);
  const expected = byCosine(mean, [3, 4]).slice(0, 10);
  expect(items.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
  for (const [i, { score }] of items.entries()) expect(score).toBeCloseTo(expected[i].score, 4);
  expect({ unknown, model }).toEqual({ unknown: ['nowhere'], model: bundle.version });
  expect((await similar({ items: ['nowhere'] })).items).toEqual([]);
});

test('to a picture, by its features: the same order as for an item with these features', async () => {
  await ask('/v1/items/twin', put({ title: 'Twin', features: FEATURES }));
  const like = (await (await ask('/v1/items/twin/similar?limit=30')).json()) as SimilarToResponse;
  const { items } = await similar({ features: FEATURES, encoder: ENCODER.id, limit: 31 });
  expect(items[0]).toMatchObject({ id: 'twin', score: expect.closeTo(1, 5) });
  expect(items.slice(1).map(({ id }) => id)).toEqual(like.items.map(({ id }) => id));
  await ask('/v1/items/twin', { method: 'DELETE' });
});

test('with filters', async () => {
  const { items } = await similar({ items: ['w-3'], artists: ['Artist 1', 'Artist 2'], maxPrice: 130, limit: 100 });
  const fits = bundle.items.filter(
    ({ artist, price }, row) => row !== 3 && /^Artist [12]$/.test(artist ?? '') && price !== undefined && price <= 130,
  );
  expect(items.map(({ id }) => id).sort()).toEqual(fits.map(({ id }) => id).sort());
  expect(fits.length).toBeGreaterThan(2);
});

describe('refused requests', () => {
  test.each<[string, object, number, string]>([
    ['features of another length', { features: [1, 2] }, 422, 'wrong-features'],
    ['features of another encoder', { features: FEATURES, encoder: 'b'.repeat(16) }, 422, 'wrong-features'],
    ['neither items nor features', { limit: 3 }, 400, 'invalid-request'],
    ['both', { items: ['w-1'], features: FEATURES }, 400, 'invalid-request'],
    ['no items', { items: [] }, 400, 'invalid-request'],
    ['a number that float32 cannot hold', { features: [1e39, 0, 0, 0, 0, 0] }, 400, 'invalid-request'],
  ])('%s', async (_, body, status, type) => {
    const response = await ask('/v1/similar', post(body));
    expect(response.status).toBe(status);
    expect((await problem(response)).type).toBe(`urn:curatornet:problem:${type}`);
  });
});
