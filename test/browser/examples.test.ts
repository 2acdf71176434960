// The examples for pages in Chromium, with the built client: the plain page, and the files of the Next.js page. Next.js is
// not installed: React renders and hydrates its page as Next.js would.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { buildPackage } from '../../edge/client/build.ts';
import { ROOT } from '../../infra/local.ts';
import { temporaryFolder } from '../infra/workbench.ts';
import { hasChromium } from './chromium.ts';
import { openShop, visitShop } from './shop.ts';
import { openStore, store, worksOn } from './store.ts';

const EXAMPLES = join(ROOT, 'infra/examples');
/** Of packages that the Next.js page needs, beside ours. */
const REACT = [
  'react',
  'react-dom',
  'scheduler',
  '@types/react',
  '@types/react-dom',
  '@types/node',
  'undici-types',
  'csstype',
];

describe.skipIf(!hasChromium)('examples in chromium (skipped without chromium)', () => {
  openStore();
  const shop = openShop();

  test('the plain page: a like makes the rail for the visitor', async () => {
    const html = readFileSync(join(EXAMPLES, 'page.html'), 'utf8');
    const body = html.replaceAll('http://127.0.0.1:8787', store.server.url);
    shop.pages['/'] = { type: 'text/html', body: body.replace('STOREFRONT_KEY', store.server.keys.STOREFRONT_KEY) };
    const page = await visitShop(shop);
    await page.locator('[rail="popular"] [data-item]').first().waitFor();
    expect(await page.locator('[rail="for-you"]').isVisible()).toBe(false);
    const [liked, ...others] = await worksOn(page, '[rail="popular"]');
    expect(others).toHaveLength(9);
    await page.locator(`[data-item="${liked}"] button`).click();
    await page.locator('[rail="for-you"] [data-item]').first().waitFor();
    const chosen = await worksOn(page, '[rail="for-you"]');
    expect(chosen).toHaveLength(10);
    expect(chosen).not.toContain(liked);
    expect(page.calls.at(-1)!.body).toMatchObject({ history: [liked], rails: ['for-you', 'popular'] });
    expect(page.broken).toEqual([]);
  });

  test('the page of the documents: from an empty file to rails, and a like', async () => {
    const text = readFileSync(join(ROOT, 'edge/docs/pages.md'), 'utf8');
    const block = (language: string) =>
      new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'm')
        .exec(text)![1]
        .replaceAll('http://127.0.0.1:8787', store.server.url)
        .replaceAll('STOREFRONT_KEY', store.server.keys.STOREFRONT_KEY);
    shop.pages['/'] = { type: 'text/html', body: block('html') };
    const page = await visitShop(shop);
    await page.locator('[rail="popular"] img').first().waitFor();
    expect(await worksOn(page, '[rail="popular"]')).toHaveLength(20);
    expect(await page.locator('[rail="for-you"]').isVisible()).toBe(false);
    await page.addScriptTag({ type: 'module', content: block('js') });
    await page.locator('[rail="for-you"] img').first().waitFor();
    expect(await worksOn(page, '[rail="for-you"]')).not.toContain('w-3');
    // A browser asks for an icon.
    expect(page.broken.filter((line) => !line.includes('favicon'))).toEqual([]);
  });

  const folder = temporaryFolder();

  test('the Next.js page: typed, rendered by the server, and alive in the browser', async () => {
    cpSync(join(EXAMPLES, 'next'), folder, { recursive: true });
    const client = join(folder, 'node_modules/@curatornet/client');
    await buildPackage(join(client, 'dist'));
    cpSync(join(ROOT, 'edge/client/package.json'), join(client, 'package.json'));
    mkdirSync(join(folder, 'node_modules/@types'));
    for (const name of REACT) symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
    execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['--project', folder], { stdio: 'pipe' });

    const entry = (contents: string) => ({ contents, resolveDir: folder, loader: 'tsx' as const });
    const options = {
      bundle: true,
      format: 'esm' as const,
      jsx: 'automatic' as const,
      define: {
        'process.env.NEXT_PUBLIC_CURATORNET_URL': JSON.stringify(store.server.url),
        'process.env.NEXT_PUBLIC_CURATORNET_KEY': JSON.stringify(store.server.keys.STOREFRONT_KEY),
        'process.env.NODE_ENV': '"production"',
      },
    };
    await build({
      ...options,
      platform: 'node',
      packages: 'external',
      stdin: entry(`import Page from './app/page';
        import { renderToString } from 'react-dom/server';
        const page = await Page();
        const rails = page.props.children.slice(1).map((child) => child.props);
        console.log(JSON.stringify({ html: renderToString(page), rails }));`),
      outfile: join(folder, 'server.mjs'),
    });
    const { html, rails } = JSON.parse(execFileSync(process.execPath, [join(folder, 'server.mjs')]).toString());
    expect(html).toMatch(/<h1>My shop<\/h1><curator-rail rail="for-you"/);
    expect(html.match(/<a href="\/items\/w-\d+">/g)).toHaveLength(20);

    const { outputFiles } = await build({
      ...options,
      write: false,
      stdin: entry(`import { hydrateRoot } from 'react-dom/client';
        import { StoreRail } from './app/store-rail';
        const rails = JSON.parse(document.querySelector('#rails').textContent);
        const onRecoverableError = (error) => console.error('hydration', error);
        hydrateRoot(document.querySelector('#root'), <main><h1>My shop</h1>{...rails.map((props) => <StoreRail {...props} />)}</main>, { onRecoverableError });`),
    });
    shop.pages['/app.js'] = { type: 'text/javascript', body: outputFiles[0].text };
    shop.pages['/'] = {
      type: 'text/html',
      body: `<!doctype html><html lang="en"><title>My shop</title><div id="root">${html}</div>
        <script type="application/json" id="rails">${JSON.stringify(rails)}</script>
        <script type="module" src="/app.js"></script></html>`,
    };
    const page = await visitShop(shop);
    await page.locator('[rail="new"] [data-item]').first().waitFor();
    expect(await worksOn(page, '[rail="popular"]')).toHaveLength(10);
    expect(await page.locator('[rail="for-you"]').isVisible()).toBe(false);
    expect(page.calls.map(({ call }) => call)).toEqual([
      'GET /v1/rails/anonymous?limit=10&rails=for-you&rails=popular&rails=new',
    ]);
    expect(page.broken).toEqual([]);
  });
});
