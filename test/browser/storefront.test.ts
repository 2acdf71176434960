// The store in a real browser: a new visitor picks three items and buys one, and the rails change; also on a phone, without
// scripts, and by keyboard.
import { describe, expect, test } from 'vitest';
import { hasChromium } from './chromium.ts';
import { newPage, openStore, type StorePage, store, worksOn } from './store.ts';

const WIDE = { viewport: { width: 1280, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** The delay of pictures after their page. */
const LATE_MS = 300;

/** Picks three items on the welcome page; with scripts, the third click sends the form. */
async function choose(page: StorePage, { script = true, first = 0 } = {}): Promise<string[]> {
  await page.goto('/welcome');
  const boxes = page.locator('.choice input');
  const chosen: string[] = [];
  for (const place of [first, first + 3, first + 6]) {
    chosen.push((await boxes.nth(place).getAttribute('value'))!);
    await boxes.nth(place).click();
  }
  if (!script) await page.getByRole('button', { name: 'Arrange my store' }).click();
  await page.waitForURL('/');
  return chosen;
}

/** The ids of the items on a rail. */
const rail = (page: StorePage, id: string) => worksOn(page, `[data-rail="${id}"]`);

describe.skipIf(!hasChromium)('the store in chromium (skipped without chromium)', () => {
  openStore();

  test.each([
    // 120 and 640 pixels wide; a pixel covers at most 4/3 of the screen's, and a picture is at most 560 points high.
    [1, 160, 448],
    [1.5, 106, 448],
  ])('an item of few pixels is not blurred on a screen of %d pixels a point', async (deviceScaleFactor, few, many) => {
    const page = await newPage({ ...WIDE, deviceScaleFactor });
    const widthOf = async (id: string) => {
      await page.goto(`/items/${id}`);
      return page.locator('.item .picture').evaluate((image) => image.getBoundingClientRect().width);
    };
    expect([await widthOf('w-4'), await widthOf('w-7')]).toEqual([few, many]);
    await page.context().close();
  });

  test('a new visitor picks three items and buys one; it is no longer for sale, and the rails change', async () => {
    const page = await newPage(WIDE);
    await page.goto('/');
    expect(await page.locator('h1').textContent()).toBe('There is only one of each.');
    expect(
      await page.locator('[data-rail]').evaluateAll((rails) => rails.map((one) => one.getAttribute('data-rail'))),
    ).toEqual(['popular', 'new', 'a-look-around']);

    const liked = await choose(page);
    const before = await rail(page, 'for-you');
    expect(before.length).toBe(14);
    expect(await rail(page, 'because-you-bought')).toEqual([]);
    for (const id of liked) expect(await worksOn(page)).not.toContain(id);

    const id = before[0];
    await page.locator(`[data-rail="for-you"] [data-item="${id}"] a`).click();
    await page.waitForURL(`**/items/${id}?rail=*`);
    const title = (await page.locator('h1').textContent())!;
    await page.getByRole('button', { name: 'Buy' }).click();
    await page.waitForURL(`/?bought=${id}`);
    await expect
      .poll(() => page.getByRole('status').textContent())
      .toContain(`${title} is yours, and no longer for sale`);
    expect(await page.locator('[data-rail="because-you-bought"] h2').textContent()).toBe(`Because you bought ${title}`);
    expect(await worksOn(page)).not.toContain(id);
    expect(await rail(page, 'for-you')).not.toEqual(before);
    expect(page.broken).toEqual([]);

    // Other visitors do not see it either, and its page says why.
    const other = await newPage(WIDE);
    for (const path of ['/', `/artists/${encodeURIComponent(store.bundle.items[Number(id.slice(2))].artist!)}`]) {
      await other.goto(path);
      expect((await worksOn(other)).length).toBeGreaterThan(0);
      expect(await worksOn(other)).not.toContain(id);
    }
    await other.goto(`/items/${id}`);
    expect(await other.locator('.stamp').textContent()).toBe('Sold');
    expect(await other.getByRole('button', { name: 'Buy' }).count()).toBe(0);
    expect((await rail(other, 'similar')).length).toBeGreaterThan(0);
    await other.context().close();

    // Going back: neither the item's page nor the page that showed it offers it any more.
    await page.goBack();
    await page.waitForURL(`**/items/${id}?rail=*`);
    expect(await page.locator('.stamp').textContent()).toBe('Yours');
    expect(await page.getByRole('button', { name: 'Buy' }).count()).toBe(0);
    await page.goBack();
    await page.waitForURL('/');
    expect(await worksOn(page)).not.toContain(id);

    await page.goto('/yours');
    expect(await worksOn(page)).toEqual([id, ...liked.toReversed()]);
    expect(page.broken).toEqual([]);
    await page.context().close();
  });

  test('an item that another visitor bought first cannot be bought', async () => {
    const [early, late] = [await newPage(WIDE), await newPage(WIDE)];
    await choose(early);
    await choose(late, { first: 1 });
    const [id] = await rail(early, 'for-you');
    await early.goto(`/items/${id}`);
    await late.goto(`/items/${id}`);
    await early.getByRole('button', { name: 'Buy' }).click();
    await early.waitForURL(`/?bought=${id}`);
    await late.getByRole('button', { name: 'Buy' }).click();
    await late.waitForURL(`/items/${id}`);
    expect(await late.locator('.stamp').textContent()).toBe('Sold');
    await late.goto('/yours');
    expect(await worksOn(late)).not.toContain(id);
    await Promise.all([early, late].map((page) => page.context().close()));
  });

  test('on a phone nothing is wider than the screen, and loading pictures do not shift the layout', async () => {
    const page = await newPage(PHONE);
    await page.addInitScript(() => {
      const shifts = { sum: 0 };
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.sum += (entry as unknown as { value: number }).value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await choose(page);
    const [id] = await rail(page, 'for-you');
    // Pictures load after the page is painted, as over a slow network.
    await page.route('**/pictures/**', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, LATE_MS));
      await route.continue();
    });
    for (const path of ['/', '/welcome', `/items/${id}`, '/artists/Artist%203', '/compare', '/visitors', '/yours']) {
      await page.goto(path);
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      await page.waitForLoadState('networkidle');
      const [wide, shifted] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        (window as unknown as { shifts: { sum: number } }).shifts.sum,
      ]);
      expect(wide, path).toBe(390);
      expect(shifted, path).toBeLessThan(0.01);
    }
    expect(page.broken).toEqual([]);
    await page.context().close();
  });

  test('without scripts, visitors can read, pick and buy through forms', async () => {
    const page = await newPage({ ...WIDE, javaScriptEnabled: false });
    await choose(page, { script: false, first: 2 });
    const [id] = await rail(page, 'for-you');
    await page.locator(`[data-rail="for-you"] [data-item="${id}"] a`).click();
    await page.getByRole('button', { name: 'I like this' }).click();
    await page.waitForURL(`/items/${id}`);
    expect(await page.getByText('You like it.').count()).toBe(1);
    await page.getByRole('button', { name: 'Buy' }).click();
    await page.waitForURL(`/?bought=${id}`);
    expect(await worksOn(page)).not.toContain(id);
    await page.context().close();
  });

  test("an item's page loads the visitor's rail from the API when it comes near; without scripts it is a link", async () => {
    const page = await newPage(WIDE);
    const liked = await choose(page);
    const item = (await rail(page, 'discover'))[0];
    await page.goto(`/items/${item}`);
    await page.locator('#for-you').scrollIntoViewIfNeeded();
    await page.locator('[data-rail="for-you"] [data-item]').first().waitFor();
    const shown = await rail(page, 'for-you');
    expect(shown).toHaveLength(14);
    for (const other of [item, ...liked, ...(await rail(page, 'similar'))]) expect(shown).not.toContain(other);
    await page.locator(`[data-item="${shown[0]}"] a`).click();
    await page.waitForURL(`**/items/${shown[0]}?rail=*.for-you`);
    expect(page.broken).toEqual([]);
    await page.context().close();

    const plain = await newPage({ ...WIDE, javaScriptEnabled: false });
    await plain.goto(`/items/${item}`);
    await plain.locator('[data-rail="popular"]').getByRole('link').click();
    await plain.waitForURL('/');
    await plain.context().close();
  });

  test('by keyboard: the first tab skips the menu, and an arrow scrolls a row', async () => {
    const page = await newPage(WIDE);
    await page.goto('/');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Skip to the items');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    const list = page.locator('[data-rail="popular"] ul');
    await page.getByRole('button', { name: 'Next in Popular' }).press('Enter');
    await expect.poll(() => list.evaluate((one) => one.scrollLeft)).toBeGreaterThan(300);
    await page.context().close();
  });

  test('a visitor can be chosen, compared for, and left', async () => {
    const page = await newPage(WIDE);
    await page.goto('/visitors');
    await page.getByRole('button', { name: /^ann/ }).click();
    await page.waitForURL('/');
    expect(await page.locator('.who').textContent()).toContain('ann');
    await page.goto('/compare');
    const names = await page.locator('.compare h2').allTextContents();
    expect(names).toEqual(['CuratorNet', 'Visual similarity', 'Popularity']);
    const lists = await Promise.all(
      ['curatornet', 'likeness', 'popularity'].map((id) => worksOn(page, `[aria-labelledby="${id}"]`)),
    );
    for (const list of lists) expect(list.length).toBe(8);
    expect(lists[0]).not.toEqual(lists[2]);
    await page.goto('/yours');
    await page.getByRole('button', { name: 'Leave as this visitor' }).click();
    await page.waitForURL('/');
    expect(await page.locator('h1').textContent()).toBe('There is only one of each.');
    await page.context().close();
  });

  test('only the deploy key opens the operator page', async () => {
    const page = await newPage(WIDE);
    await page.goto('/operator');
    await page.getByLabel('Deploy key').fill('not the deploy key');
    await page.getByRole('button', { name: 'Open' }).click();
    expect(await page.getByText('This is not the deploy key.').count()).toBe(1);
    await page.goto('/operator');
    await page.getByLabel('Deploy key').fill(store.server.keys.DEPLOY_KEY);
    await page.getByRole('button', { name: 'Open' }).click();
    await page.waitForURL('/operator');
    expect(await page.locator('.operator').textContent()).toContain(store.bundle.version);
    await page.context().close();
  });
});
