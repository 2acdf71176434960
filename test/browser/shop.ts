// A shop on another port than the worker's: what pages of other origins see. A browser keeps pages of the internet from
// this machine, so the shop is a server of this machine, too.
import { createServer } from 'node:http';
import { afterAll, beforeAll } from 'vitest';
import { newPage, type StorePage } from './store.ts';

export interface ShopPage extends StorePage {
  /** What its pages asked the API. */
  calls: { call: string; body: unknown }[];
}

export interface Shop {
  url: string;
  /** What it answers, by path; `/` for all others. */
  pages: Record<string, { type: string; body: string }>;
}

export function openShop(): Shop {
  const shop: Shop = { url: '', pages: {} };
  const server = createServer(({ url = '/' }, response) => {
    const { type, body } = shop.pages[url.split('?')[0]] ?? shop.pages['/'];
    response.writeHead(200, { 'content-type': type }).end(body);
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    shop.url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return shop;
}

/** A window on the shop. */
export async function visitShop(shop: Shop, options: Parameters<typeof newPage>[0] = {}): Promise<ShopPage> {
  const page = await newPage({ viewport: { width: 1000, height: 700 }, baseURL: shop.url, ...options });
  const calls: ShopPage['calls'] = [];
  page.on('request', (request) => {
    const { pathname, search } = new URL(request.url());
    if (pathname.startsWith('/v1/') && request.method() !== 'OPTIONS')
      calls.push({ call: `${request.method()} ${pathname}${search}`, body: request.postDataJSON() });
  });
  await page.goto('/');
  return Object.assign(page, { calls });
}
