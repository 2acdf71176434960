// The kernels' module: what is committed was compiled from the sources beside it.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { checksums } from '../../../shared/scoring/build.ts';
import { KERNELS } from '../../../trainer/backend/build.ts';

const committed = readFileSync(new URL('kernels.wasm', KERNELS.folder));

it('and its sources have not changed since the one was compiled from the others', () => {
  const digests = readFileSync(new URL('kernels.wasm.sha256', KERNELS.folder), 'utf8');
  expect(checksums(KERNELS), 'run `npm run kernel`').toBe(digests);
});

it('asks for a memory and nothing else', () => {
  const module = new WebAssembly.Module(committed);
  expect(WebAssembly.Module.imports(module)).toEqual([{ module: 'env', name: 'memory', kind: 'memory' }]);
});
