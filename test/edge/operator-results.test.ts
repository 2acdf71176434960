// The operator's page of results in workerd: attribution by day and rail as charts, tables and CSV, and experiments with what
// they show, behind the key.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { ticksUpTo } from '../../edge/operator/chart.tsx';
import { mainCurrency, startOf, totalsByDay } from '../../edge/operator/days.ts';
import { verdicts } from '../../edge/operator/verdict.ts';
import type { AttributionResponse } from '../../shared/api-attribution.ts';
import { makeBundle } from '../fixtures/bundle.ts';
import { configure, deploy, emptyStorage, KEYS, openWorker, post } from './harness.ts';

const ask = openWorker({ STOREFRONT: 'on' });
const DAY = 86_400;
let cookie: string;

beforeAll(async () => {
  await emptyStorage();
  await deploy(await makeBundle({ items: 80 }));
  const opened = await ask('/operator', {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://store.test' },
    body: new URLSearchParams({ key: KEYS.DEPLOY_KEY }).toString(),
  });
  cookie = opened.headers.get('set-cookie')!.split(';')[0];
  const { rails } = (await (await ask('/v1/rails?user=ann')).json()) as { rails: { ref: string }[] };
  const yesterday = Math.floor(Date.now() / 1000) - DAY;
  const bought = { user: 'ann', kind: 'purchase', currency: 'EUR' };
  const events = [
    { id: 'e-1', user: 'ann', item: 'w-1', kind: 'click', rail: rails[0].ref, at: yesterday - 10 },
    { id: 'e-2', ...bought, item: 'w-1', price: 30, at: yesterday },
    { id: 'e-3', ...bought, item: 'w-2', price: 12.5, at: yesterday },
    { id: 'e-4', ...bought, item: 'w-3', price: 7, at: yesterday - 60 * DAY },
    { id: 'e-5', user: 'ann', kind: 'click', item: 'w-4', rail: '<b>=1+1', at: yesterday },
  ];
  const sent = await ask('/v1/events', post({ events }));
  expect(sent.status).toBe(200);
});

const open = (path: string, who = cookie) => ask(path, { headers: { cookie: who } });
const words = (page: string) => page.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

describe('the page', () => {
  test('shows revenue and purchases by day and by rail', async () => {
    const html = await (await open('/operator/results')).text();
    const page = words(html);
    expect(page).toContain('Revenue 42.5 EUR Of it through rails 71% Purchases 2 Clicks 2');
    expect(page).toContain('home popular 1 1 1 30 EUR 70.6%');
    expect(page).toContain('Nothing led to it 0 0 1 12.5 EUR 29.4%');
    const day = new Date(Date.now() - DAY * 1000).toISOString().slice(0, 10);
    expect(page).toContain(`${day} 2 1 42.5 EUR 30 EUR`);
    expect(html.match(/<svg/g)).toHaveLength(2);
    // One bar for the whole and one for the part, in both charts.
    expect(html.match(/<rect/g)).toHaveLength(4);
    expect(html).not.toContain('<b>=1');
    expect(words(await (await open('/operator/results?days=90')).text())).toContain('Revenue 49.5 EUR');
    for (const days of ['7', 'x', '1000000'])
      expect(words(await (await open(`/operator/results?days=${days}`)).text())).toContain('Revenue 42.5 EUR');
  });

  test('and the CSV need the key', async () => {
    for (const path of ['/operator/results', '/operator/results.csv']) {
      const answer = await open(path, '');
      expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
      const page = await answer.text();
      expect(page).toContain('Deploy key');
      expect(page).not.toContain('42.5');
    }
  });
});

test('the CSV has the rows of the API', async () => {
  const csv = await open('/operator/results.csv?by=rail&days=30');
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  const lines = (await csv.text()).split('\r\n');
  expect(lines[0]).toBe('page,rail,clicks,visitors,purchases,purchases without a price,revenue EUR,share EUR');
  expect(lines).toContain('home,popular,1,1,1,0,30,0.705882');
  expect((await open('/operator/results.csv?by=nothing')).status).toBe(400);
});

describe('days', () => {
  test('the period ends today, in UTC', () => {
    const now = Date.UTC(2026, 10, 26, 13, 5) / 1000;
    expect(startOf(1, now)).toBe(Date.UTC(2026, 10, 26) / 1000);
    expect(startOf(30, now)).toBe(Date.UTC(2026, 9, 28) / 1000);
  });

  test('each day has its totals, also one without sales', () => {
    const counts = { clicks: 0, visitors: 0, withoutPrice: 0 };
    const row = (day: string, page: string, purchases: number, EUR: number, USD = 0) => ({
      ...{ day, page, rail: 'r', ...counts, purchases },
      revenue: [
        { currency: 'EUR', amount: EUR, share: 0 },
        { currency: 'USD', amount: USD, share: 0 },
      ],
    });
    const report: AttributionResponse = {
      ...{ by: 'day', rule: 'last-click', days: 7 },
      from: Date.UTC(2026, 1, 27) / 1000,
      until: Date.UTC(2026, 2, 2) / 1000,
      rows: [
        row('2026-02-27', 'home', 2, 30, 500),
        row('2026-02-27', 'cart', 1, 4),
        row('2026-02-27', 'none', 1, 9),
        row('2026-03-01', 'other', 1, 5),
      ],
      total: {
        ...counts,
        purchases: 5,
        revenue: [
          { currency: 'EUR', amount: 48 },
          { currency: 'USD', amount: 500 },
        ],
      },
    };
    expect(mainCurrency(report)).toBe('USD');
    const of = (day: string, purchases: number, purchasesByRails: number, revenue: number, revenueByRails: number) => ({
      ...{ day, purchases, purchasesByRails, revenue, revenueByRails },
    });
    expect(totalsByDay(report, 'EUR')).toEqual([
      of('2026-02-27', 4, 3, 43, 34),
      of('2026-02-28', 0, 0, 0, 0),
      of('2026-03-01', 1, 0, 5, 0),
    ]);
  });
});

describe('experiments', () => {
  const send = (path: string, fields: Record<string, string>, who = cookie) =>
    ask(`/operator/results/${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://store.test', cookie: who },
      body: new URLSearchParams(fields).toString(),
    });

  test('are shown with what they show, and ended', async () => {
    const variants = [
      { id: 'control', weight: 1 },
      { id: 'fresh', weight: 1, rails: [{ id: 'new' }] },
    ];
    const revision = await configure({
      pages: [{ id: 'home', rails: [{ id: 'for-you' }] }],
      experiments: [{ id: 'order', page: 'home', variants }],
    });
    expect(words(await (await open('/operator/results')).text())).toContain('too few visitors for a comparison yet');
    // 200 and 300 visitors, of whom 50 and 150 clicked.
    const at = Math.floor(Date.now() / 1000);
    const users = Array.from({ length: 500 }, (_, nth) => [`v-${nth}`, nth < 200 ? 'control' : 'fresh'] as const);
    const exposure = env.DB.prepare(
      "INSERT INTO exposures (experiment, user, variant, at) VALUES ('order', ?1, ?2, ?3)",
    );
    await env.DB.batch(users.map(([user, variant]) => exposure.bind(user, variant, at)));
    const click = env.DB.prepare(
      "INSERT INTO events (id, user, item, kind, at, outcome) VALUES (?1, ?1, 'w-5', 'click', ?2, 'recorded')",
    );
    const clicked = users.filter((_, nth) => nth < 50 || nth >= 350);
    await env.DB.batch(clicked.map(([user]) => click.bind(user, at + 1)));
    const page = words(await (await open('/operator/results')).text());
    expect(page).toContain('100% of the users of home, since');
    expect(page).toMatch(/control 200 25\.0% .* fresh 300 50\.0% /);
    expect(page).toMatch(
      /visitors who clicked: fresh is better, \+100% \(95% interval \+\d+% to \+1\d\d%; p 0\.0\d\d\)/,
    );
    // 200 of 500 with equal weights: that is no chance.
    expect(page).toContain('order: The variants have 200, 300 visitors');

    const basis = { id: 'order', revision: String(revision), who: 'ann', why: 'more clicks' };
    expect((await send('stop', basis, '')).status).toBe(401);
    expect((await send('stop', { ...basis, id: 'none' })).status).toBe(404);
    expect((await send('promote', { ...basis, variant: 'none' })).status).toBe(400);
    expect((await send('stop', { ...basis, revision: '999' })).status).toBe(409);
    const promoted = await send('promote', { ...basis, variant: 'fresh' });
    expect(promoted.headers.get('location')).toBe(`/operator/rails?done=${revision + 1}`);
    expect(words(await (await open('/operator/rails')).text())).toContain('New arrivals new the newest first');
    const after = await (await open('/operator/results?experiment=order')).text();
    expect(words(after)).toContain('everybody gets fresh');
    expect(after).not.toContain('Give everybody');
    expect(await (await open('/operator/results')).text()).toContain('href="/operator/results?experiment=order"');
  });

  test('are said in words', () => {
    const none = { weight: 1, clicks: 0, purchases: 0, visitors: 1000, revenue: [] };
    const base = {
      ...none,
      id: 'a',
      clicked: 200,
      purchased: 50,
      revenue: [{ currency: 'EUR', amount: 5000, purchases: 60 }],
    };
    const once: [number, number] = [0, 0];
    const variant = {
      ...{ ...base, id: 'b' },
      comparison: {
        clickRate: { difference: -0.05, once, always: [-0.09, -0.01] as [number, number], p: 0.012 },
        purchaseRate: { difference: 0.001, once, always: [-0.01, 0.012] as [number, number], p: 0.9 },
        revenuePerVisitor: { difference: 0.6, once, always: [0.15, 1.05] as [number, number], p: 0.0004 },
      },
    };
    expect(verdicts(variant, base, 'EUR')).toEqual([
      'revenue per visitor: b is better, +12% (95% interval +3.0% to +21%; p below 0.001)',
      'visitors who bought: no difference shown yet (95% interval −20% to +24%)',
      'visitors who clicked: b is worse, −25% (95% interval −45% to −5.0%; p 0.012)',
    ]);
    expect(verdicts({ ...variant, comparison: {} }, base)).toEqual(['there are too few visitors for a comparison yet']);
  });
});

test('the lines of a chart are at round numbers', () => {
  expect(ticksUpTo(0)).toEqual([0, 1]);
  expect(ticksUpTo(9)).toEqual([0, 2, 4, 6, 8, 10]);
  expect(ticksUpTo(1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(ticksUpTo(4321)).toEqual([0, 1000, 2000, 3000, 4000, 5000]);
  expect(ticksUpTo(0.3)).toEqual([0, 0.1, 0.2, 0.3]);
});
