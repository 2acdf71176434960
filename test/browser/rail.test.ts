// <curator-rail> and the client in Chromium, on pages of another origin than the worker's.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { sign } from 'hono/jwt';
import { describe, expect, test } from 'vitest';
import type { Client, NewEvent } from '../../edge/client/client.ts';
import { hasChromium } from './chromium.ts';
import { openShop, type ShopPage, visitShop } from './shop.ts';
import { openStore, store, worksOn } from './store.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shop = openShop();

/** A page that contains this. The worker's script is its only one. */
function open(body: string, options?: Parameters<typeof visitShop>[1]): Promise<ShopPage> {
  shop.pages['/'] = {
    type: 'text/html',
    body: `<!doctype html><html lang="en"><head><title>A shop</title><meta name="viewport" content="width=device-width">
      <script type="module" src="${store.server.url}/client/rail.js"></script></head>
      <body><main><h1>A shop</h1>${body}</main></body></html>`,
  };
  return visitShop(shop, options);
}

const rail = (attributes: string, inside = '') =>
  `<curator-rail api-key="${store.server.keys.STOREFRONT_KEY}" picture="${store.server.url}/pictures/{image}" ${attributes}>${inside}</curator-rail>`;
const loaded = (page: ShopPage, nth = 0) =>
  page.locator(`curator-rail:not([aria-busy])`).nth(nth).waitFor({ state: 'attached' });

describe.skipIf(!hasChromium)('<curator-rail> in chromium (skipped without chromium)', () => {
  openStore();

  test('an empty page with two rails: one request, cards with links, prices and pictures of reserved size', async () => {
    const page = await open(rail('rail="popular" limit="5"') + rail('rail="new" limit="5" heading="Just in"'));
    await loaded(page, 1);
    expect(page.calls.map(({ call }) => call)).toEqual(['GET /v1/rails/anonymous?limit=5&rails=popular&rails=new']);
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual(['Popular', 'Just in']);
    const region = page.getByRole('region', { name: 'Popular' });
    const ids = await worksOn(page, '[rail="popular"]');
    expect(ids).toHaveLength(5);
    expect(await worksOn(page, '[rail="new"]')).toHaveLength(5);
    const { title = ids[0], artist, price, width, height } = store.bundle.items.find(({ id }) => id === ids[0])!;
    const link = region.getByRole('link').first();
    expect(await link.getAttribute('href')).toBe(`/items/${ids[0]}`);
    expect(await link.locator('[part="title"]').textContent()).toBe(title);
    expect(await link.locator('[part="label"]').textContent()).toBe(`${artist} · ${price}`);
    const image = link.locator('img');
    const attributes = ['width', 'height', 'loading', 'alt'].map((name) => image.getAttribute(name));
    expect(await Promise.all(attributes)).toEqual([String(width), String(height), 'lazy', '']);
    await expect.poll(() => image.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBe(width);
    expect(page.broken).toEqual([]);
  });

  /** A page whose API answers from `release` on. */
  async function openHeld(body: string): Promise<{ page: ShopPage; release: () => void }> {
    const page = await open('');
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/v1/**', async (route) => {
      await held;
      await route.continue();
    });
    const insert = (html: string) => document.querySelector('main')!.insertAdjacentHTML('beforeend', html);
    await page.evaluate(insert, body);
    await expect.poll(() => page.locator('curator-rail').first().getAttribute('aria-busy')).toBe('true');
    return { page, release };
  }

  test('placeholders have the height of cards, so that nothing moves', async () => {
    const { page, release } = await openHeld(`${rail('rail="popular"')}<p>below</p>`);
    const top = () => page.getByText('below').evaluate((one) => one.getBoundingClientRect().top);
    const before = await top();
    release();
    await loaded(page);
    expect(await worksOn(page)).toHaveLength(20);
    expect(await top()).toBe(before);
  });

  test('a click is an event, and a page may keep the browser from following the link', async () => {
    const page = await open(rail('rail="popular" href="/item?id={id}&rail={ref}"'));
    await loaded(page);
    const [id] = await worksOn(page);
    const selected = page.evaluate(
      () =>
        new Promise((resolve) =>
          document.addEventListener(
            'curator-select',
            (event) => {
              event.preventDefault();
              const { item, ref } = (event as CustomEvent).detail;
              resolve([item.id, ref]);
            },
            { once: true },
          ),
        ),
    );
    await page.getByRole('link').first().click();
    const [item, ref] = (await selected) as string[];
    expect(item).toBe(id);
    expect(ref).toMatch(/^\d+\.[0-9a-f]{16}\.home\.popular$/);
    expect(page.url()).toBe(`${shop.url}/`);
    await page.getByRole('link').first().click();
    await page.waitForURL(`${shop.url}/item?id=${id}&rail=${encodeURIComponent(ref)}`);
  });

  test('by keyboard: arrow keys, Home and End go from card to card; buttons scroll', async () => {
    const page = await open(rail('rail="popular"'), { reducedMotion: 'reduce' });
    await loaded(page);
    const ids = await worksOn(page);
    const focused = () =>
      page.locator('curator-rail').evaluate((one) => one.shadowRoot!.activeElement?.closest('li')?.dataset.item);
    await page.getByRole('link').first().focus();
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe(ids[1]);
    await page.keyboard.press('End');
    expect(await focused()).toBe(ids.at(-1));
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe(ids.at(-1));
    await page.keyboard.press('Home');
    expect(await focused()).toBe(ids[0]);
    const list = page.locator('curator-rail ul');
    await expect.poll(() => list.evaluate((one) => one.scrollLeft)).toBe(0);
    expect(await page.getByRole('button', { name: 'Previous in Popular' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Next in Popular' }).click();
    await expect.poll(() => list.evaluate((one) => one.scrollLeft)).toBeGreaterThan(100);
  });

  test('what the page has put into it stays until the rail has loaded, and if it cannot be loaded', async () => {
    const inside = '<div slot="heading"><h2>Ours</h2></div><ul><li><a href="/ours">Ours</a></li></ul>';
    const { page, release } = await openHeld(rail('rail="popular"', inside));
    expect(await page.getByRole('link', { name: 'Ours' }).isVisible()).toBe(true);
    release();
    await loaded(page);
    expect(await page.getByRole('link', { name: 'Ours' }).isVisible()).toBe(false);
    expect(await worksOn(page)).toHaveLength(20);
    expect(await page.getByRole('heading', { name: 'Ours' }).isVisible()).toBe(true);

    const wrong = rail('rail="popular" api-key="wrong"').replace(/api-key="[^"]*" /, '');
    const other = await open(wrong.replace('></curator-rail>', `>${inside}</curator-rail>`) + wrong);
    await loaded(other, 1);
    expect(await other.getByRole('link', { name: 'Ours' }).isVisible()).toBe(true);
    expect(await other.locator('curator-rail').nth(1).isHidden()).toBe(true);
  });

  test("a template makes the cards the page's own", async () => {
    const template = `<template><article><img data-field="image"><h3 data-field="title"></h3>
      <b data-field="price"></b><i data-field="artist"></i><a data-field="link" href="/">Look</a></article></template>`;
    const page = await open(rail('similar-to="w-5" limit="3" heading="Similar"', template));
    await loaded(page);
    expect(page.calls.map(({ call }) => call)).toEqual(['GET /v1/items/w-5/similar?limit=3']);
    const cards = page.locator('curator-rail > ul > li');
    expect(await cards.count()).toBe(3);
    const id = (await cards.first().getAttribute('data-item'))!;
    const { price, currency, image } = store.bundle.items.find((one) => one.id === id)!;
    expect(await cards.first().locator('b').textContent()).toBe(`${currency === 'EUR' ? '€' : ''}${price}`);
    expect(await cards.first().getByRole('link').getAttribute('href')).toBe(`/items/${id}`);
    expect(await cards.first().locator('img').getAttribute('src')).toBe(`${store.server.url}/pictures/${image}`);
  });

  test('a picture in several widths, for the width on the page', async () => {
    const page = await open(
      rail('rail="popular" picture="/resized/{width}/{image}" sizes="10rem"').replace(/picture="[^"]*" /, ''),
    );
    await loaded(page);
    const image = page.locator('curator-rail img').first();
    expect(await image.getAttribute('sizes')).toBe('10rem');
    expect(await image.getAttribute('srcset')).toMatch(/^\/resized\/240\/w-\d+\.webp 240w, .* 960w$/);
  });

  test('a rail without items is hidden, and comes when a like makes one', async () => {
    const page = await open(rail('rail="for-you"'));
    await loaded(page);
    const element = page.locator('curator-rail');
    expect(await element.isHidden()).toBe(true);
    await element.evaluate(async (one) => {
      const rail = one as HTMLElement & {
        client: { record(event: object): Promise<unknown> };
        reload(): Promise<void>;
      };
      await rail.client.record({ item: 'w-3', kind: 'like' });
      await rail.reload();
    });
    expect(await element.isVisible()).toBe(true);
    expect(page.calls.at(-1)).toMatchObject({ call: 'POST /v1/rails', body: { history: ['w-3'], rails: ['for-you'] } });
    // The history belongs to the browser, not to the page.
    await page.goto('/another');
    await loaded(page);
    expect(page.calls.at(-1)).toMatchObject({ body: { history: ['w-3'] } });
  });

  test('rails far below load when they come near', async () => {
    const page = await open(`<div style="height: 3000px">${rail('rail="popular"')}</div>${rail('rail="new"')}`);
    await loaded(page);
    expect(page.calls.map(({ call }) => call)).toEqual(['GET /v1/rails/anonymous?limit=20&rails=popular']);
    await page.locator('[rail="new"]').scrollIntoViewIfNeeded();
    await loaded(page, 1);
    expect(page.calls.at(-1)!.call).toBe('GET /v1/rails/anonymous?limit=20&rails=new');
  });

  test.each([
    ['light', 1000],
    ['dark', 390],
  ] as const)('axe finds nothing, %s, %i pixels wide', async (colorScheme, width) => {
    const page = await open(
      rail('rail="popular"') + rail('similar-to="w-1" heading="Similar"', '<ul><li>Ours</li></ul>'),
      {
        colorScheme,
        viewport: { width, height: 800 },
      },
    );
    await page.addStyleTag({ content: ':root { color-scheme: light dark } body { background: Canvas }' });
    await loaded(page, 1);
    await page.evaluate(AXE);
    const { violations, passes } = await page.evaluate(() =>
      (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
    );
    expect(passes.length).toBeGreaterThan(10);
    expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([]);
  });

  /** A page whose client is for a user, as `client`. */
  async function signedIn(user: string): Promise<ShopPage> {
    const exp = Math.floor(Date.now() / 1000) + 600;
    const token = await sign({ sub: user, exp }, store.server.keys.TOKEN_SECRET, 'HS256');
    const settings = JSON.stringify({ url: store.server.url, user, token, retries: 0 });
    return open(`<script type="module">
      import { createClient } from '${store.server.url}/client/client.js';
      window.client = createClient(${settings});
      window.client.flush().then(() => document.body.dataset.ready = 'yes');</script>`);
  }
  const ready = (page: ShopPage) => page.locator('[data-ready]').waitFor();
  const record = (page: ShopPage, event: object) =>
    page.evaluate((one) => {
      (window as unknown as { client: Client }).client.record(one as NewEvent);
    }, event);
  /** The user's events at the worker. */
  async function recorded(user: string): Promise<unknown[]> {
    const headers = { authorization: `Bearer ${store.server.keys.SERVICE_KEY}` };
    const answer = await fetch(`${store.server.url}/v1/users/${user}`, { headers });
    const { events } = (await answer.json()) as { events: { item: string; kind: string }[] };
    return events.map(({ item, kind }) => [item, kind]);
  }

  test('what a user has seen of a rail is an impression, once; what is out of sight, switched off or anonymous is none', async () => {
    const exp = Math.floor(Date.now() / 1000) + 600;
    const token = await sign({ sub: 'iris', exp }, store.server.keys.TOKEN_SECRET, 'HS256');
    const user = `user="iris" token="${token}"`;
    const small = '<style>curator-rail:nth-of-type(n + 2) { zoom: 0.3 }</style>';
    const off = rail(`rail="new" ${user} impressions="off" limit="4"`);
    const page = await open(small + rail(`rail="popular" ${user}`) + off + rail('rail="a-look-around" limit="4"'));
    await loaded(page, 2);
    /** The cards of which half is in the window, by their places. */
    const inSight = () =>
      page.locator('[rail="popular"] li').evaluateAll((cards) =>
        cards.flatMap((card) => {
          const { left, right, width } = card.getBoundingClientRect();
          const list = card.parentElement!.getBoundingClientRect();
          const shown = Math.min(right, list.right, innerWidth) - Math.max(left, list.left, 0);
          return shown >= width / 2 ? [(card as HTMLElement).dataset.item!] : [];
        }),
      );
    const counts = async () => {
      const headers = { authorization: `Bearer ${store.server.keys.SERVICE_KEY}` };
      const answer = await fetch(`${store.server.url}/v1/users/iris`, { headers });
      const { impressions } = (await answer.json()) as { impressions: { item: string; count: number }[] };
      return impressions.map(({ item, count }) => `${item}: ${count}`).sort();
    };
    const once = (items: string[]) => [...new Set(items)].map((item) => `${item}: 1`).sort();
    const first = await inSight();
    expect(first.length).toBeGreaterThan(2);
    expect(first.length).toBeLessThan(10);
    await expect.poll(counts, { timeout: 10_000 }).toEqual(once(first));
    expect(page.calls.filter(({ call }) => call === 'POST /v1/events')).toHaveLength(1);
    const scroll = (left: number) =>
      page
        .locator('[rail="popular"] [part="list"]')
        .evaluate((list, to) => list.scrollTo({ left: to, behavior: 'instant' }), left);
    await scroll(0);
    await scroll(100_000);
    const last = await inSight();
    expect(last).not.toEqual(first);
    await expect.poll(counts, { timeout: 10_000 }).toEqual(once([...first, ...last]));
  });

  test('a click on a page that is left at once arrives', async () => {
    const page = await signedIn('cleo');
    await ready(page);
    await record(page, { item: 'w-1', kind: 'click' });
    await page.goto('about:blank');
    await expect.poll(() => recorded('cleo')).toEqual([['w-1', 'click']]);
  });

  test('what one page could not send, the next one sends, once', async () => {
    const page = await signedIn('dora');
    await ready(page);
    await page.route('**/v1/events', (route) => route.abort());
    await record(page, { item: 'w-2', kind: 'like' });
    await expect.poll(() => page.calls.length).toBe(1);
    await page.unroute('**/v1/events');
    await page.goto('/next');
    await ready(page);
    expect(await recorded('dora')).toEqual([['w-2', 'like']]);
    expect(page.calls.length).toBeGreaterThan(1);
    expect(page.calls.at(-1)!.body).toEqual(page.calls[0].body);
    await page.goto('/last');
    await ready(page);
    expect(await recorded('dora')).toHaveLength(1);
  });
});
