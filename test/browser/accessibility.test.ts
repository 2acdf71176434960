// Checks every page with axe-core, by the rules of WCAG 2.2 and best practice: wide and light, narrow and dark.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { describe, expect, test } from 'vitest';
import { hasChromium } from './chromium.ts';
import { newPage, openStore, store } from './store.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
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

describe.skipIf(!hasChromium)('axe in chromium (skipped without chromium)', () => {
  openStore();

  test.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)('finds nothing on any page, %s, %i pixels wide', async (colorScheme, width) => {
    // The pages' content security policy blocks foreign scripts, including axe.
    const page = await newPage({
      colorScheme,
      viewport: { width, height: 900 },
      bypassCSP: true,
      reducedMotion: 'reduce',
    });
    const look = async (path: string) => {
      await page.goto(path);
      await page.evaluate(AXE);
      const { violations, passes } = await page.evaluate(() =>
        (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
      );
      expect(passes.length, path).toBeGreaterThan(10);
      const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${path} ${id}: ${html}`));
      expect(found).toEqual([]);
    };
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
});
