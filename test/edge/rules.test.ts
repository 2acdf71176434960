// The rules of the rails config on a rail, against a reference that sorts all items in plain loops, and by hand.
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { RailItem } from '../../shared/api-rails.ts';
import type { ItemFilter, Rule } from '../../shared/rails-config.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import { bearer, configure, deploy, emptyStorage, expected, KEYS, openWorker, post, RUNS, rails } from './harness.ts';

const ask = openWorker();
const NOW = Math.floor(Date.now() / 1000);
const DAY = 86_400;
const ITEMS = 200;
let bundle: FixtureBundle;
beforeAll(async () => {
  await emptyStorage();
  bundle = await makeBundle({
    items: ITEMS,
    about: (row) => ({
      artist: `Artist ${row % 17}`,
      tags: [`t${row % 5}`, `u${row % 7}`],
      price: 100 + row,
      uploadedAt: NOW - (row + 0.5) * DAY,
    }),
  });
  await deploy(bundle);
});

const HISTORY = [3, 14];
/** All items by score, without the history. */
const ranked = () => expected(bundle, HISTORY, ITEMS).map(({ id }) => id);
const rule = (id: string, act: Rule['act'], match: ItemFilter, more: Partial<Rule> = {}): Rule => ({
  id,
  act,
  match,
  ...more,
});

async function forYou(rules: Rule[], more: object = {}, entry: object = {}): Promise<RailItem[]> {
  await configure({ pages: [{ id: 'home', rails: [{ id: 'for-you', limit: 10, ...entry }] }], rules });
  const body = { history: HISTORY.map((row) => `w-${row}`), explain: true, ...more };
  const page = await rails(await ask('/v1/rails', post(body)));
  return page.rails[0]?.items ?? [];
}
const idsOf = (items: readonly RailItem[]) => items.map(({ id }) => id);
const movedOf = (items: readonly RailItem[]) => items.flatMap(({ id, moved }) => (moved ? [[id, moved]] : []));

test('a boost lifts an item by so many places, and it says so', async () => {
  const before = ranked();
  const items = await forYou([rule('up', 'boost', { ids: [before[11], before[30]] }, { places: 8 })]);
  // From place 12 to 4; from 31 to 23, which is not shown.
  expect(idsOf(items)).toEqual([...before.slice(0, 3), before[11], ...before.slice(3, 9)]);
  expect(movedOf(items)).toEqual([[before[11], { rules: ['up'] }]]);
});

test('a bury lowers an item by so many places', async () => {
  const before = ranked();
  const items = await forYou([rule('down', 'bury', { ids: [before[0], before[5]] }, { places: 3 })]);
  expect(idsOf(items)).toEqual([1, 2, 3, 0, 4, 6, 7, 8, 5, 9].map((place) => before[place]));
  expect(movedOf(items)).toEqual([
    [before[0], { from: 1, rules: ['down'] }],
    [before[5], { from: 6, rules: ['down'] }],
  ]);
});

test('of several boosts the strongest counts; a bury takes from it', async () => {
  const before = ranked();
  const ids = [before[8]];
  const items = await forYou([
    rule('a', 'boost', { ids }, { places: 2 }),
    rule('b', 'boost', { ids }, { places: 6 }),
    rule('c', 'bury', { ids }, { places: 1 }),
  ]);
  expect(idsOf(items).indexOf(before[8])).toBe(3);
  expect(movedOf(items)).toEqual([[before[8], { from: 9, rules: ['a', 'b', 'c'] }]]);
});

test('hidden items are gone, on the rails and pages that the rule names', async () => {
  const before = ranked();
  const ids = before.slice(0, 2);
  expect(idsOf(await forYou([rule('gone', 'hide', { ids })]))).toEqual(before.slice(2, 12));
  expect(idsOf(await forYou([rule('gone', 'hide', { ids }, { rails: ['for-you'] })]))).toEqual(before.slice(2, 12));
  await configure({
    pages: [
      { id: 'home', rails: [{ id: 'for-you' }] },
      { id: 'email', rails: [{ id: 'for-you' }, { id: 'popular' }] },
    ],
    rules: [rule('gone', 'hide', { ids }, { pages: ['email'], rails: ['for-you'] })],
  });
  const page = async (name: string) => {
    const response = await ask('/v1/rails', post({ history: ['w-3', 'w-14'], page: name, limit: 100 }));
    return (await rails(response)).rails.map(idsOfRail);
  };
  const idsOfRail = ({ items }: { items: RailItem[] }) => new Set(idsOf(items));
  const [[home], [email, popular]] = [await page('home'), await page('email')];
  for (const id of ids) expect([home.has(id), email.has(id), popular.has(id)]).toEqual([true, false, true]);
});

test('hidden items are gone from similar items, too, unless the rule names other pages or rails', async () => {
  const similar = async () => {
    const { items } = (await (await ask('/v1/items/w-7/similar?limit=5')).json()) as { items: RailItem[] };
    const posted = (await (await ask('/v1/similar', post({ items: ['w-7'], limit: 5 }))).json()) as {
      items: RailItem[];
    };
    expect(posted.items).toEqual(items);
    return idsOf(items);
  };
  await forYou([]);
  const before = await similar();
  const match = { ids: [before[1]] };
  for (const more of [{}, { rails: ['similar'] }, { pages: ['item'] }]) {
    await configure({
      pages: ['home', 'item'].map((id) => ({ id, rails: [{ id: 'similar' }, { id: 'for-you' }] })),
      rules: [rule('gone', 'hide', match, more)],
    });
    expect((await similar()).slice(0, 4)).toEqual([0, 2, 3, 4].map((place) => before[place]));
  }
  for (const more of [{ rails: ['for-you'] }, { pages: ['home'] }, { until: NOW - 60 }]) {
    await configure({
      pages: ['home', 'item'].map((id) => ({ id, rails: [{ id: 'similar' }, { id: 'for-you' }] })),
      rules: [rule('gone', 'hide', match, more)],
    });
    expect(await similar()).toEqual(before);
  }
});

test('a pin puts the best item that matches at its place, also one that the rail would not show', async () => {
  const before = ranked();
  const [last] = before.slice(-1);
  const tagged = before.filter((id) => bundle.items.find((item) => item.id === id)!.tags!.includes('t2'));
  const items = await forYou([
    rule('first', 'pin', { ids: [last] }, { place: 1 }),
    rule('fifth', 'pin', { tags: ['t2'] }, { place: 5 }),
  ]);
  expect([items[0].id, items[4].id]).toEqual([last, tagged[0]]);
  expect(items).toHaveLength(10);
  expect(new Set(idsOf(items)).size).toBe(10);
  expect(items[0].moved).toEqual({ rules: ['first'] });
  // What is hidden, sold or in the history is not pinned.
  const none = [
    rule('first', 'pin', { ids: ['w-3'] }, { place: 1 }),
    rule('second', 'pin', { ids: [last] }, { place: 2 }),
  ];
  expect(idsOf(await forYou([...none, rule('gone', 'hide', { ids: [last] })]))).toEqual(before.slice(0, 10));
});

test('two pins that match the same items pin two of them', async () => {
  const artist = bundle.items[50].artist!;
  const theirs = ranked().filter((id) => bundle.items.find((item) => item.id === id)!.artist === artist);
  const match = { artists: [artist] };
  const items = await forYou([rule('a', 'pin', match, { place: 2 }), rule('b', 'pin', match, { place: 4 })]);
  expect([items[1].id, items[3].id]).toEqual(theirs.slice(0, 2));
});

test('of two pins of a place the first has it, and the other the next one', async () => {
  const before = ranked();
  const pin = (id: string, place: number, last: number) => rule(id, 'pin', { ids: [before[last]] }, { place });
  const items = await forYou([pin('a', 1, 100), pin('b', 1, 101), pin('c', 4, 102)], { limit: 5 });
  expect(idsOf(items)).toEqual([100, 101, 0, 102, 1].map((place) => before[place]));
});

test('a pin has its place on a rail with a guarantee, too', async () => {
  const before = ranked();
  const items = await forYou(
    [
      rule('g', 'guarantee', { ids: before.slice(50, 53) }, { percent: 60 }),
      rule('p', 'pin', { ids: [before[100]] }, { place: 3 }),
    ],
    { limit: 3 },
  );
  expect(items[2].id).toBe(before[100]);
  expect(idsOf(items.slice(0, 2)).sort()).toEqual(before.slice(50, 52).sort());
});

test('a pin takes no item from a rail that has room', async () => {
  const entry = { kind: 'your-artists', limit: 100 };
  const before = idsOf(await forYou([], { limit: 100 }, entry));
  expect(before.length).toBeLessThan(100);
  const other = ranked().find((id) => !before.includes(id))!;
  const items = await forYou([rule('first', 'pin', { ids: [other] }, { place: 1 })], { limit: 100 }, entry);
  expect(idsOf(items)).toEqual([other, ...before]);
});

test('a guarantee gives items their share of the places, spread, and leaves the best of the others', async () => {
  const isIn = (id: string) => Number(id.slice(2)) >= 150;
  const before = ranked();
  const there = before.slice(0, 10).filter(isIn).length;
  // 40% of ten places; items of 150 and more cost 250 and more.
  const items = await forYou([rule('dear', 'guarantee', { minPrice: 250 }, { percent: 40 })]);
  expect(there).toBeLessThan(4);
  expect(
    items
      .filter(({ id }) => isIn(id))
      .map(({ id }) => id)
      .sort(),
  ).toEqual(before.filter(isIn).slice(0, 4).sort());
  expect(idsOf(items).filter((id) => !isIn(id))).toEqual(before.filter((id) => !isIn(id)).slice(0, 6));
  expect(items[0].id).toBe(before[0]);
  expect(movedOf(items).map(([, moved]) => moved)).toEqual(Array(4 - there).fill({ rules: ['dear'] }));
  // What is there already counts.
  const enough = await forYou([rule('any', 'guarantee', { minPrice: 1 }, { percent: 100 })]);
  expect(idsOf(enough)).toEqual(before.slice(0, 10));
});

test('a guarantee keeps to the cap of an artist', async () => {
  const match = { artists: [bundle.items[50].artist!] };
  const items = await forYou([rule('one', 'guarantee', match, { percent: 100 })], {}, { perArtist: 3 });
  expect(items.filter(({ artist }) => artist === match.artists[0])).toHaveLength(3);
});

test('a rule is in force from its start up to its end', async () => {
  const before = ranked();
  const match = { ids: [before[0]] };
  const shows = async (times: Partial<Rule>) =>
    idsOf(await forYou([rule('gone', 'hide', match, times)]))[0] === before[0];
  expect(await shows({ from: NOW - 60, until: NOW + 3600 })).toBe(false);
  expect(await shows({ from: NOW + 3600 })).toBe(true);
  expect(await shows({ until: NOW - 60 })).toBe(true);
});

test('items match by their age, and by all that a filter names', async () => {
  const items = await forYou([
    rule('young', 'hide', { minAge: 40 }),
    rule('t1', 'hide', { tags: ['t1'], maxPrice: 120 }),
  ]);
  const left = ranked().filter(
    (id) => Number(id.slice(2)) < 40 && !(Number(id.slice(2)) % 5 === 1 && Number(id.slice(2)) <= 20),
  );
  expect(idsOf(items)).toEqual(left.slice(0, 10));
});

test('what a kept mask says changes with the item', async () => {
  await forYou([rule('gone', 'hide', { tags: ['fresh'] })]);
  const before = ranked();
  const body = { history: ['w-3', 'w-14'] };
  const top = async () => (await rails(await ask('/v1/rails', post(body)))).rails[0].items[0].id;
  expect(await top()).toBe(before[0]);
  const { id: _, sales: _sales, ...item } = bundle.items.find(({ id }) => id === before[0])!;
  const { cluster: _cluster, ...about } = item;
  const put = { method: 'PUT', headers: { 'content-type': 'application/json', ...bearer(KEYS.SERVICE_KEY) } };
  const changed = await ask(`/v1/items/${before[0]}`, { ...put, body: JSON.stringify({ ...about, tags: ['fresh'] }) });
  expect(changed.status).toBe(200);
  expect(await top()).toBe(before[1]);
  await ask(`/v1/items/${before[0]}`, { ...put, body: JSON.stringify(about) });
  expect(await top()).toBe(before[0]);
});

/** Boosts, buries, pins and hides in plain loops over all items. */
function reference(rules: readonly Rule[], limit: number): string[] {
  const matches = ({ match }: Rule, id: string) => {
    const item = bundle.items.find((one) => one.id === id)!;
    return (
      (!match.tags || match.tags.some((tag) => item.tags!.includes(tag))) &&
      (!match.artists || match.artists.includes(item.artist!)) &&
      (match.maxPrice === undefined || item.price! <= match.maxPrice)
    );
  };
  const by = (act: Rule['act']) => rules.filter((one) => one.act === act);
  const open = ranked().filter((id) => !by('hide').some((one) => matches(one, id)));
  const most = (act: Rule['act'], id: string) =>
    Math.max(
      0,
      ...by(act)
        .filter((one) => matches(one, id))
        .map(({ places }) => places!),
    );
  // One after the other, from the best: each takes the first place that is its own or after it.
  const keyed = open.map((id, place) => ({ id, place, shift: most('bury', id) - most('boost', id) }));
  keyed.sort(
    (a, b) => a.place + a.shift - b.place - b.shift || Math.sign(a.shift) - Math.sign(b.shift) || a.place - b.place,
  );
  const order = keyed.map(({ id }) => id).slice(0, limit);
  const pinned = new Map<number, string>();
  for (const one of by('pin')) {
    const best = open.find((id) => matches(one, id) && ![...pinned.values()].includes(id));
    if (best !== undefined) pinned.set(one.place! - 1, best);
  }
  const rest = order.filter((id) => ![...pinned.values()].includes(id));
  for (const [place, id] of [...pinned].sort(([a], [b]) => a - b)) rest.splice(place, 0, id);
  while (rest.length > limit)
    rest.splice(
      rest.findLastIndex((id) => ![...pinned.values()].includes(id)),
      1,
    );
  return rest;
}

const filter: fc.Arbitrary<ItemFilter> = fc.oneof(
  fc.integer({ min: 0, max: 4 }).map((n) => ({ tags: [`t${n}`] })),
  fc.integer({ min: 0, max: 6 }).map((n) => ({ tags: [`u${n}`] })),
  fc.integer({ min: 0, max: 16 }).map((n) => ({ artists: [`Artist ${n}`] })),
  fc.integer({ min: 101, max: 300 }).map((maxPrice) => ({ maxPrice })),
);
const anyRules = fc
  .array(fc.tuple(fc.constantFrom('boost', 'bury', 'hide', 'pin'), filter, fc.integer({ min: 1, max: 30 })), {
    maxLength: 6,
  })
  .map((list) => {
    const places = new Set<number>();
    return list.flatMap(([act, match, n], nth): Rule[] => {
      const id = `r${nth}`;
      if (act === 'hide') return [{ id, act, match }];
      if (act !== 'pin') return [{ id, act: act as 'boost', match, places: n }];
      const place = (n % 12) + 1;
      if (places.has(place)) return [];
      places.add(place);
      return [{ id, act, match, place }];
    });
  });

test('any rules, as the reference has it', { timeout: 30_000 + 50 * RUNS }, async () => {
  let changed = 0;
  await fc.assert(
    fc.asyncProperty(anyRules, fc.integer({ min: 1, max: 25 }), async (rules, limit) => {
      const items = idsOf(await forYou(rules, {}, { limit }));
      const wanted = reference(rules, limit);
      expect(items).toEqual(wanted);
      if (wanted.join() !== ranked().slice(0, limit).join()) changed++;
    }),
    { numRuns: Math.min(RUNS, 300) },
  );
  expect(changed).toBeGreaterThan(RUNS / 10);
});
