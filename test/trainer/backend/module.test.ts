// The kernels' module: the committed file was compiled from its sources.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { checksums } from '../../../shared/scoring/build.ts';
import { KERNELS } from '../../../trainer/backend/build.ts';

const committed = readFileSync(new URL('kernels.wasm', KERNELS.folder));

it('matches its sources: all digests are those recorded at compilation', () => {
  const digests = readFileSync(new URL('kernels.wasm.sha256', KERNELS.folder), 'utf8');
  expect(checksums(KERNELS), 'run `npm run kernel`').toBe(digests);
});

it('imports a memory only', () => {
  const module = new WebAssembly.Module(committed);
  expect(WebAssembly.Module.imports(module)).toEqual([{ module: 'env', name: 'memory', kind: 'memory' }]);
});
