// Attribution: which rail each purchase is credited to, and the sums, worked out by hand.
import { env } from 'cloudflare:workers';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { attributionRule } from '../../edge/storage/attribution-rule.ts';
import type { AttributionResponse } from '../../shared/api-attribution.ts';
import { makeBundle } from '../fixtures/bundle.ts';
import { bearer, deploy, emptyStorage, KEYS, openWorker, post, problem } from './harness.ts';

const DAY = 86_400;
/** 2025-06-01T00:00:00Z. */
const START = 1_748_736_000;
const ask = openWorker();
const firstClick = openWorker({ ATTRIBUTION_RULE: 'first-click', ATTRIBUTION_DAYS: '2' });
const headers = bearer(KEYS.DEPLOY_KEY);
const HOME = '12.2c28e1f8b4ba382f.home.for-you';
const CART = '12.00000000000000aa.cart.similar';

let sent = 0;
const event = (kind: string, user: string, item: string, at: number, more: object = {}) => ({
  ...{ id: `e-${sent++}`, kind, user, item, at },
  ...more,
});
const click = (user: string, item: string, at: number, rail?: string) => event('click', user, item, at, { rail });
const buy = (user: string, item: string, at: number, price?: number, rail?: string, currency?: string) =>
  event('purchase', user, item, at, { price, rail, currency: currency ?? (price === undefined ? undefined : 'EUR') });
async function send(...events: object[]): Promise<void> {
  expect((await ask('/v1/events', post({ events }))).status).toBe(200);
}
async function report(by: string, { from = START, until = START + 100 * DAY, worker = ask } = {}) {
  const response = await worker(`/v1/attribution?from=${from}&until=${until}&by=${by}`, { headers });
  expect(response.status).toBe(200);
  return (await response.json()) as AttributionResponse;
}
/** The rails that purchases are credited to, each with its revenue in EUR. */
const creditedTo = ({ rows }: AttributionResponse) =>
  Object.fromEntries(
    rows
      .filter(({ purchases }) => purchases > 0)
      .map(({ page, rail = '', revenue }) => [`${page} ${rail}`.trim(), revenue[0]?.amount]),
  );
const euros = (amount: number, share: number) => [{ currency: 'EUR', amount, share }];

beforeAll(async () => {
  await emptyStorage();
  await deploy(await makeBundle({ items: 40 }));
});
beforeEach(async () => {
  await env.DB.batch(
    ['events', 'items', 'exposures', 'tombstones'].map((table) => env.DB.prepare(`DELETE FROM ${table}`)),
  );
});

describe('a purchase is credited to', () => {
  test.each([
    ['exactly 7 days before', 7 * DAY, 'home for-you'],
    ['7 days and a second before', 7 * DAY + 1, 'none'],
    ['in the same second', 0, 'home for-you'],
    ['a second after', -1, 'none'],
  ])('the rail of a click %s, or not', async (_, before, credited) => {
    const at = START + 20 * DAY;
    await send(click('ann', 'w-4', at - before, HOME), buy('ann', 'w-4', at, 10));
    expect(creditedTo(await report('rail'))).toEqual({ [credited]: 10 });
  });

  test('a click from before the period, which is not counted in it', async () => {
    await send(click('ann', 'w-4', START - 1, HOME), buy('ann', 'w-4', START, 10));
    const { rows, total } = await report('rail');
    expect(rows).toEqual([
      {
        ...{ page: 'home', rail: 'for-you', clicks: 0, visitors: 0 },
        ...{ purchases: 1, withoutPrice: 0, revenue: euros(10, 1) },
      },
    ]);
    expect(total.clicks).toBe(0);
  });

  test('the last click by default, or the first one in the window', async () => {
    const at = START + 20 * DAY;
    await send(
      click('ann', 'w-4', at - 3 * DAY, 'newsletter'),
      click('ann', 'w-4', at - 2 * DAY, HOME),
      click('ann', 'w-4', at - 100, CART),
      // Without a rail, of another item, and of another user.
      click('ann', 'w-4', at - 50),
      click('ann', 'w-8', at - 40, HOME),
      click('bob', 'w-4', at - 30, HOME),
      buy('ann', 'w-4', at, 10),
    );
    expect(creditedTo(await report('rail'))).toEqual({ 'cart similar': 10 });
    const first = await report('rail', { worker: firstClick });
    expect(first).toMatchObject({ rule: 'first-click', days: 2 });
    expect(creditedTo(first)).toEqual({ 'home for-you': 10 });
  });

  test('of clicks in the same second the last one is that which arrived last', async () => {
    await send(click('ann', 'w-4', START, HOME), click('ann', 'w-4', START, CART), buy('ann', 'w-4', START + 1, 10));
    expect(creditedTo(await report('rail'))).toEqual({ 'cart similar': 10 });
    expect(creditedTo(await report('rail', { worker: firstClick }))).toEqual({ 'home for-you': 10 });
  });

  test('the ref that it names, before a click; a text that it names after a click', async () => {
    await send(
      ...['ann', 'bob'].map((user) => click(user, 'w-4', START, CART)),
      buy('ann', 'w-4', START + 1, 1, HOME),
      buy('bob', 'w-4', START + 1, 2, 'checkout'),
      buy('cyd', 'w-4', START + 1, 4, 'checkout'),
      buy('dan', 'w-4', START + 1, 8),
    );
    expect(creditedTo(await report('rail'))).toEqual({
      'home for-you': 1,
      'cart similar': 2,
      'other checkout': 4,
      none: 8,
    });
  });
});

test.each([
  ['3.0123456789abcdef.popular', 'home', 'popular', '0123456789abcdef'],
  ['3.0123456789abcdef.u1f.MjIgY2hhcmFjdGVycyBvZi.popular', 'home', 'popular', '0123456789abcdef'],
  ['3.0123456789abcdef.item.my-rail-2', 'item', 'my-rail-2', '0123456789abcdef'],
  ['3.0123456789abcdef.h.MjIgY2hhcmFjdG-ycy_vZi.item.new', 'item', 'new', '0123456789abcdef'],
  ...[
    'newsletter',
    'x.0123456789abcdef.new',
    '3.0123456789abcde.new',
    '3.0123456789ABCDEF.new',
    '3.0123456789abcdef.New',
    '3.0123456789abcdef.9.new',
    `3.0123456789abcdef.${'a'.repeat(33)}`,
    '3.0123456789abcdef.x.MjIgY2hhcmFjdGVycyBvZi.item.new',
    '3.0123456789abcdef.u.short.item.new',
    '3.0123456789abcdef.u1f00f.MjIgY2hhcmFjdGVycyBvZi.new',
    '3.0123456789abcdef.u.MjIgY2hhcmFjdGVycyBvZi.item.new.new',
    '3.0123456789abcdef.u.MjIgY2hhcmFjdGVycyBvZi.new',
    '3.0123456789abcdef.x1f.MjIgY2hhcmFjdGVycyBvZi.new',
    '3.0123456789abcdef.u1f.short.new',
    '1234567890123456.0123456789abcdef.new',
    `3.0123456789abcdef."],'\\.new`,
    '.',
    '3.',
    '=1+1',
  ].map((text) => [text, 'other', text, 'other']),
])('the rail %s is %s %s of the version %s', async (text, page, rail, version) => {
  await send(click('ann', 'w-4', START, text));
  const counts = { clicks: 1, visitors: 1, purchases: 0, withoutPrice: 0, revenue: [] };
  expect((await report('rail')).rows).toEqual([{ page, rail, ...counts }]);
  expect((await report('version')).rows).toEqual([{ version, ...counts }]);
});

describe('sums', () => {
  /** Two days; the item w-4 costs 104 EUR, w-5 has no price and is unique. */
  beforeEach(() =>
    send(
      click('ann', 'w-4', START, HOME),
      click('ann', 'w-8', START + 1, HOME),
      click('bob', 'w-4', START + 2, HOME),
      click('bob', 'w-4', START + 3, CART),
      click('cyd', 'w-12', START + DAY, 'newsletter'),
      click('cyd', 'w-16', START + DAY),
      buy('ann', 'w-4', START + 10),
      buy('ann', 'w-8', START + DAY, 0.1),
      buy('bob', 'w-4', START + 12, 0.2),
      buy('bob', 'w-12', START + 13, 30, HOME, 'USD'),
      buy('cyd', 'w-12', START + DAY + 1, 10, undefined, 'USD'),
      buy('cyd', 'w-5', START + DAY + 2, undefined, CART),
      // Too late: the item is sold.
      buy('dan', 'w-5', START + DAY + 3, 1000, HOME),
      buy('dan', 'w-16', START + DAY + 4, 0.3),
    ),
  );
  const usd = (amount: number, share: number) => [{ currency: 'USD', amount, share }];
  const row = (clicks: number, visitors: number, purchases: number, withoutPrice: number, revenue: object[]) => ({
    ...{ clicks, visitors, purchases, withoutPrice, revenue },
  });
  // EUR: 104 + 0.1 for home, 0.2 for cart, 0.3 uncredited; USD: 30 for home, 10 for the newsletter.
  const HOME_ROW = row(3, 2, 3, 0, [...euros(104.1, 0.99522), ...usd(30, 0.75)]);
  const CART_ROW = row(1, 1, 2, 1, euros(0.2, 0.001912));
  const OTHER_ROW = row(1, 1, 1, 0, usd(10, 0.25));
  const NONE_ROW = row(1, 1, 1, 0, euros(0.3, 0.002868));
  const TOTAL = {
    ...{ clicks: 6, visitors: 3, purchases: 7, withoutPrice: 1 },
    revenue: [
      { currency: 'EUR', amount: 104.6 },
      { currency: 'USD', amount: 40 },
    ],
  };

  test('by rail, with what nothing led to; currencies are never added', async () => {
    expect(await report('rail')).toEqual({
      ...{ from: START, until: START + 100 * DAY, by: 'rail', rule: 'last-click', days: 7 },
      rows: [
        { page: 'home', rail: 'for-you', ...HOME_ROW },
        { page: 'cart', rail: 'similar', ...CART_ROW },
        { page: 'none', ...NONE_ROW },
        { page: 'other', rail: 'newsletter', ...OTHER_ROW },
      ],
      total: TOTAL,
    });
  });

  test('by page and by version', async () => {
    const page = await report('page');
    expect(page.rows).toEqual([
      { page: 'home', ...HOME_ROW },
      { page: 'cart', ...CART_ROW },
      { page: 'none', ...NONE_ROW },
      { page: 'other', ...OTHER_ROW },
    ]);
    expect(page.total).toEqual(TOTAL);
    expect((await report('version')).rows).toEqual([
      { version: '2c28e1f8b4ba382f', ...HOME_ROW },
      { version: '00000000000000aa', ...CART_ROW },
      { version: 'none', ...NONE_ROW },
      { version: 'other', ...OTHER_ROW },
    ]);
  });

  test('by day and rail', async () => {
    const { rows, total } = await report('day');
    expect(rows).toEqual([
      {
        ...{ day: '2025-06-01', page: 'home', rail: 'for-you' },
        ...row(3, 2, 2, 0, [...euros(104, 0.994264), ...usd(30, 0.75)]),
      },
      { day: '2025-06-01', page: 'cart', rail: 'similar', ...row(1, 1, 1, 0, euros(0.2, 0.001912)) },
      { day: '2025-06-02', page: 'none', ...NONE_ROW },
      { day: '2025-06-02', page: 'other', rail: 'newsletter', ...OTHER_ROW },
      { day: '2025-06-02', page: 'cart', rail: 'similar', ...row(0, 0, 1, 1, []) },
      { day: '2025-06-02', page: 'home', rail: 'for-you', ...row(0, 0, 1, 0, euros(0.1, 0.000956)) },
    ]);
    expect(total).toEqual(TOTAL);
  });

  test('by experiment: all that users do from their first page with it on', async () => {
    const expose = env.DB.prepare('INSERT INTO exposures (experiment, user, variant, at) VALUES (?1, ?2, ?3, ?4)');
    await env.DB.batch([
      // After her first click, before all else.
      expose.bind('titles', 'ann', 'control', START + 1),
      // At his last purchase.
      expose.bind('titles', 'bob', 'german', START + 13),
      expose.bind('order', 'bob', 'new-first', START - 50 * DAY),
      // After all that she did.
      expose.bind('order', 'cyd', 'new-first', START + 5 * DAY),
    ]);
    const { rows, total } = await report('experiment');
    expect(rows).toEqual([
      {
        ...{ experiment: 'order', variant: 'new-first' },
        ...row(2, 1, 2, 0, [...euros(0.2, 0.001912), ...usd(30, 0.75)]),
      },
      { experiment: 'titles', variant: 'control', ...row(1, 1, 2, 0, euros(104.1, 0.99522)) },
      { experiment: 'titles', variant: 'german', ...row(0, 0, 1, 0, usd(30, 0.75)) },
    ]);
    expect(total).toEqual(TOTAL);
  });

  test('of a period: its start counts, its end does not', async () => {
    const { total } = await report('page', { from: START + 2, until: START + 12 });
    expect(total).toEqual({
      ...{ clicks: 2, visitors: 1, purchases: 1, withoutPrice: 0 },
      revenue: [{ currency: 'EUR', amount: 104 }],
    });
  });

  test('fall when a user is erased', async () => {
    await ask('/v1/users/ann', { method: 'DELETE' });
    expect((await report('page')).total).toEqual({
      ...{ clicks: 4, visitors: 2, purchases: 5, withoutPrice: 1 },
      revenue: [
        { currency: 'EUR', amount: 0.5 },
        { currency: 'USD', amount: 40 },
      ],
    });
  });

  test('as CSV', async () => {
    const response = await ask(`/v1/attribution.csv?from=${START}&until=${START + 100 * DAY}`, { headers });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="attribution-by-rail.csv"');
    expect(await response.text()).toBe(
      [
        'page,rail,clicks,visitors,purchases,purchases without a price,revenue EUR,share EUR,revenue USD,share USD',
        'home,for-you,3,2,3,0,104.1,0.99522,30,0.75',
        'cart,similar,1,1,2,1,0.2,0.001912,0,0',
        'none,,1,1,1,0,0.3,0.002868,0,0',
        'other,newsletter,1,1,1,0,0,0,10,0.25',
        '',
      ].join('\r\n'),
    );
  });
});

test('in CSV no field is a formula, and commas and quotes are quoted', async () => {
  const texts = ['=1+1', '+1', '-1', '@a', ' =1', 'a,b', 'say "hi"', '=A1&","'];
  await send(...texts.map((text) => click('ann', 'w-4', START, text)));
  const csv = await (await ask(`/v1/attribution.csv?from=${START}&until=${START + 1}`, { headers })).text();
  const lines = csv.trimEnd().split('\r\n').slice(1);
  const fields = ["' =1", "'+1", "'-1", "'=1+1", `"'=A1&"","""`, "'@a", '"a,b"', '"say ""hi"""'];
  expect(lines.sort()).toEqual(fields.map((field) => `other,${field},1,1,0,0`).sort());
});

test('beyond 200 rails, those with the fewest purchases and clicks are one row', async () => {
  const rails = Array.from({ length: 203 }, (_, i) => `rail-${i}`);
  const clicks = rails.map((rail) => click('ann', 'w-4', START, rail));
  for (let from = 0; from < clicks.length; from += 100) await send(...clicks.slice(from, from + 100));
  // Three stay in any case: one with a purchase, one with two clicks, and what nothing led to.
  await send(
    buy('bob', 'w-8', START, 10, 'rail-99'),
    click('ann', 'w-4', START, 'rail-98'),
    buy('bob', 'w-12', START, 30),
  );
  const { rows, total } = await report('rail');
  expect(rows).toHaveLength(201);
  expect(rows[0]).toMatchObject({ page: 'other', rail: 'rail-99', purchases: 1, clicks: 1 });
  expect(rows[1]).toMatchObject({ page: 'none', purchases: 1, revenue: euros(30, 0.75) });
  expect(rows[3]).toMatchObject({ page: 'other', rail: 'rail-98', purchases: 0, clicks: 2 });
  const rest = rows.find(({ page, rail }) => page === 'other' && rail === undefined);
  expect(rest).toMatchObject({ clicks: 4, visitors: 1, purchases: 0 });
  expect(rows.reduce((sum, { clicks }) => sum + clicks, 0)).toBe(total.clicks);
});

test('by default the last 30 days', async () => {
  const now = Math.floor(Date.now() / 1000);
  await send(click('ann', 'w-4', now - 29 * DAY, HOME), click('ann', 'w-4', now - 31 * DAY, HOME));
  const response = await ask('/v1/attribution', { headers });
  const { total, from, until } = (await response.json()) as AttributionResponse;
  expect(total.clicks).toBe(1);
  expect(until - from).toBe(30 * DAY);
  expect(response.headers.get('cache-control')).toBe('no-store');
});

test.each([
  ['an empty period', 'from=5&until=5', 'from', 'must be before until'],
  ['more than 366 days', `from=0&until=${366 * DAY + 1}`, 'from', 'must be at most 366 days before until'],
  ['another kind of row', 'by=artist', 'by', 'must be one of: rail'],
  ['a date', 'from=2026-01-01', 'from', 'must be seconds since 1970'],
])('%s is refused', async (_, query, at, message) => {
  for (const path of ['/v1/attribution', '/v1/attribution.csv']) {
    const response = await ask(`${path}?${query}`, { headers });
    expect(response.status).toBe(400);
    expect((await problem(response)).errors).toEqual([{ at, message: expect.stringContaining(message) }]);
  }
});

test('366 days are not refused', async () => {
  expect((await report('rail', { from: 0, until: 366 * DAY })).rows).toEqual([]);
});

test('a period with more than 250,000 events is refused, a shorter one is not', async () => {
  const many = `INSERT INTO events (id, user, item, kind, at) WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n
    WHERE i < 250000) SELECT i, 'ann', 'w-4', 'view', ${START} + i FROM n`;
  await env.DB.prepare(many).run();
  expect((await report('rail', { until: START + 250_000 })).total.clicks).toBe(0);
  const response = await ask(`/v1/attribution?from=${START}&until=${START + 250_001}`, { headers });
  expect(response.status).toBe(400);
  const message = 'the period has more than 250,000 events: ask for a shorter one';
  expect((await problem(response)).errors).toEqual([{ at: 'from', message }]);
});

describe('the rule', () => {
  test('is the last click within 7 days by default', () => {
    expect(attributionRule({})).toEqual({ days: 7, rule: 'last-click' });
    expect(attributionRule({ ATTRIBUTION_DAYS: '365', ATTRIBUTION_RULE: 'first-click' })).toEqual({
      days: 365,
      rule: 'first-click',
    });
  });

  test.each([
    ['', 'last-click', 'ATTRIBUTION_DAYS: must be a number of days from 1 to 365, not ""'],
    ['0', 'last-click', 'ATTRIBUTION_DAYS'],
    ['366', 'last-click', 'ATTRIBUTION_DAYS'],
    ['1.5', 'last-click', 'ATTRIBUTION_DAYS'],
    ['7', 'linear', 'ATTRIBUTION_RULE: "linear" is not a rule'],
  ])('%s days, %s: is refused', (ATTRIBUTION_DAYS, ATTRIBUTION_RULE, message) => {
    expect(() => attributionRule({ ATTRIBUTION_DAYS, ATTRIBUTION_RULE })).toThrow(message);
  });
});
