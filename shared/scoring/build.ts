// Compiles assembly/score.ts to score.wasm: `npm run kernel`. The result is committed, because a worker may not compile
// WebAssembly from bytes and the trainer needs no build step; a test compiles it again and compares.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const folder = new URL('.', import.meta.url);

/** The bytes of the kernel's module, which imports its memory as env.memory. */
export async function compileKernel(): Promise<Uint8Array> {
  const source = fileURLToPath(new URL('assembly/score.ts', folder));
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [source, '-o', 'score.wasm', '-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--importMemory'],
    {
      writeFile: (_name: string, contents: Uint8Array | string) => {
        binary = contents as Uint8Array;
      },
    },
  );
  if (error || !binary) throw new Error(`AssemblyScript: ${stderr.toString()}`, { cause: error });
  return binary;
}

if (import.meta.main) writeFileSync(new URL('score.wasm', folder), await compileKernel());
