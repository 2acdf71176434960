// The paths of the local D1 and R2, and how wrangler runs: quietly, offline, without questions.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** The configuration of the worker and its bindings. */
export const CONFIG = at('../wrangler.toml');
export const ROOT = at('..');
/** The default folder of the local D1 and R2. */
export const STATE = at('../.wrangler/state');

export const ENVIRONMENT = {
  ...process.env,
  CI: '1',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  FORCE_COLOR: '0',
  WRANGLER_SEND_METRICS: 'false',
};

/** The command line that runs wrangler with the current Node. */
export const wranglerCommand = (args: readonly string[]): [string, ...string[]] => [
  process.execPath,
  fileURLToPath(new URL('../bin/wrangler.js', import.meta.resolve('wrangler'))),
  ...args,
];

/** Runs wrangler until it ends. @throws Error with its output if it fails */
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

/** Applies new migrations to the local D1. A file records the applied ones, because wrangler takes seconds to check. */
export async function migrate(state: string): Promise<void> {
  const migrations = (await readdir(at('migrations'))).filter((name) => name.endsWith('.sql')).sort();
  const done = join(state, 'migrations.txt');
  const applied = existsSync(join(state, 'v3', 'd1')) ? await readFile(done, 'utf8').catch(() => '') : '';
  if (applied === migrations.join('\n')) return;
  await wrangler(['d1', 'migrations', 'apply', 'DB', '--local', '--persist-to', state, '--config', CONFIG]);
  await writeFile(done, migrations.join('\n'));
}
