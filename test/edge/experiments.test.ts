// Experiments through the front door: who gets which variant, what is noted, the results, and how one ends.
import { env } from 'cloudflare:workers';
import type { D1Database } from '@cloudflare/workers-types';
import { generateSignedCookie } from 'hono/cookie';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ExperimentResponse, ExperimentsResponse } from '../../shared/api-experiments.ts';
import type { ConfigResponse } from '../../shared/api-rails-config.ts';
import { chiSquaredTest } from '../../shared/metrics/chi-squared.ts';
import { makeBundle } from '../fixtures/bundle.ts';
import {
  bearer,
  buy,
  configure,
  deploy,
  emptyStorage,
  emptyTables,
  KEYS,
  openWorker,
  post,
  problem,
  promote as promoteModel,
  put,
  rails,
  seedItems,
} from './harness.ts';

const bundle = await makeBundle({ items: 60 });
let ask = openWorker();
beforeAll(async () => {
  await emptyStorage();
  await deploy(bundle);
});
beforeEach(async () => {
  await emptyTables();
  await seedItems(bundle);
  await promoteModel(bundle.version);
  ask = openWorker();
});

const PAGES = [
  { id: 'home', rails: [{ id: 'for-you' }], anonymous: [{ id: 'popular' }] },
  { id: 'cart', rails: [{ id: 'for-you' }] },
];
const control = { id: 'control', weight: 1 };
const fresh = { id: 'fresh', weight: 1, rails: [{ id: 'new' }, { id: 'for-you' }] };
const config = (experiment: object | null = {}, more: object = {}) => ({
  pages: PAGES,
  experiments: experiment ? [{ id: 'order', page: 'home', variants: [control, fresh], ...experiment }] : [],
  ...more,
});

const page = (user: string, from = ask, more = '') => from(`/v1/rails?user=${user}${more}`).then(rails);
const idsOf = ({ rails }: { rails: { id: string }[] }) => rails.map(({ id }) => id);
const withKey = (init: RequestInit = {}): RequestInit => ({
  ...init,
  headers: { ...init.headers, ...bearer(KEYS.DEPLOY_KEY) },
});
const result = async (id = 'order'): Promise<ExperimentResponse> =>
  (await ask(`/v1/experiments/${id}`, withKey())).json() as Promise<ExperimentResponse>;
const act = (path: string, body: object) => ask(`/v1/experiments/${path}`, withKey(post(body)));
const change = (body: object) => ask('/v1/rails-config', withKey(put(body)));
const configNow = async () => (await (await ask('/v1/rails-config', withKey())).json()) as ConfigResponse;
const exposed = async () =>
  (await env.DB.prepare('SELECT experiment, user, variant, at FROM exposures ORDER BY user').all()).results as {
    experiment: string;
    user: string;
    variant: string;
    at: number;
  }[];
/** The first user, of u-0, u-1 and so on, who gets a variant. */
async function userIn(variant: string): Promise<string> {
  for (let nth = 0; nth < 50; nth++) if ((await page(`u-${nth}`)).experiment?.variant === variant) return `u-${nth}`;
  throw new Error(`none of 50 users gets ${variant}`);
}
/** Exposures at a time. */
const expose = (variant: string, users: readonly string[], at: number) =>
  env.DB.batch(
    users.map((user) =>
      env.DB.prepare('INSERT INTO exposures (experiment, user, variant, at) VALUES (?1, ?2, ?3, ?4)').bind(
        'order',
        user,
        variant,
        at,
      ),
    ),
  );
/** Visitors of a variant, the first of whom click once. */
const crowd = (variant: string, visitors: number, clicked: number) =>
  env.DB.batch([
    env.DB.prepare(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
       INSERT INTO exposures (experiment, user, variant, at) SELECT 'order', ?1 || i, ?1, 1000 FROM n`,
    ).bind(variant, visitors),
    env.DB.prepare(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
       INSERT INTO events (id, user, item, kind, at) SELECT ?1 || i, ?1 || i, 'w-1', 'click', 2000 FROM n`,
    ).bind(variant, clicked),
  ]);
interface Did {
  user: string;
  kind: string;
  at: number;
  outcome?: string;
  price?: number;
  currency?: string;
}
let events = 0;
const did = (rows: readonly Did[]) =>
  env.DB.batch(
    rows.map(({ user, kind, at, outcome = 'recorded', price = null, currency = null }) =>
      env.DB.prepare(
        `INSERT INTO events (id, user, item, kind, at, outcome, price, currency) VALUES (?1, ?2, 'w-1', ?3, ?4, ?5, ?6, ?7)`,
      ).bind(`did-${events++}`, user, kind, at, outcome, price, currency),
    ),
  );

describe('variants', () => {
  test('500 users get them near the weights, see their rails, and are noted once each with the variant', async () => {
    await configure(
      config({ percent: 80, variants: [control, { ...fresh, weight: 3, anonymous: [{ id: 'new' }] }] }),
      ask,
    );
    const got = new Map<string, string>();
    for (let from = 0; from < 500; from += 100)
      await Promise.all(
        Array.from({ length: 100 }, async (_, nth) => {
          const user = `u-${from + nth}`;
          const { experiment, rails } = await page(user);
          expect(idsOf({ rails })).toEqual(experiment?.variant === 'fresh' ? ['new'] : ['popular']);
          if (experiment) got.set(user, experiment.variant);
        }),
      );
    const variants = [...got.values()];
    const counts = ['control', 'fresh'].map((id) => variants.filter((one) => one === id).length);
    expect(chiSquaredTest([got.size, 500 - got.size], [80, 20])).toBeGreaterThan(0.01);
    expect(chiSquaredTest(counts, [1, 3])).toBeGreaterThan(0.01);
    expect(new Map((await exposed()).map(({ user, variant }) => [user, variant]))).toEqual(got);
    const { variants: listed, sampleRatio } = await result();
    expect(listed.map(({ visitors }) => visitors)).toEqual(counts);
    expect(sampleRatio.mismatch).toBe(false);
  });

  test('a user gets the same one in every isolate, and after more users take part', async () => {
    const users = Array.from({ length: 40 }, (_, nth) => `u-${nth}`);
    const variants = async (from = ask) => {
      const all: (string | undefined)[] = [];
      for (const user of users) all.push((await page(user, from)).experiment?.variant);
      return all;
    };
    await configure(config({ percent: 50 }), ask);
    const first = await variants();
    expect(new Set(first)).toEqual(new Set([undefined, 'control', 'fresh']));
    expect(await variants(openWorker())).toEqual(first);
    await configure(config({ percent: 100 }), ask);
    const later = await variants(openWorker());
    expect(later).not.toContain(undefined);
    expect(later.map((one, nth) => first[nth] && one)).toEqual(first);
  });

  test('anonymous rails of a variant are shown on a page that has none', async () => {
    await configure(
      config({ page: 'cart', variants: [control, { ...control, id: 'calm', anonymous: [{ id: 'new' }] }] }),
    );
    for (let nth = 0; nth < 8; nth++) {
      const { experiment, rails } = await page(`u-${nth}`, ask, '&page=cart');
      expect(idsOf({ rails })).toEqual(experiment?.variant === 'calm' ? ['new'] : []);
    }
  });
});

describe('exposures', () => {
  beforeEach(() => configure(config(), ask));

  test('only the first page counts, in whatever isolate', async () => {
    const { experiment } = await page('ann');
    const [{ at }] = await exposed();
    expect(Math.abs(at - Date.now() / 1000)).toBeLessThan(60);
    await env.DB.prepare('UPDATE exposures SET at = 5').run();
    await page('ann');
    await page('ann', openWorker());
    expect(await exposed()).toEqual([{ experiment: 'order', user: 'ann', variant: experiment!.variant, at: 5 }]);
  });

  test('the storefront notes its visitors, too', async () => {
    const [cookie] = (await generateSignedCookie('visitor', 'ann', `storefront ${KEYS.TOKEN_SECRET}`)).split(';');
    expect((await openWorker({ STOREFRONT: 'on' })('/', { headers: { cookie } })).status).toBe(200);
    expect(await exposed()).toMatchObject([{ experiment: 'order', user: 'ann' }]);
  });

  test('other pages, previews, and histories that the client holds note nothing', async () => {
    expect(await page('ann', ask, '&page=cart')).not.toHaveProperty('experiment');
    expect(await rails(await ask('/v1/rails', post({ history: ['w-3'] })))).not.toHaveProperty('experiment');
    await ask('/v1/rails/anonymous');
    const preview = { config: config({ id: 'other' }), users: ['ann'] };
    expect((await ask('/v1/rails-config/preview', withKey(post(preview)))).status).toBe(200);
    expect(await exposed()).toEqual([]);
  });

  test('one that D1 did not take is noted with the next page', async () => {
    let out = true;
    const DB = new Proxy(env.DB, {
      get(target, name) {
        if (name === 'prepare' && out)
          return (sql: string) => {
            if (sql.startsWith('INSERT INTO exposures')) throw new Error('D1 is out');
            return target.prepare(sql);
          };
        const value = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const isolate = openWorker({ DB: DB as D1Database });
    expect((await page('ann', isolate)).experiment?.id).toBe('order');
    expect(await exposed()).toEqual([]);
    out = false;
    await page('ann', isolate);
    expect(await exposed()).toHaveLength(1);
  });
});

describe('results', () => {
  test('count what exposed users did after their exposure', async () => {
    await configure(config(), ask);
    await expose('control', ['a', 'b', 'c'], 1000);
    await expose('fresh', ['d', 'e'], 2000);
    const bought = { kind: 'purchase', outcome: 'bought' };
    await did([
      { user: 'a', kind: 'click', at: 999 },
      { user: 'a', kind: 'click', at: 1000 },
      { user: 'a', kind: 'click', at: 1500 },
      { user: 'b', kind: 'click', at: 1001 },
      { user: 'b', ...bought, at: 1100, price: 10, currency: 'EUR' },
      { user: 'b', ...bought, at: 1200, price: 30.5, currency: 'EUR' },
      { user: 'b', ...bought, at: 1300, price: 7, currency: 'USD' },
      { user: 'b', kind: 'purchase', outcome: 'late', at: 1300, price: 100, currency: 'EUR' },
      { user: 'c', kind: 'view', at: 1300 },
      { user: 'd', ...bought, at: 1999, price: 100, currency: 'EUR' },
      { user: 'd', ...bought, at: 2000, price: 5, currency: 'USD' },
      { user: 'd', ...bought, at: 2000 },
      { user: 'd', ...bought, at: 2001, price: 1 },
      { user: 'e', kind: 'like', at: 2000 },
      { user: 'stranger', kind: 'click', at: 2000 },
    ]);
    const { startedAt, ...answer } = await result();
    expect(Math.abs(startedAt - Date.now() / 1000)).toBeLessThan(60);
    expect(answer).toEqual({
      id: 'order',
      page: 'home',
      percent: 100,
      state: 'running',
      currency: 'EUR',
      sampleRatio: { p: expect.closeTo(0.6547, 4), mismatch: false },
      variants: [
        {
          ...{ id: 'control', weight: 1, visitors: 3, clicked: 2, purchased: 1, clicks: 3, purchases: 3 },
          revenue: [
            { currency: 'EUR', amount: 40.5, purchases: 2 },
            { currency: 'USD', amount: 7, purchases: 1 },
          ],
        },
        {
          ...{ id: 'fresh', weight: 1, visitors: 2, clicked: 0, purchased: 1, clicks: 0, purchases: 3 },
          revenue: [
            { currency: '', amount: 1, purchases: 1 },
            { currency: 'USD', amount: 5, purchases: 1 },
          ],
          comparison: {},
        },
      ],
    });
  });

  // The figures of test/shared/metrics/sequential.test.ts, by another program.
  test('compare each variant with the first one', async () => {
    await configure(config(), ask);
    await crowd('control', 5000, 300);
    await crowd('fresh', 5200, 380);
    const { variants } = await result();
    expect(variants.map(({ visitors, clicked }) => [visitors, clicked])).toEqual([
      [5000, 300],
      [5200, 380],
    ]);
    expect(variants[0]).not.toHaveProperty('comparison');
    const near = (value: number) => expect.closeTo(value, 8);
    expect(variants[1].comparison).toEqual({
      clickRate: {
        difference: near(0.01307692),
        once: [near(0.00341308), near(0.02274077)],
        always: [near(-0.00189079), near(0.02804463)],
        p: near(0.13336388),
      },
    });
  });

  // Of 100 visitors each, 20 bought for 10 EUR in control, 40 for 20 EUR in fresh: means 2 and 8. By hand: the variances of the
  // values are 100 (2000 / 100 - 2 ** 2) / 99 = 16.16 and 100 (16000 / 100 - 8 ** 2) / 99 = 96.97, so the error is
  // sqrt(1.1313) = 1.0636, and the interval for one look 6 +- 1.96 * 1.0636.
  test('compare revenue per visitor in the currency of most purchases', async () => {
    await configure(config(), ask);
    await crowd('control', 100, 0);
    await crowd('fresh', 100, 0);
    const buyers = (variant: string, count: number, price: number) =>
      Array.from({ length: count }, (_, nth) => ({ user: `${variant}${nth + 1}`, price, currency: 'EUR' }));
    const bought = { kind: 'purchase', outcome: 'bought', at: 3000 };
    await did([...buyers('control', 20, 10), ...buyers('fresh', 40, 20)].map((one) => ({ ...one, ...bought })));
    await did([{ ...bought, user: 'control1', price: 9000, currency: 'XTS' }]);
    const { currency, variants } = await result();
    expect(currency).toBe('EUR');
    const near = (value: number) => expect.closeTo(value, 3);
    expect(variants[1].comparison).toMatchObject({
      purchaseRate: { difference: near(0.2) },
      revenuePerVisitor: { difference: near(6), once: [near(6 - 2.0847), near(6 + 2.0847)] },
    });
  });

  test('say that the variants did not get their shares', async () => {
    await configure(config({ variants: [control, { ...fresh, weight: 2 }] }), ask);
    await crowd('control', 400, 0);
    await crowd('fresh', 600, 0);
    const { sampleRatio } = await result();
    // chisquare([400, 600], [1000 / 3, 2000 / 3]) is 20, and chi2.sf(20, 1) = 7.744216431044088e-06.
    expect(sampleRatio).toEqual({
      p: expect.closeTo(7.744216431044088e-6, 15),
      mismatch: true,
      message: expect.stringMatching(/^The variants have 400, 600 visitors, with weights 1, 2: /),
    });
  });

  test('need the deploy key, and an experiment', async () => {
    expect((await ask('/v1/experiments/order')).status).toBe(401);
    expect((await ask('/v1/experiments')).status).toBe(401);
    expect((await ask('/v1/experiments/order/stop', post({ revision: 0 }))).status).toBe(401);
    expect((await act('order/stop', { revision: 0 })).status).toBe(404);
    const missing = await ask('/v1/experiments/order', withKey());
    expect([missing.status, (await problem(missing)).detail]).toEqual([404, 'there is no experiment order']);
  });
});

describe('the end', () => {
  test('stop gives everybody the page, and keeps the results as they were', async () => {
    const revision = await configure(config(), ask);
    const user = await userIn('fresh');
    const before = Math.floor(Date.now() / 1000);
    await env.DB.prepare('UPDATE exposures SET at = at - 100').run();
    await did([{ user, kind: 'click', at: before - 50 }]);
    const stopped = await act('order/stop', { revision, who: 'ann', why: 'enough' });
    const answer = (await stopped.json()) as ConfigResponse;
    expect(answer.config.experiments).toEqual([]);
    expect(answer.history[0]).toMatchObject({
      seq: revision + 1,
      kind: 'stop',
      who: 'ann',
      why: 'enough',
      basis: revision,
    });
    for (const from of [ask, openWorker()]) {
      const after = await page(user, from);
      expect(after).not.toHaveProperty('experiment');
      expect(idsOf(after)).toEqual(['popular']);
    }
    await did([{ user, kind: 'click', at: before + 1000 }]);
    await expose('fresh', ['late'], before + 1000);
    const ended = await result();
    expect(ended).toMatchObject({ state: 'stopped', endedAt: answer.history[0].at });
    expect(ended.variants[1]).toMatchObject({ visitors: 1, clicked: 1, clicks: 1 });
    const listed = (await (await ask('/v1/experiments', withKey())).json()) as ExperimentsResponse;
    const { state, startedAt, endedAt } = ended;
    expect(listed.experiments).toEqual([{ id: 'order', page: 'home', state, startedAt, endedAt }]);
  });

  test('the same act again has the same outcome; one on an older revision is refused', async () => {
    const revision = await configure(config(), ask);
    const stop = () => act('order/stop', { revision });
    const first = (await (await stop()).json()) as ConfigResponse;
    expect(((await (await stop()).json()) as ConfigResponse).history).toEqual(first.history);
    const late = await act('order/promote', { variant: 'fresh', revision });
    expect([late.status, (await problem(late)).type]).toEqual([409, expect.stringContaining('config-conflict')]);
    expect((await act('order/stop', { revision: revision + 1 })).status).toBe(404);
    expect((await act('order/stop', { revision: 999_999 })).status).toBe(409);
  });

  test('promote shows to everybody what the variant showed', async () => {
    const rule = (id: string, more: object) => ({ id, act: 'hide', match: { ids: ['w-1'] }, ...more });
    const rules = [
      rule('sea', { match: { ids: ['w-2'] } }),
      rule('elsewhere', { pages: ['cart'] }),
      rule('both', { pages: ['cart', 'home'], match: { ids: ['w-3'] } }),
    ];
    const own = [rule('sea', { match: { ids: ['w-4'] } }), rule('lost', { rails: ['calm'] })];
    const revision = await configure(
      config(
        {
          variants: [
            { ...control, rails: [{ id: 'calm', kind: 'popular' }] },
            { ...fresh, rules },
          ],
        },
        { rules: own },
      ),
      ask,
    );
    const user = await userIn('fresh');
    const other = await userIn('control');
    await buy(user, ['w-9']);
    await buy(other, ['w-8']);
    const shown = async (name: string) => (await page(name, openWorker())).rails.map(({ ref: _, ...rail }) => rail);
    const before = await shown(user);
    expect(before.map(({ id }) => id)).toEqual(['new', 'for-you']);
    expect((await act('order/promote', { variant: 'bold', revision })).status).toBe(400);
    const promoted = await act('order/promote', { variant: 'fresh', revision, who: 'ann', why: 'it sells' });
    const { config: now, revision: seq, history } = (await promoted.json()) as ConfigResponse;
    expect(now).toEqual({
      language: 'en',
      pages: [{ ...PAGES[0], rails: fresh.rails }, PAGES[1]],
      rules: [own[0], { ...rules[0], id: 'sea-2', pages: ['home'] }, { ...rules[2], pages: ['home'] }],
      experiments: [],
    });
    expect(history[0]).toMatchObject({ seq, kind: 'promote', who: 'ann', why: 'it sells' });
    expect(await shown(user)).toEqual(before);
    expect(idsOf({ rails: await shown(other) })).toEqual(['new', 'for-you']);
    expect(idsOf({ rails: await shown('nobody') })).toEqual(['popular']);
    expect(await result()).toMatchObject({ state: 'promoted', promoted: 'fresh' });
    // What came out can be sent again.
    expect((await change({ config: now, revision: seq })).status).toBe(200);
  });

  test('promote keeps the anonymous rails of a page for a variant that changes rules alone', async () => {
    const revision = await configure(config({ variants: [control, { id: 'hidden', weight: 1 }] }), ask);
    const promoted = await act('order/promote', { variant: 'hidden', revision });
    expect(((await promoted.json()) as ConfigResponse).config.pages).toEqual(PAGES);
  });

  test('promote refuses a document with too many rules', async () => {
    const rule = (nth: number) => ({ id: `r-${nth}`, act: 'hide', match: { ids: ['w-1'] } });
    const rules = Array.from({ length: 60 }, (_, nth) => rule(nth));
    const revision = await configure(config({ variants: [control, { ...fresh, rules }] }, { rules }), ask);
    const refused = await act('order/promote', { variant: 'fresh', revision });
    expect(refused.status).toBe(400);
    expect((await problem(refused)).errors?.[0].message).toContain('rules');
    expect((await configNow()).revision).toBe(revision);
  });
});

describe('a change of the rails config', () => {
  const errorsOf = async (response: Response) => [response.status, (await problem(response)).errors];

  test('may not change an experiment that runs, apart from a higher percent', async () => {
    let revision = await configure(config({ percent: 50 }), ask);
    const tried = (experiment: object) => change({ config: config(experiment), revision });
    const [, variant] = [control, { ...fresh, rails: [{ id: 'for-you' }] }];
    for (const other of [
      { variants: [control, variant] },
      { page: 'cart' },
      { variants: [{ ...control, weight: 2 }, fresh] },
    ])
      expect(await errorsOf(await tried({ percent: 50, ...other }))).toEqual([
        400,
        [{ at: 'config.experiments.0', message: 'may not change while it runs, percent apart: stop order first' }],
      ]);
    expect(await errorsOf(await tried({ percent: 49 }))).toEqual([
      400,
      [{ at: 'config.experiments.0.percent', message: 'may only rise from 50 while order runs: stop it first' }],
    ]);
    const raised = await tried({ percent: 51, variants: [control, { rails: fresh.rails, weight: 1, id: 'fresh' }] });
    expect(raised.status).toBe(200);
    revision = ((await raised.json()) as ConfigResponse).revision;
    expect((await result()).percent).toBe(51);
  });

  test('may not begin an experiment again whose results are kept', async () => {
    const revision = await configure(config(), ask);
    await page('ann');
    const ended = await configure(config(null), ask);
    expect((await result()).state).toBe('stopped');
    expect(await errorsOf(await change({ config: config(), revision: ended }))).toEqual([
      400,
      [
        {
          at: 'config.experiments.0.id',
          message: 'order has run before: results are kept under its id, so choose another one',
        },
      ],
    ]);
    expect((await change({ config: config({ id: 'order-2' }), revision: ended })).status).toBe(200);
    expect(revision).toBe(ended - 1);
  });

  test('that began one can be sent again when users have been exposed', async () => {
    const revision = (await configNow()).revision;
    const begin = () => change({ config: config(), revision });
    const first = (await (await begin()).json()) as ConfigResponse;
    await page('ann');
    expect(((await (await begin()).json()) as ConfigResponse).revision).toBe(first.revision);
  });

  test('a rollback begins no experiment again, and leaves alone those that run', async () => {
    const cart = { id: 'cart-order', page: 'cart', variants: [control, fresh] };
    const both = { ...config(), experiments: [...config().experiments, cart] };
    const old = await configure(both, ask);
    await configure({ ...both, language: 'de', experiments: [{ ...cart, percent: 100 }] }, ask);
    const { revision } = await configNow();
    const back = await ask('/v1/rails-config/rollback', withKey(post({ to: old, revision })));
    const { config: now } = (await back.json()) as ConfigResponse;
    expect(now.language).toBe('en');
    expect(now.experiments.map(({ id }) => id)).toEqual(['cart-order']);
    expect((await result()).state).toBe('stopped');
    expect((await result('cart-order')).state).toBe('running');
  });

  test('a document that a rollback brings back without its experiments can be sent again', async () => {
    const rule = { id: 'up', act: 'boost', match: { tags: ['abstract'] }, places: 3 };
    const rules = [
      { ...rule, rails: ['new'] },
      { ...rule, id: 'both', rails: ['new', 'for-you'] },
    ];
    const old = await configure(config({}, { rules }), ask);
    const revision = await configure(config(null), ask);
    const back = await ask('/v1/rails-config/rollback', withKey(post({ to: old, revision })));
    const now = (await back.json()) as ConfigResponse;
    expect(now.config.rules).toEqual([{ ...rule, id: 'both', rails: ['for-you'] }]);
    expect((await change({ config: now.config, revision: now.revision })).status).toBe(200);
  });
});
