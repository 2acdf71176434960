// What the trainer says where TensorFlow or a library for its GPU is missing.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { missingLibraries, reasonOf } from '../../../trainer/tfjs/gpu.ts';

const folder = mkdtempSync(join(tmpdir(), 'curatornet-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('names the libraries that neither the folders nor the cache of the linker have', () => {
  const cuda = ['cudart.so.11.0', 'cublas.so.11', 'cublasLt.so.11', 'curand.so.10', 'cusolver.so.11', 'cusparse.so.11'];
  for (const name of cuda) writeFileSync(join(folder, `lib${name}`), '');
  const cache = '\tlibcuda.so.1 (libc6,x86-64) => /lib/x86_64-linux-gnu/libcuda.so.1\n';
  expect(missingLibraries([folder], cache)).toEqual(['libcufft.so.10 (CUDA 11)', 'libcudnn.so.8 (cuDNN 8)']);
  expect(missingLibraries([], '')).toHaveLength(9);
});

it('says that the addon was not downloaded, and how to see why', () => {
  const thrown = new Error(
    'The Node.js native addon module (tfjs_binding.node) can not be found at path: /x. \nPlease run',
  );
  expect(reasonOf(thrown)).toMatchObject({
    code: 'missing',
    message: expect.stringContaining('its install script could not download it'),
    how: expect.stringContaining('node scripts/install.js gpu download'),
  });
});

it('names the library that the addon could not open', () => {
  const thrown = new Error('libtensorflow.so.2: cannot open shared object file: No such file or directory');
  expect(reasonOf(thrown)).toMatchObject({
    message: '@tensorflow/tfjs-node-gpu needs libtensorflow.so.2, which is not installed',
  });
});

it('leaves other errors as they are', () => {
  const thrown = new Error('out of memory');
  expect(reasonOf(thrown)).toBe(thrown);
});
