// `npm run deploy:worker`: puts the worker itself out, migrations first: the code of before does not mind new columns, the
// new code needs them. `-- --dry-run` applies the migrations to an empty database here and bundles the worker, no more.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONFIG, ROOT, wranglerCommand } from './local.ts';

/** Runs wrangler with this terminal. @throws Error where it fails */
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
await run(['deploy', ...args]);
