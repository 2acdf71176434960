// The kernels' module: what is committed is what the source compiles to.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compileKernels } from '../../../trainer/backend/build.ts';

const committed = readFileSync(new URL('../../../trainer/backend/kernels.wasm', import.meta.url));

it('is what the source compiles to', async () => {
  expect(committed.equals(await compileKernels()), 'run `npm run kernel`').toBe(true);
});

it('asks for a memory and nothing else', () => {
  const module = new WebAssembly.Module(committed);
  expect(WebAssembly.Module.imports(module)).toEqual([{ module: 'env', name: 'memory', kind: 'memory' }]);
});
