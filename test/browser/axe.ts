// axe-core on a page, by the rules of WCAG 2.2 and best practice. The pages' content security policy blocks foreign scripts,
// including axe: open the page with `bypassCSP`.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds on the page, and how many of its rules passed. */
export async function lookAt(page: Page): Promise<{ found: string[]; passes: number }> {
  await page.evaluate(AXE);
  const { violations, passes } = await page.evaluate(() =>
    (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  const { pathname } = new URL(page.url());
  const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${pathname} ${id}: ${html}`));
  return { found, passes: passes.length };
}
