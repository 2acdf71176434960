// @curatornet/client as npm packs it: its size, its types in a strict project, and its modules in Node.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import { ROOT } from '../../infra/local.ts';
import { temporaryFolder } from '../infra/workbench.ts';

const folder = temporaryFolder();
const installed = join(folder, 'node_modules/@curatornet/client');
beforeAll(() => {
  mkdirSync(installed, { recursive: true });
  const client = join(ROOT, 'edge/client');
  execFileSync('npm', ['pack', '--pack-destination', folder], { cwd: client, stdio: 'pipe' });
  const [packed] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  execFileSync('tar', ['xzf', join(folder, packed), '--strip-components=1', '-C', installed]);
  mkdirSync(join(folder, 'node_modules/@types'));
  for (const name of ['react', '@types/react', 'csstype'])
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
});

/** Runs tsc on files of the project, by name. @returns what it prints */
function typecheck(sources: Record<string, string>, moduleResolution: 'bundler' | 'nodenext'): string {
  for (const [name, source] of Object.entries(sources)) writeFileSync(join(folder, name), source);
  const module = moduleResolution === 'bundler' ? 'esnext' : 'nodenext';
  const options = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2023,dom,dom.iterable', '--types', ''];
  const how = ['--module', module, '--moduleResolution', moduleResolution, '--jsx', 'react-jsx'];
  const args = [...options, ...how, ...Object.keys(sources)];
  try {
    return execFileSync(join(ROOT, 'node_modules/.bin/tsc'), args, { cwd: folder, encoding: 'utf8' });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

const PAGE = `
import { createClient, type RailItem } from '@curatornet/client';
import '@curatornet/client/rail';
import { CuratorRail } from '@curatornet/client/react';
const client = createClient({ url: 'https://rails.example', key: 'key' });
const { rails } = await client.rails({ rails: ['for-you'], maxPrice: 100 });
const items: RailItem[] = rails[0].items;
client.record({ item: items[0].id, kind: 'like' });
document.querySelector('curator-rail')!.options = { artists: ['Ada Rue'] };
CuratorRail({ client, rail: 'popular' });
export {};
`;

test('has no dependencies, and modules with types only', () => {
  const { dependencies, exports } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  expect(dependencies).toBeUndefined();
  const files = readdirSync(join(installed, 'dist'));
  for (const { types, default: module } of Object.values<{ types: string; default: string }>(exports))
    for (const path of [types, module]) expect(files).toContain(path.replace('./dist/', ''));
  for (const name of files.filter((one) => one.endsWith('.d.ts')))
    expect(readFileSync(join(installed, 'dist', name), 'utf8')).not.toMatch(/from '(zod|@curatornet)/);
});

test.each(['bundler', 'nodenext'] as const)('its types serve a strict project that resolves modules as %s', (how) => {
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  expect(typecheck({ 'page.ts': PAGE }, how)).toBe('');
  expect(typecheck({ 'page.ts': PAGE.replace("kind: 'like'", "kind: 'love'") }, how)).toContain(
    `Type '"love"' is not assignable`,
  );
});

test('the TypeScript of the pages for its readers has no errors', () => {
  const blocks = ['api.md', 'pages.md'].flatMap((page) =>
    [...readFileSync(join(ROOT, 'edge/docs', page), 'utf8').matchAll(/^```(tsx?)\n([\s\S]*?)^```/gm)].map(
      ([, language, block], place) => [`${page}-${place}.${language}`, `${block}\nexport {};\n`],
    ),
  );
  expect(blocks.map(([name]) => name)).toEqual(['api.md-0.ts', 'pages.md-0.ts', 'pages.md-1.tsx']);
  expect(typecheck(Object.fromEntries(blocks), 'bundler')).toBe('');
});

test('a page that bundles the client is less than 3 kB larger, gzipped', async () => {
  const stdin = { contents: "export { createClient } from '@curatornet/client';", resolveDir: folder };
  const { outputFiles } = await build({ stdin, bundle: true, minify: true, format: 'esm', write: false });
  expect(gzipSync(outputFiles[0].contents, { level: 9 }).length).toBeLessThan(3000);
});

test('Node imports all its modules', () => {
  const script = `
    const { createClient } = await import('@curatornet/client');
    const { CuratorRail } = await import('@curatornet/client/react');
    await import('@curatornet/client/rail');
    console.log(typeof createClient, typeof CuratorRail);`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: folder });
  expect(printed.toString()).toBe('function function\n');
});
