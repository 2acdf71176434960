// `npm run kernel` compiles assembly/ to kernels.wasm, a module with shared memory: see shared/scoring/build.ts.
import { compile, type KernelFiles } from '@curatornet/shared/scoring/build.ts';

export const KERNELS: KernelFiles = {
  folder: new URL('.', import.meta.url),
  entry: 'assembly/index.ts',
  wasm: 'kernels.wasm',
  flags: [
    ...['relaxed-simd', 'threads'].flatMap((feature) => ['--enable', feature]),
    ...['--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
  ],
};

if (import.meta.main) compile(KERNELS);
