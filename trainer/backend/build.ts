// Compiles assembly/ to kernels.wasm: `npm run kernel`. The result is committed, so that training needs no build step; a
// test compiles it again and compares.
import { writeFileSync } from 'node:fs';
import { compileAssembly } from '@curatornet/shared/scoring/build.ts';

const folder = new URL('.', import.meta.url);

/** The bytes of the kernels' module, whose memory threads share. */
export const compileKernels = () =>
  compileAssembly(new URL('assembly/index.ts', folder), [
    ...['relaxed-simd', 'threads'].flatMap((feature) => ['--enable', feature]),
    ...['--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
  ]);

if (import.meta.main) writeFileSync(new URL('kernels.wasm', folder), await compileKernels());
