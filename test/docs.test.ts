// The pages that people read: their links resolve, the commands that they show exist, and a block of commands runs, unless
// it says what it needs.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import type { RailsResponse } from '../shared/api-rails.ts';
import type { Command } from '../trainer/commands/command.ts';
import { openDataset } from '../trainer/dataset/dataset.ts';
import { writeNpy } from '../trainer/dataset/npy.ts';
import { DRAFT, openShops } from './fixtures/shops.ts';
import { freePort } from './infra/workbench.ts';

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
  let closeShops = () => {};
  beforeAll(async () => {
    await storeFiles(folder);
    closeShops = await openShops(folder);
  });
  afterAll(() => {
    closeShops();
    rmSync(folder, { recursive: true, force: true });
  });
  const blocks = pages.flatMap((page) =>
    blocksOf(page).flatMap(({ language, marks, block }) =>
      language === 'sh' && marks.length === 0 ? [[page, block] as const] : [],
    ),
  );

  it('are found', () => expect(blocks.map(([page]) => page)).toContain('trainer/docs/your-data.md'));

  it.each(blocks)('%s: %s', async (_, block) => {
    await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', block], { cwd: folder });
  });

  /** The user of a customer, by the line of the page. */
  const userOf = (store: string, email: string) => {
    const key = readFileSync(join(folder, `${store.replace('from-', '')}.key`), 'utf8').trim();
    return createHmac('sha256', key).update(email).digest('hex');
  };

  it.each([
    ['from-shopify', 'SEA-0', '#1001', '2024-01-15T09:22:10Z', 'Sea, Blue', '120.00'],
    ['from-woocommerce', '100', '5001', '2024-07-10T08:22:10Z', 'Hill, Green', '120.50'],
  ])("%s is a dataset of a shop's exports, without e-mail addresses", async (store, item, basket, at, tags, price) => {
    const linesOf = (name: string) =>
      readFileSync(join(folder, store, name), 'utf8')
        .trim()
        .split('\n')
        .slice(1);
    const events = linesOf('events.csv');
    expect(events).toHaveLength(36);
    expect(events[0]).toBe(`${userOf(store, 'customer0@example.com')},${item},${at},${basket}`);
    expect(events.join()).not.toContain('@');
    const items = linesOf('items.csv');
    expect(items).toHaveLength(DRAFT);
    expect(items[0]).toMatch(new RegExp(`^${item},Artist 0,.*,http://127.*,${price},EUR,true,"${tags}"$`));
    const { features, featureSize } = await openDataset(join(folder, store));
    expect(features.length / featureSize).toBe(DRAFT);
  });

  it("the last command of Shopify's recipe serves the store", async () => {
    const user = userOf('from-shopify', 'customer0@example.com');
    const command = commandsOf('trainer/docs/your-data.md').find((line) => /^npm start .* from-shopify$/.test(line))!;
    const port = await freePort();
    const args = [...command.split(' ').slice(3), '--port', String(port), '--home', join(folder, 'home')];
    const server = spawn(process.execPath, [join(ROOT, 'trainer/cli.ts'), 'start', ...args], { cwd: folder });
    const ended = new Promise((resolve) => server.on('close', resolve));
    try {
      const authorization = await new Promise<string>((resolve, reject) => {
        let [said, errors] = ['', ''];
        server.stderr.on('data', (text) => {
          errors += text;
        });
        server.stdout.on('data', (text) => {
          said += text;
          const key = /a known user .* 'authorization: ([^']*)'/.exec(said)?.[1];
          if (key) resolve(key);
        });
        ended.then((status) => reject(new Error(`ended with ${status}:\n${errors}`)));
      });
      const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization } });
      const { rails } = (await (await get(`/v1/rails?user=${user}&limit=20`)).json()) as RailsResponse;
      expect(rails[0].id).toBe('for-you');
      // All items on sale, and no other.
      const onSale = Array.from({ length: 12 }, (_, n) => `SEA-${36 + n}`);
      expect(rails[0].items.map(({ id }) => id).sort()).toEqual(onSale);
      const page = await (await get('/items/SEA-36')).text();
      const picture = await get(/src="(\/pictures\/[^"]+)"/.exec(page)![1]);
      expect(picture.headers.get('content-type')).toBe('image/jpeg');
    } finally {
      server.kill('SIGINT');
      await ended;
    }
  }, 300_000);
});

/** The files of a small store, under the names that the pages use. npx finds the project's commands. */
async function storeFiles(folder: string): Promise<void> {
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'items.csv'), 'id,title\np-1,Sea\np-2,Hill\n');
  writeFileSync(join(folder, 'events.csv'), 'user,item,at\nann,p-1,2024-01-05\nbob,p-2,2024-01-06\n');
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
