// `npm run worker` as a process: its options, a busy port, and its end, however npm ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { ROOT } from '../../infra/local.ts';
import { commandsOf, freePort, groupsNaming, temporaryFolder, until } from './workbench.ts';

const state = join(temporaryFolder(), 'state');
let running: ChildProcess | undefined;
afterEach(() => running?.kill('SIGKILL'));

function npm(...args: string[]) {
  const child = spawn('npm', ['run', 'worker', '--', ...args], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running = child;
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) child[name].on('data', (chunk) => (printed[name] += chunk));
  const status = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, printed, status };
}

describe('npm run worker', () => {
  test.each([
    [['--prot', '8787'], "Unknown option '--prot'\n  npm run worker -- --help lists the options\n"],
    [['--port', '0'], '--port must be a whole number from 1 to 65535, not 0\n  leave it out for 8787\n'],
    [['--port', '1e3'], '--port must be a whole number from 1 to 65535, not 1e3\n  leave it out for 8787\n'],
  ])('refuses %j', async (args, message) => {
    const { printed, status } = npm(...args);
    expect(await status).toBe(2);
    expect(printed.stderr).toBe(message);
  });

  test('refuses a busy port, and says how to choose another', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const { printed, status } = npm('--port', String(port), '--state', state);
    expect(await status).toBe(2);
    expect(printed.stderr).toBe(`127.0.0.1:${port}: this port is already in use\n  choose another port: --port N\n`);
    other.close();
  });

  // Ctrl-C reaches every process of the terminal's group; the other signals reach npm only.
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)('leaves no process behind on %s', async (signal) => {
    const port = await freePort();
    const { child, printed } = npm('--port', String(port), '--state', state);
    await until(() => printed.stdout.includes('Press Ctrl-C to stop it.'), `the worker: ${printed.stderr}`, 60_000);
    expect((await fetch(`http://127.0.0.1:${port}/openapi.json`)).status).toBe(200);
    expect(commandsOf(groupsNaming(state)).join('\n')).toContain('workerd serve');
    process.kill(signal === 'SIGINT' ? -child.pid! : child.pid!, signal);
    await until(() => groupsNaming(state).length === 0, 'the end of the worker, wrangler and workerd');
  });
});
