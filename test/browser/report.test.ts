// The report in a real browser: it needs neither scripts nor network, fits a phone, follows the reader's colour scheme, and
// prints.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { curatornet, temporaryFolder } from '../trainer/command.ts';
import { hostileStore } from '../trainer/report/support.ts';
import { hasChromium, openChromium } from './chromium.ts';

describe.skipIf(!hasChromium)('the report in chromium (skipped without chromium)', () => {
  const folder = temporaryFolder();
  const run = join(folder, 'run');
  const address = pathToFileURL(join(run, 'report/index.html')).href;
  let browser: Browser;
  beforeAll(async () => {
    const data = await hostileStore(folder);
    const settings = ['--set', 'ablationTriples=512', '--set', 'clusters=9', '--set', 'runs=2'];
    await curatornet('cluster', '--data', data, '--run', run, ...settings.slice(2));
    const { status, stderr } = await curatornet(
      ...['run', '--data', data, '--run', run, '--preset', 'smoke', ...settings.slice(0, 2)],
    );
    expect(status, stderr).toBe(0);
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  /** Opens the page without scripts, and records its requests and console errors. */
  async function open(width: number, colorScheme: 'light' | 'dark') {
    const context = await browser.newContext({
      viewport: { width, height: 860 },
      colorScheme,
      javaScriptEnabled: false,
    });
    const page = await context.newPage();
    const noted: string[] = [];
    page.on('console', (message) => noted.push(message.text()));
    page.on('pageerror', (error) => noted.push(String(error)));
    page.on('request', (request) => noted.push(request.url()));
    await page.goto(address);
    return { page, noted, context };
  }
  const colour = (page: Page) => page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
  /** 0 black, 1 white */
  const lightness = (rgb: string) => rgb.match(/\d+/g)!.reduce((sum, part) => sum + Number(part), 0) / (3 * 255);

  it.each([400, 1280])('at %i pixels nothing overflows, and there are no requests and no errors', async (width) => {
    const { page, noted, context } = await open(width, 'light');
    expect(noted.filter((each) => each !== address && !each.startsWith('data:'))).toEqual([]);
    const wide = await page.locator('html').evaluate((html) => html.scrollWidth);
    expect(wide).toBeLessThanOrEqual(width);
    const boxes = await page
      .locator('svg.fig')
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().right));
    expect(boxes.length).toBeGreaterThan(8);
    expect(Math.max(...boxes)).toBeLessThanOrEqual(width);
    await context.close();
  });
  it.each([400, 1280])('at %i pixels no label of a figure is cut off or runs into its marks', async (width) => {
    const { page, context } = await open(width, 'light');
    const figures = await page.locator('svg.fig').evaluateAll((all) =>
      all.map((svg) => {
        const box = (node: Element) => node.getBoundingClientRect();
        const { left, right } = box(svg);
        const labels = [...svg.querySelectorAll('text')].filter(({ textContent }) => textContent);
        const marks = [...svg.querySelectorAll('.bar')];
        const bad = labels.filter((label) => {
          const at = box(label);
          const meets = (mark: DOMRect) =>
            at.left < mark.right && mark.left < at.right && at.top < mark.bottom && mark.top < at.bottom;
          return at.left < left - 0.5 || at.right > right + 0.5 || marks.some((mark) => meets(box(mark)));
        });
        return { labels: labels.length, bad: bad.map(({ textContent }) => textContent) };
      }),
    );
    expect(figures.flatMap(({ bad }) => bad)).toEqual([]);
    expect(figures.reduce((sum, { labels }) => sum + labels, 0)).toBeGreaterThan(50);
    await context.close();
  });
  it("shows the dataset's name as text, not as markup", async () => {
    const { page, context } = await open(1280, 'light');
    expect(await page.locator('h1').textContent()).toBe('CuratorNet on <script>alert(1)</script> & "store"');
    expect(await page.locator('script, img').count()).toBe(0);
    await context.close();
  });
  it("follows the reader's colour scheme", async () => {
    for (const [scheme, low, high] of [
      ['light', 0.9, 1],
      ['dark', 0, 0.2],
    ] as const) {
      const { page, context } = await open(400, scheme);
      const seen = lightness(await colour(page));
      expect(seen).toBeGreaterThanOrEqual(low);
      expect(seen).toBeLessThanOrEqual(high);
      await context.close();
    }
  });
  it('prints in black on white without breaking tables', async () => {
    // A4 without its margins.
    const { page, context } = await open(720, 'dark');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(lightness(await colour(page))).toBe(1);
    expect(await page.locator('nav').isVisible()).toBe(false);
    const ends = await page.locator('table').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().right));
    expect(ends.length).toBeGreaterThan(4);
    expect(Math.max(...ends)).toBeLessThanOrEqual(720);
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(20_000);
    await context.close();
  });
});
