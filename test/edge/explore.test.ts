// Newcomers: new items on a rail whose entry in the rails config keeps places for them, through the API.
import { beforeAll, expect, test } from 'vitest';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import { configure, deploy, emptyStorage, expected, openWorker, post, promote, rails, shown } from './harness.ts';

const NOW = Math.floor(Date.now() / 1000);
const DAY = 86_400;
/** Ten items are new; one as new was bought before, one is eight days old. */
const NEW = Array.from({ length: 10 }, (_, i) => 290 + i);
const [BOUGHT, OLDER] = [288, 289];
const newIds = new Set(NEW.map((row) => `w-${row}`));

const ask = openWorker();
/** Two rails of one page: with and without places for newcomers. */
const CONFIG = {
  pages: [
    {
      id: 'home',
      rails: [{ id: 'explored', kind: 'for-you', newcomers: { percent: 20, days: 7 } }, { id: 'for-you' }],
    },
  ],
};
let bundle: FixtureBundle;
beforeAll(async () => {
  await emptyStorage();
  bundle = await makeBundle({
    about: (row) => {
      if (row < BOUGHT) return { uploadedAt: NOW - 400 * DAY };
      const uploadedAt = NOW - (row === OLDER ? 8 : 2) * DAY;
      return { uploadedAt, sales: row === BOUGHT ? 1 : 0, artist: 'ann' };
    },
  });
  await deploy(bundle);
  await configure(CONFIG);
});

const forYou = (body: object, rail = 'explored', from = ask) =>
  from('/v1/rails', post({ rails: [rail], ...body }))
    .then(rails)
    .then(({ rails: [rail] }) => rail.items);

test("on the rail of a visitor's artists newcomers are by these artists", async () => {
  const names = ['ann', 'bo'];
  const other = await makeBundle({
    items: 80,
    seed: 3,
    about: (row) => ({ artist: names[row % 2], uploadedAt: NOW - (row < 64 ? 400 : 2) * DAY, sales: Number(row < 2) }),
  });
  await deploy(other);
  const explored = { id: 'your-artists', limit: 10, newcomers: { percent: 50, days: 7 } };
  const from = openWorker();
  await configure({ pages: [{ id: 'home', rails: [explored] }] }, from);
  const items = await forYou({ history: ['w-2', 'w-4'] }, 'your-artists', from);
  expect(new Set(items.map(({ artist }) => artist))).toEqual(new Set(['ann']));
  expect(items.filter(({ id }) => Number(id.slice(2)) >= 64)).toHaveLength(5);
  await configure(CONFIG);
  await promote(bundle.version);
});

test('a boost brings no item to a rail that a newcomer by its artist has filled', async () => {
  const other = await makeBundle({
    items: 80,
    seed: 4,
    about: (row) => ({
      artist: `by ${row % 16}`,
      uploadedAt: NOW - (row < 60 ? 400 : 2) * DAY,
      sales: Number(row < 2),
    }),
  });
  await deploy(other);
  const from = openWorker();
  const entry = { id: 'for-you', limit: 8, perArtist: 1, newcomers: { percent: 50, days: 7 } };
  for (let places = 1; places <= 8; places += 2) {
    const match = { artists: Array.from({ length: 8 }, (_, nth) => `by ${2 * nth}`) };
    const rules = [{ id: 'up', act: 'boost', match, places }];
    await configure({ pages: [{ id: 'home', rails: [entry] }], rules }, from);
    for (let row = 0; row < 12; row++) {
      const items = await forYou({ history: [`w-${row}`] }, 'for-you', from);
      expect(new Set(items.map(({ artist }) => artist)).size).toBe(items.length);
    }
  }
  await configure(CONFIG);
  await promote(bundle.version);
});

test('a share of the places goes to new items without sales, spread below the first; the others keep their order', async () => {
  let [checked, brought] = [0, 0];
  for (let row = 0; row < 40; row++) {
    const ranked = expected(bundle, [row]).map(({ id }) => id);
    const served = (await forYou({ history: [`w-${row}`] })).map(({ id }) => id);
    expect(served).toHaveLength(20);
    expect(new Set(served).size).toBe(20);
    const added = served.filter((id) => !ranked.includes(id));
    expect(added.every((id) => newIds.has(id))).toBe(true);
    const isNew = (id: string) => newIds.has(id);
    expect(served.filter(isNew)).toHaveLength(Math.max(4, ranked.filter(isNew).length));
    const gone = ranked.filter((id) => !isNew(id)).slice(-added.length || 20);
    expect(served.filter((id) => !added.includes(id))).toEqual(ranked.filter((id) => !gone.includes(id)));
    expect(served[0]).toBe(ranked[0]);
    if (added.length === 4) {
      expect(added.map((id) => served.indexOf(id))).toEqual([4, 8, 12, 16]);
      checked++;
    }
    brought += added.length;
  }
  expect(checked).toBeGreaterThan(5);
  expect(brought).toBeGreaterThan(100);
});

test('without it the rail is the ranking', async () => {
  expect((await forYou({ history: ['w-3'] }, 'for-you')).map(({ id }) => id)).toEqual(
    expected(bundle, [3]).map(({ id }) => id),
  );
});

test('a visitor sees the same rail again, from another isolate too; visitors see different new items, and all are seen', async () => {
  const seen = new Map<string, number>();
  const rows = Array.from({ length: 120 }, (_, row) => row);
  const pages = new Set<string>();
  for (const row of rows) {
    const page = await shown(await ask('/v1/rails', post({ rails: ['explored'], history: [`w-${row}`] })));
    for (const id of page.filter((id) => newIds.has(id))) seen.set(id, (seen.get(id) ?? 0) + 1);
    pages.add(page.filter((id) => newIds.has(id)).join());
  }
  expect(pages.size).toBeGreaterThan(20);
  expect(seen.size).toBe(NEW.length);
  // Each has four places of ten on average; none has less than a quarter of that.
  expect(Math.min(...seen.values())).toBeGreaterThan((rows.length * 0.4) / 4);
  const other = openWorker();
  for (const row of [5, 6]) {
    const body = { history: [`w-${row}`] };
    expect(await forYou(body, 'explored', other)).toEqual(await forYou(body));
  }
});

test('filters and the cap of an artist hold', async () => {
  for (let row = 0; row < 20; row++) {
    const capped = await forYou({ history: [`w-${row}`], perArtist: 2 });
    expect(capped.filter(({ artist }) => artist === 'ann').length).toBeLessThanOrEqual(2);
    const filtered = await forYou({ history: [`w-${row}`], excludeArtists: ['ann'] });
    expect(filtered.some(({ id }) => newIds.has(id))).toBe(false);
    expect(filtered).toHaveLength(20);
  }
});
