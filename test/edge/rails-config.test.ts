// The rails config, through the API: revisions, what is refused, and what a page shows of it.
import { env } from 'cloudflare:workers';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ConfigResponse, PreviewResponse } from '../../shared/api-rails-config.ts';
import { DEFAULT_CONFIG } from '../../shared/rails-config.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import {
  type Ask,
  bearer,
  buy,
  configure,
  d1With,
  deploy,
  emptyStorage,
  expected,
  KEYS,
  openWorker,
  post,
  problem,
  rails,
} from './harness.ts';

const ask = openWorker();
let bundle: FixtureBundle;
beforeAll(async () => {
  await emptyStorage();
  bundle = await makeBundle({ items: 120 });
  await deploy(bundle);
  await buy('ann', ['w-3', 'w-14']);
});
beforeEach(async () => {
  await env.DB.prepare('DELETE FROM rails_configs').run();
});

const json = { ...bearer(KEYS.DEPLOY_KEY), 'content-type': 'application/json' };
const send = (method: string, path: string, body?: unknown, from: Ask = ask) =>
  from(path, { method, headers: json, body: body === undefined ? undefined : JSON.stringify(body) });
const inForce = async () => (await (await send('GET', '/v1/rails-config')).json()) as ConfigResponse;
const home = (rails: object[], more: object = {}) => ({ pages: [{ id: 'home', rails }], ...more });
const page = async (query: string, from: Ask = ask) => rails(await from(`/v1/rails?user=ann&${query}`));

describe('revisions', () => {
  test('before the first one the built-in config is in force, as revision 0', async () => {
    expect(await inForce()).toEqual({ revision: 0, at: 0, config: DEFAULT_CONFIG, history: [] });
    expect(await page('limit=1')).toMatchObject({ page: 'home', config: 0 });
  });

  test('a change is in force with the next request, in every isolate, and can be returned from', async () => {
    // Both have read what was in force before.
    const other = openWorker();
    await page('', other);
    await page('');
    const revision = await configure(home([{ id: 'mine', kind: 'for-you', limit: 3 }, { id: 'popular' }]));
    for (const from of [ask, other]) {
      const answer = await page('', from);
      expect(answer.config).toBe(revision);
      expect(answer.rails.map(({ id, kind, items }) => [id, kind, items.length])).toEqual([
        ['mine', 'for-you', 3],
        ['popular', 'popular', 20],
      ]);
      expect(answer.rails[0].ref).toMatch(/^\d+\.[0-9a-f]{16}\.home\.mine$/);
    }
    const next = await configure(home([{ id: 'new' }]));
    expect((await page('')).rails.map(({ id }) => id)).toEqual(['new']);
    const back = { to: revision, revision: next, who: 'bea', why: 'too bare' };
    const returned = (await (await send('POST', '/v1/rails-config/rollback', back)).json()) as ConfigResponse;
    expect((await page('')).rails.map(({ id }) => id)).toEqual(['mine', 'popular']);
    expect(returned.history.map(({ kind, who, why, basis }) => [kind, who, why, basis])).toEqual([
      ['rollback', 'bea', 'too bare', next],
      ['change', '', '', revision],
      ['change', '', '', 0],
    ]);
    const earlier = (await (await send('GET', `/v1/rails-config?at=${next}`)).json()) as ConfigResponse;
    expect([earlier.revision, earlier.config.pages[0].rails]).toEqual([returned.revision, [{ id: 'new' }]]);
    const missing = await send('POST', '/v1/rails-config/rollback', { to: 999_999, revision: returned.revision });
    expect([missing.status, (await problem(missing)).detail]).toEqual([404, 'the rails config has no revision 999999']);
  });

  test('a change on an earlier revision is refused; the same change again has the same outcome', async () => {
    const first = { config: home([{ id: 'new' }]), revision: 0 };
    const written = (await (await send('PUT', '/v1/rails-config', first)).json()) as ConfigResponse;
    const again = (await (await send('PUT', '/v1/rails-config', first)).json()) as ConfigResponse;
    expect(again).toEqual(written);
    expect(again.history).toHaveLength(1);
    const late = await send('PUT', '/v1/rails-config', { config: home([{ id: 'popular' }]), revision: 0 });
    expect(late.status).toBe(409);
    expect(await problem(late)).toMatchObject({ type: 'urn:curatornet:problem:config-conflict' });
    expect((await inForce()).config.pages[0].rails).toEqual([{ id: 'new' }]);
  });

  test('of changes at once, one is written', async () => {
    const changes = ['new', 'popular', 'for-you'].map((id) =>
      send('PUT', '/v1/rails-config', { config: home([{ id }]), revision: 0 }, openWorker()),
    );
    const statuses = (await Promise.all(changes)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 409, 409]);
    expect((await inForce()).history).toHaveLength(1);
  });

  test('a revision that this worker cannot read leaves the one before in force', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const known = openWorker();
    const revision = await configure(home([{ id: 'new' }]), known);
    await page('', known);
    const later = `INSERT INTO rails_configs (document, at, kind, who, why, basis) VALUES ('{"pages":[]}', 0, 'change', '', '', ?1)`;
    await env.DB.prepare(later).bind(revision).run();
    expect(await page('', known)).toMatchObject({ config: revision, rails: [{ id: 'new' }] });
    // An isolate that knew none has the built-in one.
    expect((await page('', openWorker())).config).toBe(0);
  });
});

describe('what is refused', () => {
  const rule = { id: 'a', act: 'hide', match: { tags: ['x'] } };
  const cases: [string, object, string, RegExp][] = [
    [
      'a rail without a kind',
      home([{ id: 'mine' }]),
      'config.pages.0.rails.0.kind',
      /is missing: mine is no kind of rail/,
    ],
    [
      'a page that attribution has a row for',
      { pages: [{ id: 'none', rails: [{ id: 'new' }] }] },
      'config.pages.0.id',
      /attribution/,
    ],
    ['a rail twice', home([{ id: 'new' }, { id: 'new' }]), 'config.pages.0.rails.1.id', /is there twice/],
    [
      'a rule that matches everything',
      home([{ id: 'new' }], { rules: [{ ...rule, match: {} }] }),
      'config.rules.0.match',
      /matches every item/,
    ],
    [
      'a boost without places',
      home([{ id: 'new' }], { rules: [{ ...rule, act: 'boost' }] }),
      'config.rules.0.places',
      /boost needs it/,
    ],
    [
      'a hide with a place',
      home([{ id: 'new' }], { rules: [{ ...rule, place: 1 }] }),
      'config.rules.0.place',
      /hide has none/,
    ],
    [
      'a rule for a page that is not there',
      home([{ id: 'new' }], { rules: [{ ...rule, pages: ['cart'] }] }),
      'config.rules.0.pages.0',
      /no page cart/,
    ],
    [
      'a rule for a rail that is not there',
      home([{ id: 'new' }], { rules: [{ ...rule, rails: ['old'] }] }),
      'config.rules.0.rails.0',
      /no page has a rail old/,
    ],
    [
      'a rule that ends before it begins',
      home([{ id: 'new' }], { rules: [{ ...rule, from: 5, until: 5 }] }),
      'config.rules.0.until',
      /not after from/,
    ],
    [
      'a price range upside down',
      home([{ id: 'new', filter: { minPrice: 5, maxPrice: 4 } }]),
      'config.pages.0.rails.0.filter.maxPrice',
      /less than minPrice/,
    ],
    ['an unknown field', home([{ id: 'new', colour: 'red' }]), 'config.pages.0.rails.0', /colour/],
    ['a limit too large', home([{ id: 'new', limit: 101 }]), 'config.pages.0.rails.0.limit', /100/],
  ];
  test.each(cases)('%s', async (_, config, at, message) => {
    const response = await send('PUT', '/v1/rails-config', { config, revision: 0 });
    const { errors } = await problem(response);
    expect([response.status, errors]).toEqual([400, [{ at, message: expect.stringMatching(message) }]]);
    expect((await inForce()).revision).toBe(0);
  });

  test('a page, a rail and a cursor that there are not', async () => {
    const refused = async (query: string) => {
      const response = await openWorker()(`/v1/rails?user=ann&${query}`);
      expect(response.status).toBe(400);
      return (await problem(response)).errors![0];
    };
    expect(await refused('page=nowhere')).toEqual({
      at: 'page',
      message: 'there is no page nowhere: the rails config has home, item, cart, email',
    });
    expect(await refused('rails=nothing')).toMatchObject({ at: 'rails.0', message: /there is no rail nothing/ });
    expect(await refused('rails=for-you&after=a')).toMatchObject({ at: 'after' });
    expect(await refused('after=AAAA')).toMatchObject({ at: 'after', message: /one rail/ });
  });
});

describe('a page', () => {
  test('has rails of its own for anonymous visitors, and the same ones if it names none', async () => {
    await configure({
      pages: [
        { id: 'home', rails: [{ id: 'for-you' }], anonymous: [{ id: 'new', limit: 2 }] },
        { id: 'email', rails: [{ id: 'popular', limit: 4 }] },
      ],
    });
    const anonymous = async (name: string) => (await rails(await ask(`/v1/rails/anonymous?page=${name}`))).rails;
    expect((await anonymous('home')).map(({ id, items }) => [id, items.length])).toEqual([['new', 2]]);
    expect((await anonymous('email')).map(({ id, items }) => [id, items.length])).toEqual([['popular', 4]]);
    expect((await page('page=email')).rails.map(({ id }) => id)).toEqual(['popular']);
  });

  test('titles come in the language of the request, else of its region, else of the store', async () => {
    const titles = { en: 'Mine', de: 'Meins', 'pt-BR': 'Meu' };
    await configure(home([{ id: 'for-you', titles }, { id: 'new' }], { language: 'de' }));
    const titleIn = async (query: string) => (await page(query)).rails.map(({ title }) => title);
    expect(await titleIn('language=en')).toEqual(['Mine', 'New arrivals']);
    expect(await titleIn('language=EN-gb')).toEqual(['Mine', 'New arrivals']);
    expect(await titleIn('language=pt')).toEqual(['Meu', 'New arrivals']);
    expect(await titleIn('language=fr')).toEqual(['Meins', 'New arrivals']);
    expect(await titleIn('')).toEqual(['Meins', 'New arrivals']);
    const nearer = { en: 'Mine', 'pt-BR': 'Meu', pt: 'O meu', 'zh-Hans': '我的', 'zh-Hant': '我嘅' };
    await configure(home([{ id: 'for-you', titles: nearer }, { id: 'new' }]));
    expect((await titleIn('language=pt-PT'))[0]).toBe('O meu');
    expect((await titleIn('language=zh-Hant-HK'))[0]).toBe('我嘅');
    expect((await titleIn('language=zh-TW'))[0]).toBe('我的');
  });

  test('a title names the item that the rail is based on; without one, that of the kind is shown', async () => {
    await configure(
      home([
        { id: 'because-you-bought', titles: { en: 'More like {item}, {item}!' } },
        { id: 'for-you', titles: { en: 'For {item}' } },
      ]),
    );
    const [because, forYou] = (await page('')).rails;
    const reason = bundle.items.find(({ id }) => id === because.items[0].because!.item)!;
    expect(because.title).toBe(`More like ${reason.title}, ${reason.title}!`);
    expect(forYou.title).toBe('For you');
  });

  test('a rail shows what passes its filter, and requests go before the limits of the config', async () => {
    await configure(
      home([
        { id: 'abstract', kind: 'for-you', filter: { tags: ['abstract'], excludeArtists: ['Artist 2'] }, limit: 5 },
        { id: 'for-you', limit: 7, perArtist: 1 },
      ]),
    );
    const [abstract, rest] = (await page('')).rails;
    const passes = bundle.items.filter(({ tags, artist }) => tags?.includes('abstract') && artist !== 'Artist 2');
    const open = new Set(passes.map(({ id }) => id));
    const ranked = expected(bundle, [3, 14], 120).filter(({ id }) => open.has(id));
    expect(abstract.items.map(({ id }) => id)).toEqual(ranked.slice(0, 5).map(({ id }) => id));
    // Items without an artist are not capped.
    const artists = rest.items.flatMap(({ artist }) => artist ?? []);
    expect([rest.items.length, new Set(artists).size]).toEqual([7, artists.length]);
    expect((await page('limit=2')).rails.map(({ items }) => items.length)).toEqual([2, 2]);
  });

  test('that is about items shows similar ones, and none of them', async () => {
    await configure({ pages: [{ id: 'cart', rails: [{ id: 'similar', limit: 6 }, { id: 'for-you' }] }] });
    const [alike, forYou] = (await page('page=cart&items=w-7')).rails;
    const { items } = (await (await ask('/v1/items/w-7/similar?limit=6&user=ann')).json()) as { items: object[] };
    expect(alike.items.map(({ because: _, ...item }) => item)).toEqual(items);
    const two = (await page('page=cart&items=w-7&items=w-9')).rails;
    expect(two.flatMap(({ items }) => items.map(({ id }) => id))).not.toContain('w-9');
    expect([...alike.items, ...forYou.items].map(({ id }) => id)).not.toContain('w-7');
    const similar = await ask('/v1/similar', post({ items: ['w-7', 'w-9'], excludeIds: ['w-3', 'w-14'], limit: 6 }));
    expect(two[0].items.map(({ id }) => id)).toEqual(
      ((await similar.json()) as { items: { id: string }[] }).items.map(({ id }) => id),
    );
    // Of a page that is about nothing the rail is left out.
    expect((await page('page=cart')).rails.map(({ id }) => id)).toEqual(['for-you']);
  });
});

describe('a preview', () => {
  test('shows what some visitors would see beside what they see now, and changes nothing', async () => {
    const config = home([{ id: 'for-you', limit: 3 }], {
      rules: [{ id: 'top', act: 'pin', match: { ids: ['w-50'] }, place: 1 }],
    });
    await configure(home([{ id: 'for-you', limit: 3 }]));
    const body = { config, users: ['ann', 'new'], histories: [['w-9', 'unknown']] };
    const answer = (await (await send('POST', '/v1/rails-config/preview', body)).json()) as PreviewResponse;
    expect(answer.model).toBe(bundle.version);
    expect(answer.visitors.map(({ user, history, changed }) => [user, history, changed])).toEqual([
      ['ann', 2, 3],
      ['new', 0, 0],
      [undefined, 1, 3],
    ]);
    const [ann] = answer.visitors;
    const now = expected(bundle, [3, 14], 3).map(({ id }) => id);
    expect(ann.before[0].items.map(({ id }) => id)).toEqual(now);
    expect(ann.after[0].items.map(({ id }) => id)).toEqual(['w-50', ...now.slice(0, 2)]);
    expect(ann.after[0].items[0].moved).toEqual({ rules: ['top'] });
    expect((await page('')).rails[0].items.map(({ id }) => id)).toEqual(now);
    expect((await inForce()).history).toHaveLength(1);
  });

  test('of rules that begin later', async () => {
    const from = 1_999_999_999;
    const config = home([{ id: 'new' }], { rules: [{ id: 'gone', act: 'hide', match: { tags: ['abstract'] }, from }] });
    const changed = async (now?: number) => {
      const body = { config, histories: [[]], now };
      const answer = (await (await send('POST', '/v1/rails-config/preview', body)).json()) as PreviewResponse;
      return answer.visitors[0].after[0].items.some(({ id }) =>
        bundle.items.find((item) => item.id === id)!.tags?.includes('abstract'),
      );
    };
    expect(await changed()).toBe(true);
    expect(await changed(from)).toBe(false);
  });

  test('is unavailable while D1 tells nothing of a user', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    let batches = 0;
    const DB = d1With((statements, real) =>
      batches++ === 0 ? real.batch(statements) : Promise.reject(new Error('D1')),
    );
    const body = { config: home([{ id: 'new' }]), users: ['ann'] };
    const answer = await send('POST', '/v1/rails-config/preview', body, openWorker({ DB }));
    expect(answer.status).toBe(503);
    vi.restoreAllMocks();
  });

  test('needs one to ten visitors', async () => {
    const config = home([{ id: 'new' }]);
    for (const users of [[], Array.from({ length: 10 }, (_, i) => `u-${i}`)]) {
      const body = { config, users, histories: users.length > 0 ? [[]] : [] };
      expect((await send('POST', '/v1/rails-config/preview', body)).status).toBe(400);
    }
  });
});
