// `npm run deploy:worker`: applies the migrations, then deploys the worker: old code tolerates new columns, and new code
// needs them. With the worker go its static files. `-- --dry-run` only applies the migrations to an empty local database and bundles the worker.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeAssets } from './assets.ts';
import { CONFIG, ROOT, wranglerCommand } from './local.ts';

/** Runs wrangler in this terminal. @throws Error if it fails */
async function run(args: string[], env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const [command, ...rest] = wranglerCommand([...args, '--config', CONFIG]);
  const child = spawn(command, rest, { cwd: ROOT, env, stdio: 'inherit' });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`wrangler ${args.join(' ')} ended with ${code}`);
}

const args = process.argv.slice(2);
if (args.includes('--dry-run')) {
  const state = await mkdtemp(join(tmpdir(), 'curatornet-migrations-'));
  try {
    const quiet = { ...process.env, CI: '1' };
    await run(['d1', 'migrations', 'apply', 'DB', '--local', '--persist-to', state], quiet);
  } finally {
    await rm(state, { recursive: true, force: true });
  }
} else await run(['d1', 'migrations', 'apply', 'DB', '--remote']);
const assets = await makeAssets(join(ROOT, '.wrangler/assets'));
await run(['deploy', '--assets', assets, ...args]);
