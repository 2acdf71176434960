// The pages that people read: their links resolve, the commands that they show exist, and a block of commands runs, unless
// it says what it needs.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import type { Command } from '../trainer/commands/command.ts';
import { writeNpy } from '../trainer/dataset/npy.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LINK = /\]\(([^)\s]+)\)/g;
const FENCE = /^```([^\n]*)\n([\s\S]*?)^```/gm;
/** The languages of blocks; a block of text has none. */
const LANGUAGES = ['', 'sh', 'json', 'ts', 'tsx', 'js', 'html', 'css', 'swift', 'kotlin'];
/** What a block of commands may need, so that it is not run here: `sh needs=account`. */
const NEEDS = ['account', 'worker', 'minutes', 'data', 'java', 'gpu'];
/** How a command begins. */
const COMMAND = /^(\w+=\S+ )*(npm|npx|curl|curatornet|wrangler|node|git|cd) /m;

const pages = execFileSync('git', ['ls-files', '*.md'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
const textOf = (page: string) => readFileSync(join(ROOT, page), 'utf8');

const blocksOf = (page: string) =>
  [...textOf(page).matchAll(FENCE)].map(([, info, block]) => {
    const [language, ...marks] = info.split(' ');
    return { language, marks, block };
  });

/** The commands in the fenced blocks of a page, continued lines joined, comments cut off. */
const commandsOf = (page: string): string[] =>
  blocksOf(page).flatMap(({ block }) =>
    block
      .replaceAll('\\\n', ' ')
      .split('\n')
      .map((line) => line.replace(/\s#.*$/, '').trim()),
  );

it('reads the pages', () => {
  expect(pages).toContain('README.md');
  expect(pages.length).toBeGreaterThan(10);
  expect(commandsOf('README.md')).toContain('npm start');
});

describe.each(pages)('%s', (page) => {
  it('links to files that exist', () => {
    const broken = [...textOf(page).matchAll(LINK)]
      .map(([, link]) => link.replace(/#.*$/, ''))
      .filter((link) => link !== '' && !/^[a-z]+:/.test(link) && !existsSync(join(ROOT, dirname(page), link)));
    expect(broken).toEqual([]);
  });

  it('marks its blocks: a known language, and what commands need', () => {
    for (const { language, marks, block } of blocksOf(page)) {
      expect(LANGUAGES, block).toContain(language);
      if (language !== 'sh') expect([marks, COMMAND.test(block)], block).toEqual([[], false]);
      else expect([[], ...NEEDS.map((need) => [`needs=${need}`])], block).toContainEqual(marks);
    }
  });

  it('shows scripts of package.json and commands of curatornet, with options that they have', async () => {
    const lines = await Promise.all(commandsOf(page).map(mistakesOf));
    expect(lines.flat()).toEqual([]);
  });
});

describe('blocks of commands', () => {
  const folder = mkdtempSync(join(tmpdir(), 'curatornet-docs-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const blocks = pages.flatMap((page) =>
    blocksOf(page).flatMap(({ language, marks, block }) =>
      language === 'sh' && marks.length === 0 ? [[page, block] as const] : [],
    ),
  );

  it('are found', () => expect(blocks.map(([page]) => page)).toContain('trainer/docs/your-data.md'));

  it.each(blocks)('%s: %s', async (_, block) => {
    await storeFiles(folder);
    execFileSync('bash', ['-euo', 'pipefail', '-c', block], { cwd: folder, stdio: 'pipe' });
  });

  it('import the orders of other shops', () => {
    const events = (store: string) =>
      readFileSync(join(folder, store, 'events.csv'), 'utf8')
        .trim()
        .split('\n')
        .slice(1);
    expect(events('from-shopify')).toEqual([
      'ann@example.com,p-1,2024-01-05T09:22:33Z,#1001',
      'ann@example.com,p-2,2024-01-05T09:22:33Z,#1001',
    ]);
    expect(events('from-woocommerce')).toEqual(['7,p-1,2024-07-05T08:22:33Z,1001', '8,p-2,2024-01-06T08:00:00Z,1002']);
  });
});

/** The files of a small store, under the names that the pages use. npx finds the project's commands. */
async function storeFiles(folder: string): Promise<void> {
  if (existsSync(join(folder, 'node_modules'))) return;
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'items.csv'), 'id,title\np-1,Sea\np-2,Hill\n');
  writeFileSync(join(folder, 'events.csv'), 'user,item,at\nann,p-1,2024-01-05\nbob,p-2,2024-01-06\n');
  // Invented orders in the shape of Shopify's export and of WooCommerce's table.
  writeFileSync(
    join(folder, 'orders_export.csv'),
    `Name,Email,Financial Status,Paid at,Currency,Created at,Lineitem quantity,Lineitem name,Lineitem sku,Notes
#1001,ann@example.com,paid,2024-01-05 10:22:40 +0100,EUR,2024-01-05 10:22:33 +0100,1,"Sea, framed",p-1,"two
lines"
#1001,ann@example.com,,,,2024-01-05 10:22:33 +0100,1,Hill,p-2,
#1002,bob@example.com,paid,2024-01-06 09:00:00 +0100,EUR,2024-01-06 08:59:00 +0100,1,A frame,frame-7,\n`,
  );
  writeFileSync(
    join(folder, 'orders.tsv'),
    'customer_id\tproduct_id\torder_id\tdate_created\n7\tp-1\t1001\t2024-07-05 10:22:33\n8\tp-2\t1002\t2024-01-06 09:00:00\n',
  );
  await writeNpy(join(folder, 'features.npy'), 2, 4, [Float32Array.from([1, 2, 3, 4, 4, 3, 2, 1])]);
}

/** What is wrong with a line of a fenced block. */
async function mistakesOf(line: string): Promise<string[]> {
  const script = /(?:^|&& )npm run ([\w:-]+)/.exec(line)?.[1];
  if (script !== undefined && !(script in packageJson.scripts)) return [`${line}: no script ${script}`];
  const [, name, rest] = /(?:npx |^)curatornet ([a-z]+)(.*)$/.exec(line) ?? [];
  if (name === undefined) return [];
  if (!existsSync(join(ROOT, `trainer/commands/${name}.ts`))) return [`${line}: no command ${name}`];
  const { [`${name}Command`]: command } = (await import(`../trainer/commands/${name}.ts`)) as Record<string, Command>;
  const unknown = [...rest.matchAll(/--([a-z-]+)/g)].map(([, option]) => option);
  return unknown
    .filter((option) => !(option in { ...command.options, json: true, help: true }))
    .map((option) => `${line}: no option --${option}`);
}
