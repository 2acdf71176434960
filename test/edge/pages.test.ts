// Random pages of rails, each checked against the definitions: as long as possible, no item twice, exact filters, the
// right order.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PageOptions } from '../../shared/api-rails.ts';
import { RAILS, type RailId } from '../../shared/rails-config.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import { judgePage } from '../fixtures/rails.ts';
import { buy, deploy, emptyStorage, openWorker, post, RUNS, rails } from './harness.ts';

const ask = openWorker();
let bundle: FixtureBundle;
const gone = new Set<number>();

beforeAll(async () => {
  await emptyStorage();
  bundle = await makeBundle();
  await deploy(bundle);
  // Every seventh unique item was sold through the API.
  const sold = bundle.items.flatMap(({ unique }, row) => (unique && row % 7 === 2 ? [row] : []));
  const events = sold.map((row) => ({ id: `sale-${row}`, user: 'zoe', item: `w-${row}`, kind: 'purchase' }));
  expect((await ask('/v1/events', post({ events }))).status).toBe(200);
  for (const row of sold) gone.add(row);
});

const PERSONAL: RailId[] = ['for-you', 'because-you-bought', 'your-artists', 'new-for-you', 'discover'];
const ANONYMOUS: RailId[] = ['popular', 'new', 'a-look-around'];
/** The number of pages of each kind: without them, the properties could hold trivially. */
const seen = new Map<string, number>();
const count = (kind: string, happened: unknown = true) => happened && seen.set(kind, (seen.get(kind) ?? 0) + 1);
afterAll(() => {
  for (const id of RAILS) if (id !== 'similar') expect(seen.get(id) ?? 0, id).toBeGreaterThan(0);
  for (const kind of ['diverse', 'capped', 'filtered', 'short', 'full', 'empty'])
    expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(0);
});

const row = fc.nat(299);
const id = fc.oneof({ weight: 9, arbitrary: row.map((row) => `w-${row}`) }, { weight: 1, arbitrary: fc.constant('?') });
const artist = fc.oneof(
  { weight: 6, arbitrary: fc.nat(6).map((n) => `Artist ${n}`) },
  { weight: 1, arbitrary: fc.constant('Nobody') },
);
const tag = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('abstract', 'size-0', 'size-1', 'size-2', 'size-3') },
  { weight: 1, arbitrary: fc.constant('-') },
);
const some = <T>(one: fc.Arbitrary<T>, maxLength: number) => fc.array(one, { minLength: 1, maxLength });
const price = fc.integer({ min: 90, max: 410 });
/** Mostly undefined, so that several filters rarely exclude everything. */
const seldom = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined, freq: 1 });
const rarely = <T>(one: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: one });
const options: fc.Arbitrary<Partial<PageOptions>> = fc.record({
  rails: seldom(fc.shuffledSubarray([...RAILS], { minLength: 1 })),
  limit: seldom(fc.integer({ min: 1, max: 100 })),
  diversity: seldom(
    fc.oneof(
      fc.constantFrom(0, 1),
      fc.integer({ min: 1, max: 99 }).map((n) => n / 100),
    ),
  ),
  perArtist: seldom(fc.integer({ min: 1, max: 8 })),
  artists: rarely(some(artist, 4)),
  excludeArtists: rarely(some(artist, 3)),
  ids: rarely(some(id, 200)),
  excludeIds: rarely(some(id, 200)),
  tags: rarely(some(tag, 3)),
  excludeTags: rarely(some(tag, 2)),
  minPrice: rarely(price),
  maxPrice: rarely(price),
});

describe('any page', () => {
  test('matches the definitions', { timeout: 30_000 + 20 * RUNS }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 12 }), options, async (history, options) => {
        const response = await ask('/v1/rails', post({ history: history.map((row) => `w-${row}`), ...options }));
        expect(response.status).toBe(200);
        const page = await rails(response);
        const asked = (options.rails as RailId[] | undefined) ?? (history.length > 0 ? PERSONAL : ANONYMOUS);
        judgePage({ bundle, gone, history, bought: history }, page.rails, asked, options);
        for (const { id, items } of page.rails) {
          count(id);
          count(items.length < (options.limit ?? 20) ? 'short' : 'full');
        }
        count('empty', page.rails.length === 0);
        count('diverse', options.diversity);
        count('capped', options.perArtist);
        count('filtered', options.artists ?? options.ids ?? options.tags ?? options.minPrice);
      }),
      { numRuns: RUNS },
    );
  });
});

test('GET and POST return the same page', async () => {
  await buy('dora', ['w-9', 'w-33', 'w-120']);
  const options = { limit: 7, diversity: 0.4, perArtist: 2, minPrice: 110, excludeArtists: ['Artist 1', 'Artist 2'] };
  const posted = await rails(await ask('/v1/rails', post({ history: ['w-9', 'w-33', 'w-120'], ...options })));
  const query = 'limit=7&diversity=0.4&perArtist=2&minPrice=110&excludeArtists=Artist%201&excludeArtists=Artist+2';
  expect(posted.rails.length).toBeGreaterThan(2);
  expect(await rails(await ask(`/v1/rails?user=dora&${query}`))).toEqual(posted);
  const anonymous = await rails(await ask('/v1/rails', post({ history: [], ...options })));
  expect(await rails(await ask(`/v1/rails/anonymous?${query}`))).toEqual(anonymous);
});
