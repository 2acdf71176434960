// Where the local Cloudflare lives, and how wrangler is run for it: quietly, offline, without questions.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** Bindings and the worker. */
export const CONFIG = at('../wrangler.toml');
export const ROOT = at('..');
/** Where local D1 and R2 keep their files unless another folder is named. */
export const STATE = at('../.wrangler/state');

export const ENVIRONMENT = {
  ...process.env,
  CI: '1',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  FORCE_COLOR: '0',
  WRANGLER_SEND_METRICS: 'false',
};

/** The command line of wrangler under this very Node. */
export const wranglerCommand = (args: readonly string[]): [string, ...string[]] => [
  process.execPath,
  fileURLToPath(new URL('../bin/wrangler.js', import.meta.resolve('wrangler'))),
  ...args,
];

/** Runs wrangler to its end. @throws Error with what it printed where it fails */
export async function wrangler(args: readonly string[]): Promise<void> {
  const [command, ...rest] = wranglerCommand(args);
  const child = spawn(command, rest, { cwd: ROOT, env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`wrangler ${args.join(' ')} ended with ${code}:\n${printed.trim()}`);
}

/** Brings the tables of the local D1 up to date. That it was done is noted beside them: wrangler takes seconds to find out. */
export async function migrate(state: string): Promise<void> {
  const migrations = (await readdir(at('migrations'))).filter((name) => name.endsWith('.sql')).sort();
  const done = join(state, 'migrations.txt');
  const known = existsSync(join(state, 'v3', 'd1')) ? await readFile(done, 'utf8').catch(() => '') : '';
  if (known === migrations.join('\n')) return;
  await wrangler(['d1', 'migrations', 'apply', 'DB', '--local', '--persist-to', state, '--config', CONFIG]);
  await writeFile(done, migrations.join('\n'));
}
