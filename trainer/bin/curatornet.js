#!/usr/bin/env node
// Starts the command line, on the Node that the package brings where this one is too old to run TypeScript.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../cli.ts', import.meta.url));
const bundled = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', 'node');
const { status, signal } = spawnSync(bundled, [cli, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = status ?? (signal === 'SIGINT' ? 130 : 143);
