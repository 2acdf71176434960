// Checks every page and every guide with axe-core, by the rules of WCAG 2.2 and best practice: wide and light, narrow and dark.
import { describe, expect, test } from 'vitest';
import { GUIDES } from '../../edge/api-page/guides.ts';
import { lookAt } from './axe.ts';
import { hasChromium } from './chromium.ts';
import { newPage, openStore, type StorePage, store } from './store.ts';

const GUIDE_PAGES = Object.values(GUIDES)
  .flat()
  .map(({ name }) => `/docs/${name}`);
const STRANGER = ['/', '/welcome', '/operator', '/items/w-5', '/compare', '/find', '/items/nothing'];
const VISITOR = [
  '/',
  '/?bought=w-60',
  '/items/w-7',
  '/items/w-60',
  '/artists/Artist%204',
  '/visitors',
  '/yours',
  '/compare',
  '/operator',
  ...['/operator/rails', '/operator/rails/rule', '/operator/rails/page?page=home', '/operator/rails/json'],
  '/operator/results',
];

describe.skipIf(!hasChromium)('axe in chromium (skipped without chromium)', () => {
  openStore();

  const open = (colorScheme: 'light' | 'dark', width: number) =>
    newPage({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true, reducedMotion: 'reduce' });

  /** What axe finds on a page. */
  async function findings(page: StorePage, path: string): Promise<string[]> {
    await page.goto(path);
    const { found, passes } = await lookAt(page);
    expect(passes, path).toBeGreaterThan(10);
    return found;
  }

  test.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)('finds nothing on any page, %s, %i pixels wide', async (colorScheme, width) => {
    const page = await open(colorScheme, width);
    const look = async (path: string) => expect(await findings(page, path)).toEqual([]);
    for (const path of STRANGER) await look(path);
    await page.goto('/operator');
    await page.getByLabel('Deploy key').fill(store.server.keys.DEPLOY_KEY);
    await page.getByRole('button', { name: 'Open' }).click();
    await page.goto('/visitors');
    await page.getByRole('button', { name: /^bob/ }).click();
    await page.waitForURL('/');
    for (const path of VISITOR) await look(path);
    await page.context().close();
  });

  test.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)('finds nothing in any guide, %s, %i pixels wide', async (colorScheme, width) => {
    const page = await open(colorScheme, width);
    const found = [];
    for (const path of GUIDE_PAGES) found.push(...(await findings(page, path)));
    expect(found).toEqual([]);
    await page.context().close();
  });
});
