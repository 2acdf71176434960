// A store for browser tests: pictures of one colour each, a model with random weights, a worker, and Chromium.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll } from 'vitest';
import { makeAssets } from '../../infra/assets.ts';
import { type Server, serveLocal } from '../../infra/serve.ts';
import { sendEvents } from '../../trainer/deploy/send-events.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import { freePort, putInForce, temporaryFolder, writeBundle } from '../infra/workbench.ts';
import { openChromium } from './chromium.ts';

const ITEMS = 120;

/** The sizes of the pictures, in turn. */
const SHAPES = [
  [120, 90],
  [90, 120],
  [100, 100],
  [640, 800],
];

/** The store that the tests of a file share. */
export const store = {} as { server: Server; browser: Browser; bundle: FixtureBundle };

/** @param more of the bundle: its features and their encoder */
export function openStore(
  more: Pick<NonNullable<Parameters<typeof makeBundle>[0]>, 'features' | 'encoder'> = {},
): void {
  const folder = temporaryFolder();
  beforeAll(async () => {
    store.bundle = await makeBundle({
      ...more,
      items: ITEMS,
      about(row) {
        const [width, height] = SHAPES[row % SHAPES.length];
        const unique = row % 10 !== 0;
        return { image: `w-${row}.webp`, width, height, unique, artist: `Artist ${row % 30}`, price: 100 + row };
      },
    });
    const pictures = join(folder, 'pictures');
    mkdirSync(pictures);
    await Promise.all(
      store.bundle.items.map(({ id, width, height }, row) =>
        sharp({
          create: { width: width!, height: height!, channels: 3, background: { r: 2 * row, g: 120, b: 240 - 2 * row } },
        })
          .webp()
          .toFile(join(pictures, `${id}.webp`)),
      ),
    );
    const assets = join(folder, 'assets');
    await makeAssets(
      assets,
      store.bundle.items.map(({ image }) => ({ image: image!, path: join(pictures, image!) })),
    );
    const state = join(folder, 'state');
    const events = [0, 10, 20, 31, 42].flatMap((row) =>
      ['ann', 'bob'].map((user) => ({ user, item: `w-${row + (user === 'bob' ? 50 : 0)}` })),
    );
    store.server = await serveLocal({ port: await freePort(), state, assets, storefront: true });
    await putInForce(store.server, writeBundle(join(folder, 'bundle'), store.bundle));
    await sendEvents(store.server.url, store.server.keys.SERVICE_KEY, events);
    store.browser = await openChromium();
  });
  afterAll(async () => {
    await store.browser?.close();
    await store.server?.stop();
  });
}

export type StorePage = Page & { broken: string[] };

/** A window of a new visitor. It records errors on its pages. */
export async function newPage(options: BrowserContextOptions = {}): Promise<StorePage> {
  const context = await store.browser.newContext({ baseURL: store.server.url, ...options });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const broken: string[] = [];
  page.on('pageerror', (error) => broken.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && broken.push(message.text()));
  // A picture that is still loading when its page is left is aborted.
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    if (why !== 'net::ERR_ABORTED') broken.push(`${request.url()}: ${why}`);
  });
  return Object.assign(page, { broken });
}

/** The ids of the items on a page, or in a part of it, in order. */
export const worksOn = (page: Page, within = 'main'): Promise<string[]> =>
  page
    .locator(`${within} [data-item]`)
    .evaluateAll((cards) => cards.map((card) => (card as HTMLElement).dataset.item!));
