// Renders the guides as static pages without scripts, which load nothing from elsewhere: so they can be read offline. Their
// pictures are copied beside them.
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
import { GUIDES, type Guide } from '@curatornet/edge/api-page/guides.ts';
import { DOCS_STYLE } from '@curatornet/edge/api-page/style.ts';
import { Marked, type Tokens } from 'marked';
import { ROOT } from './local.ts';

const ALL = Object.values(GUIDES).flat();

const STYLE = `${DOCS_STYLE}
main { min-width: 0; }
main h2 { margin: 2.5rem 0 .75rem; }
main li { max-width: 70ch; }
nav h2 { margin: 1rem 0 0; font-size: 1rem; }
nav ul { margin: .25rem 0; columns: auto; }
nav a { font-family: inherit; }
nav [aria-current] { color: var(--accent); }
.scrolls { overflow-x: auto; }
main img { max-width: 100%; height: auto; border: 1px solid var(--line); border-radius: .4rem; }
table { table-layout: auto; }
thead th:nth-child(-n + 2) { width: auto; }
`;

const PICTURES = 'pictures';
const PICTURE = /!\[[^\]]*\]\(([^)\s]+)\)/g;

/** Writes a page per guide, their pictures, and their style. */
export async function writeGuides(folder: string): Promise<void> {
  await mkdir(join(folder, PICTURES), { recursive: true });
  await writeFile(join(folder, 'style.css'), STYLE);
  await Promise.all(
    ALL.map(async (guide) => {
      const text = await readFile(join(ROOT, guide.file), 'utf8');
      await writeFile(join(folder, `${guide.name}.html`), page(guide, text));
      for (const [, path] of text.matchAll(PICTURE))
        await copyFile(join(ROOT, dirname(guide.file), path), join(folder, PICTURES, basename(path)));
    }),
  );
}

function page(guide: Guide, text: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="CuratorNet at the edge: ${guide.title}">
<title>${guide.title} · CuratorNet at the edge</title>
<link rel="icon" href="/storefront/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<header><p><a href="/docs">CuratorNet at the edge: all calls of the API</a></p></header>
<nav aria-label="Guides">${Object.entries(GUIDES).map(section(guide)).join('')}</nav>
<main id="main" tabindex="-1">
${markdown(guide).parse(text)}</main>
</body>
</html>
`;
}

const section =
  (shown: Guide) =>
  ([reader, guides]: [string, readonly Guide[]]) =>
    `<h2>${reader}</h2><ul>${guides
      .map((guide) => {
        const current = guide === shown ? ' aria-current="page"' : '';
        return `<li><a href="/docs/${guide.name}"${current}>${guide.title}</a></li>`;
      })
      .join('')}</ul>`;

/** A renderer for the links of a page: to other guides, to other sites, and none to files that are not served. */
function markdown({ file }: Guide): Marked {
  return new Marked({
    renderer: {
      heading({ tokens, depth }: Tokens.Heading) {
        return `<h${depth} id="${slug(tokens.map(({ raw }) => raw).join(''))}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ href, tokens }: Tokens.Link) {
        const label = this.parser.parseInline(tokens);
        const address = addressOf(href, file);
        return address === undefined ? label : `<a href="${address}">${label}</a>`;
      },
      image: ({ href, text }: Tokens.Image) => `<img src="/docs/${PICTURES}/${basename(href)}" alt="${text}">`,
      // A table that is wider than a phone scrolls, by keyboard as well.
      table(
        this: { parser: { parseInline(tokens: Tokens.TableCell['tokens']): string } },
        { header, rows }: Tokens.Table,
      ) {
        const cell = (name: string, { tokens, align }: Tokens.TableCell) =>
          `<${name}${align ? ` align="${align}"` : ''}>${this.parser.parseInline(tokens)}</${name.split(' ')[0]}>`;
        const line = (cells: string[]) => `<tr>${cells.join('')}</tr>`;
        // An empty cell above the names of rows is no header.
        const head = line(header.map((one) => cell(one.text === '' ? 'td' : 'th scope="col"', one)));
        const body = rows.map((cells) => line(cells.map((one) => cell('td', one)))).join('');
        return `<div class="scrolls" tabindex="0" role="group" aria-label="Table"><table><thead>${head}</thead><tbody>${body}</tbody></table></div>\n`;
      },
    },
  });
}

/** The id of a heading, as GitHub makes it. */
const slug = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');

function addressOf(href: string, file: string): string | undefined {
  if (/^(https?:|#)/.test(href)) return href;
  // The worker's own pages.
  if (href.startsWith('/')) return href;
  const [path, place] = href.split('#');
  const target = posix.normalize(posix.join(posix.dirname(file), path));
  const guide = ALL.find((one) => one.file === target);
  return guide && `/docs/${guide.name}${place === undefined ? '' : `#${place}`}`;
}
