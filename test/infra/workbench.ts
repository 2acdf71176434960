// Helpers of the tests of infra: bundle folders, free ports, and the processes of a group.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Server } from '../../infra/serve.ts';
import { Admin } from '../../trainer/deploy/client.ts';
import { because, upload } from '../../trainer/deploy/steps.ts';
import { readBundle } from '../../trainer/serving/bundle-folder.ts';
import type { FixtureBundle } from '../fixtures/bundle.ts';

/** A temporary folder, removed after the tests of a file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'curatornet-infra-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

export function writeBundle(folder: string, { files }: FixtureBundle): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  return folder;
}

/** Deploys a bundle without gate and canary. */
export async function putInForce({ url, keys }: Server, folder: string): Promise<void> {
  const admin = new Admin(url, keys.DEPLOY_KEY);
  const bundle = await readBundle(folder);
  const { version } = bundle.manifest;
  await upload(admin, bundle);
  await admin.smoke(version, because('test'));
  const { revision } = await admin.life();
  await admin.promote(version, { revision, ...because('test') });
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface Process {
  pid: number;
  group: number;
  command: string;
}

/** All running processes except this one. */
function processes(): Process[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    if (!pid || pid === process.pid) return [];
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      // pid (name) state parent group ...: the name may contain anything, so search from its end.
      const [state, , group] = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return state === 'Z' ? [] : [{ pid, group: Number(group), command }];
    } catch {
      return [];
    }
  });
}

/** The process groups with a text in a command line. A server, from its supervisor to workerd, is one group. */
export const groupsNaming = (text: string): number[] => [
  ...new Set(
    processes()
      .filter(({ command }) => command.includes(text))
      .map(({ group }) => group),
  ),
];
export const commandsOf = (groups: readonly number[]): string[] =>
  processes()
    .filter(({ group }) => groups.includes(group))
    .map(({ command }) => command);

export async function until(condition: () => boolean, what: string, milliseconds = 20_000): Promise<void> {
  for (const start = Date.now(); !condition(); await new Promise((resolve) => setTimeout(resolve, 50)))
    if (Date.now() - start > milliseconds) throw new Error(`waited in vain: ${what}`);
}
