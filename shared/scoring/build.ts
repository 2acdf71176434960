// `npm run kernel` compiles assembly/ to score.wasm. The module is committed, because a worker may not compile
// WebAssembly from bytes, and the trainer then needs no build step. score.wasm.sha256 lists the digests of the module and
// of its sources; a test uses them to detect a source that was changed without recompiling.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Not a dependency: it takes 100 MB, and only changes of a kernel need it. */
const COMPILER = 'assemblyscript@0.28.20';
const ALWAYS = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--importMemory'];

/** A module and its AssemblyScript sources in the folder `assembly/` beside it. It imports its memory as env.memory. */
export interface KernelFiles {
  folder: URL;
  entry: string;
  wasm: string;
  /** Options of asc, in addition to those of all kernels. */
  flags: string[];
}

export const SCORE: KernelFiles = {
  folder: new URL('.', import.meta.url),
  entry: 'assembly/index.ts',
  wasm: 'score.wasm',
  flags: [],
};

/** Compiles the module and writes the digests; npx fetches the compiler. */
export function compile(files: KernelFiles): void {
  const at = (name: string) => fileURLToPath(new URL(name, files.folder));
  const asc = [at(files.entry), '-o', at(files.wasm), ...ALWAYS, ...files.flags];
  execFileSync('npx', ['--yes', `--package=${COMPILER}`, 'asc', ...asc], { stdio: 'inherit' });
  writeFileSync(at(`${files.wasm}.sha256`), checksums(files));
}

/** The digests of a module and its sources, in the format of sha256sum. */
export function checksums({ folder, wasm }: KernelFiles): string {
  const sources = readdirSync(new URL('assembly/', folder)).sort();
  const digest = (name: string) =>
    createHash('sha256')
      .update(readFileSync(new URL(name, folder)))
      .digest('hex');
  return [wasm, ...sources.map((name) => `assembly/${name}`)].map((name) => `${digest(name)}  ${name}\n`).join('');
}

if (import.meta.main) compile(SCORE);
