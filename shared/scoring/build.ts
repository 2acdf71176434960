// Compiles assembly/score.ts to score.wasm: `npm run kernel`. The result is committed, because a worker may not compile
// WebAssembly from bytes and the trainer needs no build step; a test compiles it again and compares.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const folder = new URL('.', import.meta.url);

/**
 * The bytes of the module that an AssemblyScript source compiles to. It imports its memory as env.memory.
 * @param flags of asc beyond those that every kernel has
 */
export async function compileAssembly(source: URL, flags: string[] = []): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const always = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--importMemory'];
  const { error, stderr } = await asc.main([fileURLToPath(source), '-o', 'module.wasm', ...always, ...flags], {
    writeFile: (_name: string, contents: Uint8Array | string) => {
      binary = contents as Uint8Array;
    },
  });
  if (error || !binary) throw new Error(`AssemblyScript: ${stderr.toString()}`, { cause: error });
  return binary;
}

export const compileKernel = () => compileAssembly(new URL('assembly/score.ts', folder));

if (import.meta.main) writeFileSync(new URL('score.wasm', folder), await compileKernel());
