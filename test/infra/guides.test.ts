// The guides as static pages: one per reader's page, without scripts, with pictures of their own and links that resolve among
// themselves.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { GUIDES } from '../../edge/api-page/guides.ts';
import { writeGuides } from '../../infra/guides.ts';
import { temporaryFolder } from './workbench.ts';

const folder = temporaryFolder();
beforeAll(() => writeGuides(folder));

const guides = Object.values(GUIDES).flat();
const page = (name: string) => readFileSync(join(folder, `${name}.html`), 'utf8');
const all = (html: string, pattern: RegExp) => [...html.matchAll(pattern)].map(([, found]) => found);

test('a page per guide, their pictures, and their style', () => {
  expect(guides.length).toBeGreaterThan(8);
  const files = [...guides.map(({ name }) => `${name}.html`), 'pictures', 'style.css'];
  expect(readdirSync(folder).sort()).toEqual(files.sort());
  expect(readFileSync(join(folder, 'style.css'), 'utf8')).not.toMatch(/url\(|@import/);
});

describe.each(guides)('$name', ({ name, title }) => {
  test('has its title, and its place among the guides', () => {
    const html = page(name);
    expect(html).toContain(`<title>${title} · CuratorNet at the edge</title>`);
    expect(all(html, /<a href="([^"]+)" aria-current="page">/g)).toEqual([`/docs/${name}`]);
    expect(all(html, /<h1 id="([^"]+)">/g)).toHaveLength(1);
  });

  test('loads nothing but the style, the icon and pictures that lie beside it, which have a text', () => {
    const html = page(name);
    expect(html).not.toMatch(/<(script|iframe)\b|style=/);
    for (const tag of all(html, /(<img[^>]*>)/g)) {
      const [, file] = /^<img src="\/docs\/(pictures\/[a-z-]+\.webp)" alt="[^"]{20,}">$/.exec(tag) ?? [undefined, tag];
      expect(existsSync(join(folder, file)), tag).toBe(true);
    }
    expect(all(html, /<link [^>]*href="([^"]+)"/g)).toEqual(['/storefront/icon.svg', '/docs/style.css']);
  });

  test('has links to guides, to places on them and to other sites only', () => {
    for (const href of all(page(name), /<a [^>]*?href="([^"]+)"/g)) {
      if (href.startsWith('https://') || href === '/docs') continue;
      const [, target = name, place] = /^(?:\/docs\/([a-z-]+))?(?:#(.+))?$/.exec(href) ?? [undefined, href];
      expect(guides.map((one) => one.name)).toContain(target);
      if (place !== undefined) expect(page(target)).toContain(` id="${place}"`);
    }
  });
});

test('a link to a file that is not served is its text', () => {
  // trainer/docs/your-data.md links the list of visual features.
  expect(page('your-data')).toContain('(colour, light, line, surface, on a grid: the list)');
  expect(page('pages')).toContain('<a href="/docs/api#rails">');
});
