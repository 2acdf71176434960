// Runs the command line as a process, with its streams and exit status.

import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Finished {
  status: number | null;
  stdout: string;
  stderr: string;
}

export const CLI = fileURLToPath(new URL('../../trainer/cli.ts', import.meta.url));

export function curatornet(...args: string[]): Promise<Finished> {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })));
}

export const temporaryFolder = () => mkdtempSync(join(tmpdir(), 'curatornet-'));
