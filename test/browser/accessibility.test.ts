// Checks every page with axe-core, by the rules of WCAG 2.2 and best practice: wide and light, narrow and dark.
import { describe, expect, test } from 'vitest';
import { lookAt } from './axe.ts';
import { hasChromium } from './chromium.ts';
import { newPage, openStore, store } from './store.ts';

const STRANGER = [
  '/',
  '/docs',
  '/docs/pages',
  '/docs/operations',
  '/welcome',
  '/operator',
  '/items/w-5',
  '/compare',
  '/find',
  '/items/nothing',
];
const VISITOR = ['/', '/items/w-7', '/artists/Artist%204', '/visitors', '/yours', '/compare', '/operator'];
const OPERATOR = [
  '/operator/rails',
  '/operator/rails/rule',
  '/operator/rails/page?page=home',
  '/operator/rails/json',
  '/operator/results',
];

describe.skipIf(!hasChromium)('axe in chromium (skipped without chromium)', () => {
  openStore();

  test.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)('finds nothing on any page, %s, %i pixels wide', async (colorScheme, width) => {
    const page = await newPage({
      colorScheme,
      viewport: { width, height: 900 },
      bypassCSP: true,
      reducedMotion: 'reduce',
    });
    const look = async (path: string) => {
      await page.goto(path);
      const { found, passes } = await lookAt(page);
      expect(passes, path).toBeGreaterThan(10);
      expect(found).toEqual([]);
    };
    for (const path of STRANGER) await look(path);
    await page.goto('/operator');
    await page.getByLabel('Deploy key').fill(store.server.keys.DEPLOY_KEY);
    await page.getByRole('button', { name: 'Open' }).click();
    await page.goto('/visitors');
    await page.getByRole('button', { name: /^bob/ }).click();
    await page.waitForURL('/');
    for (const path of [...VISITOR, ...OPERATOR]) await look(path);
    await page.context().close();
  });
});
