// npm start in an empty folder: it ends with a store with pictures, and prints example requests that work. A second start
// is quick.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../infra/workbench.ts';
import { curatornet, temporaryFolder } from './command.ts';

const folder = temporaryFolder();
const CLI = fileURLToPath(new URL('../../trainer/cli.ts', import.meta.url));
const PORT = await freePort();
/** A small store, so that painting it takes seconds. */
const SIZE = ['--users', '120', '--items', '100'];
let child: ChildProcess | undefined;

/** Starts, and waits for the welcome. @returns stdout so far, and all of stderr */
function start(...rest: string[]): Promise<{ stdout: string; stderr: string }> {
  const args = [
    'start',
    '--home',
    join(folder, 'home'),
    '--state',
    join(folder, 'state'),
    '--port',
    String(PORT),
    ...SIZE,
  ];
  const running = spawn(process.execPath, [CLI, ...args, ...rest], { stdio: ['ignore', 'pipe', 'pipe'] });
  child = running;
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    running.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    running.stdout.on('data', (chunk) => {
      stdout += chunk;
      if (stdout.includes('Ctrl-C stops the server.')) resolve({ stdout, stderr });
    });
    running.on('close', (status) => {
      child = undefined;
      reject(new Error(`ended with ${status}:\n${stderr}`));
    });
  });
}

function stop(): Promise<number | null> {
  const running = child;
  child = undefined;
  return new Promise((resolve) => {
    if (!running) return resolve(null);
    running.removeAllListeners('close').on('close', resolve);
    running.kill('SIGINT');
  });
}
afterEach(async () => void (await stop()));

describe('rejects before it creates anything', () => {
  const home = join(folder, 'refused');
  it('a port in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const { status, stderr } = await curatornet('start', '--home', home, '--port', String(port));
    other.close();
    expect(stderr).toBe(`127.0.0.1:${port}: this port is already in use\n  choose another port: --port N\n`);
    expect(status).toBe(2);
    expect(existsSync(home)).toBe(false);
  });

  it.each([
    [['--port', '99999'], '--port must be a whole number from 1 to 65535, not 99999\n  leave it out for 8787\n'],
    [['--data', 'no/such'], 'no/such: not found\n  give a dataset folder: --data DIR\n'],
  ])('%j', async (args, message) => {
    const { status, stderr } = await curatornet('start', '--home', home, ...args);
    expect({ status, stderr }).toEqual({ status: 2, stderr: message });
    expect(existsSync(home)).toBe(false);
  });
});

it('simulates, trains, deploys and serves; a second start reuses the results', async () => {
  const first = await start();
  expect(first.stderr).toMatch(/curatornet simulate[\s\S]*curatornet run[\s\S]*clustered[\s\S]*curatornet deploy/);
  // The printed requests work in a shell.
  const calls = first.stdout.match(/curl .*/g) ?? [];
  expect(calls.length).toBe(3);
  const [known, any, api] = calls.map((call) =>
    JSON.parse(execFileSync('sh', ['-c', `${call} --silent --fail`], { encoding: 'utf8' })),
  );
  for (const { rails } of [known, any]) expect(rails[0]).toMatchObject({ id: 'for-you', items: { length: 5 } });
  expect(api.openapi).toBe('3.1.0');
  const page = await (await fetch(`http://127.0.0.1:${PORT}/`)).text();
  const [, picture, width] = /src="(\/pictures\/[^"]+)" alt="" width="(\d+)"/.exec(page)!;
  const shown = await fetch(`http://127.0.0.1:${PORT}${picture}`);
  expect(shown.headers.get('content-type')).toBe('image/webp');
  expect((await sharp(await shown.arrayBuffer()).metadata()).width).toBe(Number(width));
  expect(await stop()).toBe(0);
  await expect(fetch(`http://127.0.0.1:${PORT}/health`)).rejects.toThrow();

  const second = await start();
  expect(second.stderr).toBe('');
  const version = /Model (\w+) is served/.exec(first.stdout)?.[1];
  expect(second.stdout).toContain(`Model ${version} is served`);
  expect(existsSync(join(folder, 'home/demo-120-100/run/evaluation.json'))).toBe(true);
}, 300_000);
