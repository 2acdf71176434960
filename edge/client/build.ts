// Builds the client: `npm pack` runs it for the package, infra/assets.ts for the scripts that the worker serves.
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const TSC = fileURLToPath(new URL('bin/tsc', import.meta.resolve('typescript/package.json')));

const OPTIONS = {
  absWorkingDir: HERE,
  bundle: true,
  format: 'esm',
  minify: true,
  target: 'es2022',
  logLevel: 'error',
} as const;

/** Writes client.js and rail.js, each complete, for a script tag. */
export async function buildScripts(folder: string): Promise<void> {
  await build({ ...OPTIONS, entryPoints: ['client.ts', 'rail.ts'], outdir: folder });
}

/** Writes the modules of the package, which share their code, and their types. */
export async function buildPackage(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  await build({
    ...OPTIONS,
    entryPoints: ['client.ts', 'rail.ts', 'react.ts'],
    outdir: folder,
    splitting: true,
    external: ['react'],
  });
  const types = ['--declaration', '--emitDeclarationOnly', '--noEmit', 'false', '--outDir', folder, '--rootDir', HERE];
  execFileSync(process.execPath, [TSC, '--project', join(HERE, 'tsconfig.json'), ...types], { stdio: 'inherit' });
  cpSync(join(HERE, 'openapi.d.ts'), join(folder, 'openapi.d.ts'));
}

if (import.meta.main) await buildPackage(join(HERE, 'dist'));
