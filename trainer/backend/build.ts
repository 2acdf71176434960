// Compiles assembly/ to kernels.wasm: `npm run kernel`. The result is committed, so that training needs no build step; a
// test compiles it again and compares.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const folder = new URL('.', import.meta.url);

/** The bytes of the kernels' module, which imports a memory that threads can share as env.memory. */
export async function compileKernels(): Promise<Uint8Array> {
  const source = fileURLToPath(new URL('assembly/index.ts', folder));
  const features = ['simd', 'relaxed-simd', 'threads'].flatMap((feature) => ['--enable', feature]);
  const memory = ['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'];
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [source, '-o', 'kernels.wasm', '-O3', '--noAssert', '--runtime', 'stub', ...features, ...memory],
    {
      writeFile: (_name: string, contents: Uint8Array | string) => {
        binary = contents as Uint8Array;
      },
    },
  );
  if (error || !binary) throw new Error(`AssemblyScript: ${stderr.toString()}`, { cause: error });
  return binary;
}

if (import.meta.main) writeFileSync(new URL('kernels.wasm', folder), await compileKernels());
