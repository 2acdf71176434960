// `node test/browser/take-operator-pictures.ts [URL]`: takes the pictures of the guide for merchandisers, of the store that
// npm start serves. Before, it sends clicks and purchases of simulated visitors on the last 30 days; after it, the built-in
// rails are in force again.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { localKeys } from '../../infra/keys.ts';
import type { RailsResponse } from '../../shared/api-rails.ts';
import { random } from '../fixtures/bundle.ts';
import { openChromium } from './chromium.ts';

const [baseURL = 'http://127.0.0.1:8787'] = process.argv.slice(2);
const FOLDER = fileURLToPath(new URL('pictures/', import.meta.url));
const DAYS = 30;
const keys = await localKeys();

async function call(path: string, body?: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${keys.SERVICE_KEY}`, 'content-type': 'application/json' };
  const response = await fetch(`${baseURL}${path}`, {
    headers,
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** Each day some visitors click on rails and buy; some buy what no rail led to. */
async function visits(): Promise<void> {
  const draw = random(7);
  const now = Math.floor(Date.now() / 1000);
  for (let day = DAYS - 1; day >= 0; day--) {
    const events: object[] = [];
    for (let visit = 0; visit < 5 + 4 * draw(); visit++) {
      const user = `u-${1 + Math.floor(draw() * 400)}`;
      const { rails } = (await call(`/v1/rails?user=${user}&limit=12`)) as RailsResponse;
      const rail = rails[Math.min(rails.length - 1, Math.floor(rails.length * draw() ** 2))];
      const at = now - day * 86_400 - Math.floor(3600 * draw());
      for (const { id: item, price, currency } of rail.items.slice(0, 1 + Math.floor(3 * draw()))) {
        const one = { user, item, at: at - 60 };
        const named = draw() < 0.8;
        if (named) events.push({ ...one, id: crypto.randomUUID(), kind: 'click', rail: rail.ref });
        if (draw() < 0.4) events.push({ ...one, id: crypto.randomUUID(), kind: 'purchase', at, price, currency });
      }
    }
    await call('/v1/events', { events });
  }
}

async function take(page: Page, name: string, height?: number): Promise<void> {
  await page.waitForLoadState('networkidle');
  const shot = await page.screenshot({ fullPage: true });
  const { width = 0, height: whole = 0 } = await sharp(shot).metadata();
  const { size } = await sharp(shot)
    .extract({ left: 0, top: 0, width, height: Math.min(whole, height ?? whole) })
    .webp({ quality: 80 })
    .toFile(join(FOLDER, `${name}.webp`));
  console.log(`${name}.webp  ${Math.round(size / 1000)} kB`);
}

await visits();
const browser = await openChromium();
try {
  const page = await (await browser.newContext({ baseURL, viewport: { width: 1280, height: 900 } })).newPage();
  const { rails } = (await call('/v1/rails?user=u-7&limit=40')) as RailsResponse;
  const artists = [...new Set(rails[0].items.slice(12).flatMap(({ artist }) => artist ?? []))].slice(0, 2);
  await page.goto('/operator/rails');
  await page.getByLabel('Deploy key').fill(keys.DEPLOY_KEY);
  await page.getByRole('button', { name: 'Open' }).click();
  await page.getByRole('link', { name: 'Add a rule' }).click();
  await page.getByLabel('Name').fill('Advent');
  await page.getByLabel('Artists', { exact: true }).fill(artists.join('\n'));
  await page.getByRole('checkbox', { name: 'home' }).check();
  await page.getByLabel('Ends').fill(`${new Date().getUTCFullYear() + 1}-01-01T00:00`);
  await page.getByLabel('Ends').blur();
  await take(page, 'operator-rule', 1280);
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.locator('.preview img').first().waitFor();
  for (const image of await page.locator('details[open] img').all()) await image.scrollIntoViewIfNeeded();
  await page.locator('#preview').evaluate((heading) => {
    // From the preview on.
    for (const above of document.querySelectorAll('body > header, .tabs, h1, form.edit:not(.force)')) above.remove();
    heading.scrollIntoView();
  });
  await take(page, 'operator-preview', 1000);
  await page.getByLabel('Who').fill('ann@store');
  await page.getByLabel('Why').fill('two artists for advent');
  await page.getByRole('button', { name: 'Put in force' }).click();
  await page.waitForURL('**/operator/rails?done=*');
  await page.goto('/operator/rails');
  await take(page, 'operator-rails');
  await page.goto('/operator/results');
  await take(page, 'operator-results');
  await page.goto('/operator/rails');
  await page.getByRole('button', { name: 'Return to this revision, 0' }).click();
  await page.waitForURL('**/operator/rails?done=*');
} finally {
  await browser.close();
}
