// `npm run pictures [-- URL]`: takes the README's pictures of the store that npm start serves, as a new visitor who picks
// three items and buys one.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { openChromium } from './chromium.ts';

const [baseURL = 'http://127.0.0.1:8787'] = process.argv.slice(2);
const FOLDER = fileURLToPath(new URL('pictures/', import.meta.url));
const WIDE = { viewport: { width: 1280, height: 960 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true };
/** The positions of the picked items on the welcome page. */
const LIKED = [1, 4, 9];

async function take(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle');
  const { size } = await sharp(await page.screenshot())
    .webp({ quality: 80 })
    .toFile(join(FOLDER, `${name}.webp`));
  console.log(`${name}.webp  ${Math.round(size / 1000)} kB`);
}

/** Picks three items. */
async function choose(page: Page): Promise<void> {
  await page.goto('/welcome');
  for (const place of LIKED) await page.locator('.choice input').nth(place).click();
  await page.waitForURL('/');
}

await mkdir(FOLDER, { recursive: true });
const browser = await openChromium();
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    const wide = await (await browser.newContext({ baseURL, colorScheme, ...WIDE })).newPage();
    await choose(wide);
    // The first unique item on the page.
    const offers = await wide
      .locator('[data-item] a')
      .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
    for (const offer of offers) {
      await wide.goto(offer);
      if ((await wide.getByText('There is only one.').count()) > 0) break;
    }
    await take(wide, `item-${colorScheme}`);
    await wide.getByRole('button', { name: 'Buy' }).click();
    await wide.waitForURL('/?bought=*');
    await take(wide, `home-${colorScheme}`);
    if (colorScheme === 'light') {
      await wide.goto('/compare');
      await take(wide, 'compare-light');
    }

    const phone = await (await browser.newContext({ baseURL, colorScheme, ...PHONE })).newPage();
    await choose(phone);
    await take(phone, `phone-${colorScheme}`);
  }
} finally {
  await browser.close();
}
