// The pages that people read: their links resolve, and the commands that they show exist.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import type { Command } from '../trainer/commands/command.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LINK = /\]\(([^)\s]+)\)/g;
const FENCE = /^```[^\n]*\n([\s\S]*?)^```/gm;

const pages = execFileSync('git', ['ls-files', '*.md'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
const textOf = (page: string) => readFileSync(join(ROOT, page), 'utf8');

/** The commands in the fenced blocks of a page, continued lines joined, comments cut off. */
const commandsOf = (page: string): string[] =>
  [...textOf(page).matchAll(FENCE)].flatMap(([, block]) =>
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

  it('shows scripts of package.json and commands of curatornet, with options that they have', async () => {
    const lines = await Promise.all(commandsOf(page).map(mistakesOf));
    expect(lines.flat()).toEqual([]);
  });
});

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
