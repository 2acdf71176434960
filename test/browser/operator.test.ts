// The operator's pages as a merchandiser uses them: a rule is added, previewed and put in force, the home page changes, and one
// click brings it back. All of it works without scripts.
import { describe, expect, test } from 'vitest';
import { lookAt } from './axe.ts';
import { hasChromium } from './chromium.ts';
import { newPage, openStore, store, worksOn } from './store.ts';

describe.skipIf(!hasChromium)('the operator in chromium (skipped without chromium)', () => {
  openStore();

  test('adds a rule, previews it, puts it in force, and rolls it back; axe finds nothing', async () => {
    const viewport = { width: 1280, height: 900 };
    const page = await newPage({ viewport, bypassCSP: true, colorScheme: 'light', reducedMotion: 'reduce' });
    const visitor = await newPage({ viewport });
    const popular = async () => {
      await visitor.goto('/');
      return worksOn(visitor, '[data-rail="popular"]');
    };
    const before = await popular();
    const last = before.at(-1)!;

    await page.goto('/operator/rails');
    await page.getByLabel('Deploy key').fill(store.server.keys.DEPLOY_KEY);
    await page.getByRole('button', { name: 'Open' }).click();
    await page.waitForURL('/operator/rails');
    await page.getByRole('link', { name: 'Add a rule' }).click();
    await page.getByLabel('Name').fill('The one');
    await page.getByRole('radio', { name: 'Pin' }).check();
    await page.getByLabel('pin: place').fill('2');
    await page.getByLabel('Ids').fill(last);
    await page.getByRole('checkbox', { name: 'popular' }).check();
    await page.getByRole('button', { name: 'Preview' }).click();

    const anonymous = page.locator('details', { hasText: 'An anonymous visitor' });
    const [old, now] = ['Before', 'After'].map((name) => anonymous.locator('.sides > div', { hasText: name }));
    const idsIn = (side: typeof old) =>
      side.locator('[data-item]').evaluateAll((items) => items.map((item) => (item as HTMLElement).dataset.item));
    expect((await idsIn(old)).slice(0, 3)).toEqual(before.slice(0, 3));
    expect((await idsIn(now)).slice(0, 3)).toEqual([before[0], last, before[1]]);
    expect((await now.locator('.moved').textContent())!.replaceAll(/\s+/g, ' ')).toContain('the-one');
    expect(await popular()).toEqual(before);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.locator('details').evaluateAll((all) => {
        for (const one of all) (one as HTMLDetailsElement).open = true;
      });
      expect((await lookAt(page)).found).toEqual([]);
    }

    await page.getByLabel('Who').fill('ann');
    await page.getByLabel('Why').fill('it is the one');
    await page.getByRole('button', { name: 'Put in force' }).click();
    await page.waitForURL('/operator/rails?done=1');
    expect(await page.getByText('Pin the best of the item').textContent()).toContain(
      `Pin the best of the item ${last} to place 2 on the rail popular of all pages.`,
    );
    expect((await popular()).slice(0, 3)).toEqual([before[0], last, before[1]]);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect((await lookAt(page)).found).toEqual([]);
    }

    await page.getByRole('button', { name: 'Return to this revision, 0' }).click();
    await page.waitForURL('/operator/rails?done=2');
    expect(await popular()).toEqual(before);
    expect(page.broken).toEqual([]);
    await Promise.all([page, visitor].map((one) => one.context().close()));
  });

  test('without scripts and on a phone, rails change their places, and nothing is wider than the screen', async () => {
    const page = await newPage({ viewport: { width: 390, height: 844 }, isMobile: true, javaScriptEnabled: false });
    await page.goto('/operator/rails');
    await page.getByLabel('Deploy key').fill(store.server.keys.DEPLOY_KEY);
    await page.getByRole('button', { name: 'Open' }).click();
    await page.goto('/operator/rails/page?page=home&list=anonymous');
    const names = () => page.getByLabel('Name').evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value));
    expect(await names()).toEqual(['popular', 'new', 'a-look-around', '']);
    await page.getByRole('button', { name: 'Move a-look-around up' }).click();
    expect(await names()).toEqual(['popular', 'a-look-around', 'new', '']);
    await page.getByLabel('Title, en').first().fill('What sells');
    await page.getByRole('button', { name: 'Preview again' }).click();
    expect(await page.getByText('What sells').count()).toBeGreaterThan(0);
    for (const path of ['/operator/rails', '/operator/rails/rule', '/operator/results']) {
      expect(await page.evaluate(() => document.documentElement.scrollWidth), page.url()).toBe(390);
      await page.goto(path);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth), page.url()).toBe(390);
    await page.context().close();
  });
});
