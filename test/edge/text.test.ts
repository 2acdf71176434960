// Texts: lone surrogates, control characters and ids that cannot be in a URL are refused in all inputs. Invalid items that
// are already stored are left out and logged, and everything else is shown.
import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { BundleItem } from '../../shared/bundle.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import { bearer, deploy, emptyStorage, KEYS, openWorker, post, problem, put, rails, shown, upload } from './harness.ts';

const ask = openWorker({ STOREFRONT: 'on' });
let bundle: FixtureBundle;
beforeAll(async () => {
  await emptyStorage();
  bundle = await makeBundle({ items: 60 });
  await deploy(bundle);
});

const HALF = 'half of \ud83d';
const WRONG: [string, string][] = [
  ['half of an emoji', HALF],
  ['the other half', '\ude00!'],
  ['a line break', 'two\nlines'],
  ['NUL', 'a\u0000b'],
  ['DEL', 'a\u007fb'],
  ['a C1 control', 'a\u0085b'],
];
const UNREACHABLE: [string, string][] = [
  ['one dot', '.'],
  ['two dots', '..'],
  ['leading white space', ' w-1'],
  ['trailing white space', 'w-1\u00a0'],
];
const event = (more: object) => ({ id: crypto.randomUUID(), user: 'ann', item: 'w-1', kind: 'like', ...more });
const places = async (response: Response) => {
  expect(response.status).toBe(400);
  return (await problem(response)).errors?.map(({ at }) => at);
};

describe.each([...WRONG, ...UNREACHABLE])('an id with %s', (_, id) => {
  test.each(['id', 'user', 'item'])('as the %s of an event is refused', async (what) => {
    expect(await places(await ask('/v1/events', post({ events: [event({ [what]: id })] })))).toEqual([
      `events.0.${what}`,
    ]);
  });
  test('in a history and in a filter is refused', async () => {
    expect(await places(await ask('/v1/rails', post({ history: ['w-1', id] })))).toEqual(['history.1']);
    expect(await places(await ask('/v1/rails', post({ history: [], excludeIds: [id] })))).toEqual(['excludeIds.0']);
  });
});

describe.each(WRONG)('a text with %s', (_, text) => {
  test.each(['title', 'artist', 'image', 'currency'])('as the %s of an item is refused', async (what) => {
    expect(await places(await ask('/v1/items/new', put({ [what]: text })))).toEqual([what]);
  });
  test('as a tag, as a rail of an event, as a reason is refused', async () => {
    expect(await places(await ask('/v1/items/new', put({ tags: ['a', text] })))).toEqual(['tags.1']);
    expect(await places(await ask('/v1/events', post({ events: [event({ rail: text })] })))).toEqual(['events.0.rail']);
    const headers = { ...bearer(KEYS.DEPLOY_KEY), 'content-type': 'application/json' };
    const rollback = await ask('/v1/models/rollback', {
      ...post({ revision: 0, undo: '2c28e1f8b4ba382f', why: text }),
      headers,
    });
    expect(await places(rollback)).toEqual(['why']);
  });
});

describe('addresses', () => {
  test.each(['%0A', 'a%7Fb', '%C2%85', '%20w-1'])('an id of %s is refused in a path and in a query', async (id) => {
    expect(await places(await ask(`/v1/items/${id}/similar`))).toEqual(['id']);
    expect(await places(await ask(`/v1/users/${id}`))).toEqual(['id']);
    expect(await places(await ask(`/v1/rails?user=${id}`))).toEqual(['user']);
  });
  test('and in the forms of the storefront', async () => {
    const form = (fields: Record<string, string>): RequestInit => ({
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://store.test' },
      body: new URLSearchParams(fields).toString(),
    });
    expect((await ask('/visitors', form({ user: 'a\nb' }))).status).toBe(400);
    expect((await ask('/welcome', form({ item: 'a\nb' }))).status).toBe(400);
    expect((await ask('/items/w-1/like', form({ event: crypto.randomUUID(), rail: 'a\nb' }))).status).toBe(400);
    expect((await ask('/items/%0A/like', form({ event: crypto.randomUUID() }))).status).toBe(400);
    expect((await ask('/items/w-1?rail=%0A')).status).toBe(400);
  });
});

test('lengths are counted in characters, as in the published schema', async () => {
  const id = '😀'.repeat(128);
  expect((await ask('/v1/events', post({ events: [event({ user: id })] }))).status).toBe(200);
  expect((await ask(`/v1/users/${encodeURIComponent(id)}`)).status).toBe(200);
  expect((await ask('/v1/events', post({ events: [event({ user: `${id}x` })] }))).status).toBe(400);
  const title = `${'👩‍🎨'.repeat(166)}é`;
  expect([...title].length).toBe(499);
  expect((await ask('/v1/items/w-1', put({ title }))).status).toBe(200);
});

describe('numbers', () => {
  test('money is rounded to four decimals', async () => {
    expect(19.99 * 1.2).toBe(23.987999999999996);
    expect((await ask('/v1/items/w-2', put({ price: 19.99 * 1.2, currency: 'EUR' }))).status).toBe(200);
    const { rails: pages } = await rails(await ask('/v1/rails', post({ history: [], ids: ['w-2'] })));
    expect(pages[0].items[0]).toMatchObject({ id: 'w-2', price: 23.988 });
    expect(await env.DB.prepare("SELECT about ->> 'price' AS price FROM items WHERE id = 'w-2'").first('price')).toBe(
      23.988,
    );
  });

  test('times in milliseconds, and times more than a day in the future, are refused', async () => {
    const now = Math.floor(Date.now() / 1000);
    expect(await places(await ask('/v1/events', post({ events: [event({ at: now * 1000 })] })))).toEqual([
      'events.0.at',
    ]);
    const { errors } = await problem(
      await ask('/v1/events', post({ events: [event({ at: now }), event({ at: now + 90_000 })] })),
    );
    expect(errors).toEqual([
      { at: 'events.1.at', message: 'must be at most a day in the future, in seconds since 1970' },
    ]);
    expect((await ask('/v1/events', post({ events: [event({ at: now + 80_000 })] }))).status).toBe(200);
  });
});

describe('invalid items that are already stored', () => {
  const complaint = vi.spyOn(console, 'error');
  beforeEach(() => {
    complaint.mockReset().mockImplementation(() => {});
  });
  afterEach(async () => {
    await env.DB.prepare("DELETE FROM items WHERE id LIKE 'by-hand%'").run();
  });
  let revision = 1_000_000;
  const store = (id: string, about: string | null, features: string | null = null, state = 'for-sale') =>
    env.DB.prepare(
      'INSERT OR REPLACE INTO items (id, revision, state, about, features, features_revision) VALUES (?1, ?2, ?3, ?4, ?5, ?2)',
    )
      .bind(id, ++revision, state, about, features)
      .run();
  const features = btoa(String.fromCharCode(...new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer)));
  const nan = btoa(String.fromCharCode(...new Uint8Array(Float32Array.of(1, 2, Number.NaN, 4, 5, 6).buffer)));

  test.each<[string, string | null, string | null]>([
    ['a lone surrogate in a title', '{"title":"half of \\ud83d"}', features],
    ['details that are not JSON', '{"title":', features],
    ['details that do not match the schema', '{"price":"much","size":3}', features],
    ['features that are not base64', '{"title":"Dawn"}', '!'],
    ['features of a wrong number of bytes', '{"title":"Dawn"}', btoa('abcde')],
    ['features with NaN', '{"title":"Dawn"}', nan],
  ])('%s in D1: the item is left out and logged, all others are served', async (_, about, features) => {
    await store('by-hand', about, features);
    await store('by-hand-too', '{"title":"Dusk"}', btoa(String.fromCharCode(...new Uint8Array(24))));
    for (const worker of [ask, openWorker({ STOREFRONT: 'on' })]) {
      const response = await worker('/v1/rails', post({ history: ['w-3'], limit: 100, rails: ['for-you'] }));
      expect(response.status).toBe(200);
      const page = await rails(response);
      expect(page.degraded).toBeUndefined();
      const ids = page.rails[0].items.map(({ id }) => id);
      expect(ids).toContain('by-hand-too');
      expect(ids).not.toContain('by-hand');
      expect((await worker('/')).status).toBe(200);
      expect((await worker('/v1/items/by-hand/similar')).status).toBe(404);
      const exported = await worker('/v1/export', { headers: bearer(KEYS.DEPLOY_KEY) });
      expect(await exported.text()).toContain('{"end":{');
    }
    const lines = complaint.mock.calls.map(([line]) => String(line)).filter((line) => line.includes('"by-hand"'));
    // Once per isolate, and when the export reads the features.
    expect(lines.length).toBeGreaterThanOrEqual(2);
    expect(lines[0]).toMatch(/^1 items with invalid rows in D1 left out: "by-hand" \(/);
  });

  test('an item that becomes invalid is off sale until it is corrected', async () => {
    const own = openWorker();
    const there = async () => (await shown(await own('/v1/rails', post({ history: [], ids: ['w-9'] })))).length;
    expect(await there()).toBe(1);
    await store('w-9', '{"title":"half of \\ud83d"}');
    expect(await there()).toBe(0);
    expect((await own('/v1/items/w-9', put({ title: 'Mended' }))).status).toBe(200);
    await env.DB.prepare('UPDATE items SET revision = ?1 WHERE id = ?2').bind(++revision, 'w-9').run();
    expect(await there()).toBe(1);
  });

  test('a page of invalid changes does not block the changes after it', async () => {
    for (let i = 0; i < 260; i++) await store(`by-hand-${i}`, '{');
    await store('w-11', null, null, 'withdrawn');
    const own = openWorker();
    expect(await shown(await own('/v1/rails', post({ history: [], ids: ['w-11', 'w-12'] })))).toEqual(['w-12']);
  });

  test('in a deployed bundle: the item is left out, the others are shown; a new bundle is refused', async () => {
    const about = (row: number): Partial<BundleItem> => (row === 5 ? { title: HALF } : {});
    const broken = await makeBundle({ items: 60, title: 'Broken', about });
    await upload(broken);
    const headers = { ...bearer(KEYS.DEPLOY_KEY), 'content-type': 'application/json' };
    const smoke = await ask(`/v1/models/${broken.version}/smoke`, { ...post({}), headers });
    expect(smoke.status).toBe(422);
    expect((await problem(smoke)).detail).toContain('items.json: 5.title: must be 0 to 500 characters');

    await env.DB.prepare('INSERT INTO deployments (version, at) VALUES (?1, 0)').bind(broken.version).run();
    const own = openWorker({ STOREFRONT: 'on' });
    const page = await shown(await own('/v1/rails', post({ history: ['w-5'], limit: 100, rails: ['for-you'] })));
    expect(page).not.toContain('w-5');
    expect(page.length).toBeGreaterThan(40);
    expect((await own('/')).status).toBe(200);
    expect((await own('/items/w-5')).status).toBe(200);
    expect(complaint.mock.calls.map(([line]) => String(line)).join()).toContain('5.title');
    await env.DB.prepare('DELETE FROM deployments WHERE version = ?1').bind(broken.version).run();
  });
});
