// The pages of the storefront in workerd: requests that a browser would not send, and rules for all visitors. test/browser
// tests how the pages look and behave.
import { env } from 'cloudflare:workers';
import { generateSignedCookie } from 'hono/cookie';
import { beforeAll, describe, expect, test } from 'vitest';
import type { BundleItem } from '../../shared/bundle.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import { buy, deploy, emptyStorage, expected, KEYS, openWorker } from './harness.ts';

const ask = openWorker({ STOREFRONT: 'on' });
const EVIL = '<script>alert(1)</script>"\'&';

let bundle: FixtureBundle;
beforeAll(async () => {
  await emptyStorage();
  const about = (row: number): Partial<BundleItem> =>
    row === 5
      ? { title: EVIL, artist: EVIL, image: `"onerror="${EVIL}`, unique: true }
      : { artist: `Artist ${row % 7}` };
  bundle = await makeBundle({ about });
  await deploy(bundle);
});

const form = (fields: Record<string, string>, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  redirect: 'manual',
  headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://store.test', ...headers },
  body: new URLSearchParams(fields).toString(),
});
const text = async (path: string, cookie = '') => (await ask(path, { headers: { cookie } })).text();
const event = () => crypto.randomUUID();
/** Chooses a known user. @returns the cookie */
async function be(user: string): Promise<string> {
  const response = await ask('/visitors', form({ user }));
  expect(response.status).toBe(303);
  return response.headers.get('set-cookie')!.split(';')[0];
}

describe('access', () => {
  test('no page is found unless the storefront is on', async () => {
    const closed = openWorker();
    for (const path of ['/', '/items/w-1', '/operator']) {
      const response = await closed(path);
      expect(response.status, path).toBe(404);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
    }
    expect((await closed('/items/w-1/buy', form({ event: event() }))).status).toBe(404);
  });

  test('forms of other sites are refused, whatever their headers', async () => {
    const id = event();
    const others: Record<string, string>[] = [
      { origin: 'https://evil.test' },
      { origin: 'null' },
      { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' },
      { origin: 'https://store.test.evil.test', 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of others)
      expect((await ask('/items/w-1/buy', form({ event: id }, headers))).status, headers.origin).toBe(403);
    // A page can send this type without a preflight; the worker does not accept it as a form.
    expect((await ask('/items/w-1/buy', form({ event: id }, { 'content-type': 'text/plain' }))).status).toBe(415);
    expect(await env.DB.prepare('SELECT 1 FROM events WHERE id = ?1').bind(id).first()).toBeNull();
  });

  test('a signed cookie identifies the visitor, a forged one does not', async () => {
    await buy('dora', ['w-9']);
    const cookie = await be('dora');
    expect(await text('/', cookie)).toContain('dora');
    for (const forged of [
      'visitor=dora',
      `${cookie.replace('dora', 'zoe')}`,
      `${cookie.slice(0, -4)}AAA%3D`,
      `visitor=${encodeURIComponent('dora.')}`,
    ])
      expect(await text('/', forged), forged).not.toContain('dora');
    expect((await ask('/visitors', form({ user: 'nobody-at-all' }))).status).toBe(404);
  });

  test('a cookie signed with TOKEN_SECRET itself is not accepted', async () => {
    const own = await generateSignedCookie('visitor', 'ann', `storefront ${KEYS.TOKEN_SECRET}`);
    const token = await generateSignedCookie('visitor', 'ann', KEYS.TOKEN_SECRET);
    expect(await text('/', own.split(';')[0])).toContain('ann');
    expect(await text('/', token.split(';')[0])).not.toContain('ann');
  });

  test('the deploy key opens the operator page until the key changes', async () => {
    expect((await ask('/operator', form({ key: `${KEYS.DEPLOY_KEY}x` }))).status).toBe(401);
    const opened = await ask('/operator', form({ key: KEYS.DEPLOY_KEY }));
    const header = opened.headers.get('set-cookie')!;
    expect(header).toMatch(/HttpOnly/);
    expect(header).toMatch(/SameSite=Strict/);
    expect(header).toMatch(/Secure/);
    const cookie = header.split(';')[0];
    expect(await text('/operator', cookie)).toContain('Deployment history');
    const rotated = openWorker({ STOREFRONT: 'on', DEPLOY_KEY: 'another-key-of-the-tests' });
    expect(await (await rotated('/operator', { headers: { cookie } })).text()).not.toContain('Deployment history');
  });
});

describe('pages', () => {
  test('run only their own scripts, and escape all data', async () => {
    for (const path of ['/', '/items/w-5', `/artists/${encodeURIComponent(EVIL)}`, '/welcome', '/items/%3Cscript%3E']) {
      const response = await ask(path);
      const policy = response.headers.get('content-security-policy');
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(response.headers.get('cache-control')).toBe('private, no-store');
      const page = await response.text();
      expect(page, path).not.toContain('<script>alert');
      expect(page, path).not.toMatch(/"\s*onerror/);
      const scripts = [...page.matchAll(/<script[^>]*>/g)].map(([tag]) => /src="([^"]+)"/.exec(tag)?.[1]);
      expect(scripts, path).toEqual(['/storefront/script.js', '/client/rail.js']);
    }
    expect(await text('/items/w-5')).toContain('&lt;script&gt;alert(1)');
  });

  test('do not offer sold items, from the next request on', async () => {
    await buy('emil', ['w-21', 'w-33']);
    const cookie = await be('emil');
    const [id] = (await text('/', cookie)).match(/(?<=data-rail="for-you"[\s\S]*?data-item=")[^"]+/)!;
    const sold = await ask(`/items/${id}/buy`, form({ event: event() }, { cookie }));
    expect(sold.headers.get('location')).toBe(`/?bought=${id}`);
    const artist = `/artists/Artist%20${Number(id.slice(2)) % 7}`;
    for (const who of [cookie, ''])
      for (const path of ['/', '/welcome', '/compare', artist])
        expect(await text(path, who), path).not.toMatch(new RegExp(`data-item="${id}"|value="${id}"`));
    expect(await text(`/items/${id}`)).toContain('Sold');
  });

  test("list neither the item itself nor the visitor's items as similar", async () => {
    const similar = async (cookie: string) => {
      const html = await text('/items/w-20', cookie);
      const rail = /id="similar"[\s\S]*?<\/section>/.exec(html)![0];
      return [...new Set([...rail.matchAll(/href="\/items\/(w-\d+)/g)].map(([, id]) => id))];
    };
    await buy('owner', ['w-21']);
    const cookie = await be('owner');
    const before = await similar(cookie);
    expect(before.length).toBeGreaterThan(5);
    expect(before).not.toContain('w-20');
    // What is liked stays for sale.
    const [first, second, ...others] = before;
    for (const item of [first, second]) await ask(`/items/${item}/like`, form({ event: event() }, { cookie }));
    const after = await similar(cookie);
    for (const own of [first, second]) expect(after).not.toContain(own);
    expect(after.slice(0, others.length)).toEqual(others);
  });

  test('do not show again what a visitor dislikes, until they like it', async () => {
    await buy('ivo', ['w-60']);
    const cookie = await be('ivo');
    const [id] = (await text('/', cookie)).match(/(?<=data-rail="for-you"[\s\S]*?data-item=")[^"]+/)!;
    const disliked = await ask(`/items/${id}/dislike`, form({ event: event() }, { cookie }));
    expect(disliked.headers.get('location')).toBe('/');
    const card = new RegExp(`data-item="${id}"`);
    expect(await text('/', cookie)).not.toMatch(card);
    expect(await text(`/items/${id}`, cookie)).not.toContain('Not for me');
    // Others still see it.
    await buy('ivana', ['w-60']);
    expect(await text('/', await be('ivana'))).toMatch(card);
    await ask(`/items/${id}/like`, form({ event: event() }, { cookie }));
    expect(await text(`/items/${id}`, cookie)).toContain('Not for me');
    expect(await text('/yours', cookie)).toMatch(card);
  });

  test('buy once if a form is sent twice', async () => {
    await buy('gwen', ['w-50']);
    const cookie = await be('gwen');
    const id = event();
    for (const _ of [1, 2])
      expect((await ask('/items/w-91/buy', form({ event: id }, { cookie }))).headers.get('location')).toBe(
        '/?bought=w-91',
      );
    const bought = env.DB.prepare("SELECT count(*) AS n FROM events WHERE item = 'w-91'");
    expect(await bought.first('n')).toBe(1);
  });

  test('compare three rankings, each by its rule', async () => {
    const rows = [9, 33, 120];
    await buy(
      'hugo',
      rows.map((row) => `w-${row}`),
    );
    const page = await text('/compare', await be('hugo'));
    const list = (id: string) => {
      const [section] = new RegExp(`aria-labelledby="${id}"[\\s\\S]*?</section>`).exec(page)!;
      return [...section.matchAll(/data-item="([^"]+)"/g)].map(([, item]) => item);
    };
    const gone = await env.DB.prepare("SELECT id FROM items WHERE state = 'sold'").all<{ id: string }>();
    const sold = new Set(gone.results.map(({ id }) => id));
    const forSale = (id: string) => !sold.has(id) && !rows.includes(Number(id.slice(2)));

    const forYou = expected(bundle, rows, 20).filter(({ id }) => forSale(id));
    expect(list('curatornet')).toEqual(forYou.slice(0, 8).map(({ id }) => id));

    const length = (v: number[]) => Math.hypot(...v);
    const cosine = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * b[i], 0) / length(a) / length(b);
    const likeness = bundle.vectors.map((vector, row) => {
      const sum = rows.reduce((sum, own) => sum + cosine(vector, bundle.vectors[own]), 0);
      return { id: `w-${row}`, mean: sum / rows.length };
    });
    const alike = likeness.filter(({ id }) => forSale(id)).sort((a, b) => b.mean - a.mean);
    expect(list('likeness')).toEqual(alike.slice(0, 8).map(({ id }) => id));

    const sales = bundle.items.filter(({ id }) => forSale(id)).map(({ sales }) => sales);
    const best = sales.sort((a, b) => b - a).slice(0, 8);
    expect(list('popularity').map((id) => bundle.items[Number(id.slice(2))].sales)).toEqual(best);
  });

  test('refuse a late purchase, also when it is repeated', async () => {
    await buy('first', ['w-40']);
    await buy('second', ['w-41']);
    const [first, second] = [await be('first'), await be('second')];
    expect((await ask('/items/w-77/buy', form({ event: event() }, { cookie: first }))).headers.get('location')).toBe(
      '/?bought=w-77',
    );
    const late = event();
    for (const _ of [1, 2]) {
      const answer = await ask('/items/w-77/buy', form({ event: late }, { cookie: second }));
      expect(answer.headers.get('location')).toBe('/items/w-77');
    }
    expect(await text('/yours', first)).toContain('data-item="w-77"');
    expect(await text('/yours', second)).not.toContain('data-item="w-77"');
  });

  test('answer errors with a page', async () => {
    for (const [path, init, status] of [
      ['/items/none', undefined, 404],
      ['/artists/Nobody', undefined, 404],
      ['/items/w-1/buy', form({ event: 'not-an-id' }), 400],
      ['/welcome', form({ item: 'none' }), 404],
      ['/welcome', form({}), 400],
      ['/items/w-1/like', form({ event: event(), rail: 'x'.repeat(5000) }), 413],
    ] as const) {
      const response = await ask(path, init);
      expect(response.status, path).toBe(status);
      expect(response.headers.get('content-type')).toMatch(/^text\/html/);
      expect(await response.text()).toMatch(/<h1>.+<\/h1>/);
    }
  });
});
