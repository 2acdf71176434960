// Loads TensorFlow on a GPU through @tensorflow/tfjs-node-gpu, and proves that the GPU computes: TensorFlow itself falls
// back to the CPU with no more than a line in its log. docs/gpu.md says what to install.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import util from 'node:util';
import * as tf from '@curatornet/backend/tfjs.ts';
import { InputError } from '@curatornet/shared/errors.ts';

const PACKAGE = '@tensorflow/tfjs-node-gpu';
const DOCS = 'trainer/docs/gpu.md lists the versions that go together; infra/trainer.Dockerfile installs them';

const NO_ADDON = new Error('its folder lib, with the native addon, is missing');

/** What libtensorflow 2.9.1 opens by name when it looks for a GPU, and who provides it. */
const LIBRARIES = {
  'libcuda.so.1': 'the NVIDIA driver',
  'libcudart.so.11.0': 'CUDA 11',
  'libcublas.so.11': 'CUDA 11',
  'libcublasLt.so.11': 'CUDA 11',
  'libcufft.so.10': 'CUDA 11',
  'libcurand.so.10': 'CUDA 11',
  'libcusolver.so.11': 'CUDA 11',
  'libcusparse.so.11': 'CUDA 11',
  'libcudnn.so.8': 'cuDNN 8',
} as const;

/** The libraries for a GPU that the dynamic linker would not find in these folders or its cache. */
export function missingLibraries(folders: readonly string[], cache: string): string[] {
  const found = (name: string) => cache.includes(name) || folders.some((folder) => existsSync(join(folder, name)));
  return Object.entries(LIBRARIES).flatMap(([name, from]) => (found(name) ? [] : [`${name} (${from})`]));
}

function missingHere(): string[] {
  const folders = (process.env.LD_LIBRARY_PATH ?? '').split(':').filter(Boolean);
  return missingLibraries(folders, spawnSync('ldconfig', ['-p'], { encoding: 'utf8' }).stdout ?? '');
}

/** Makes TensorFlow on a GPU a backend of tfjs. @throws InputError if a part of it is missing, and which */
export function loadTensorFlow(): void {
  // tfjs-node 4.22 calls two functions that newer versions of Node have removed.
  const old = util as unknown as Record<string, unknown>;
  old.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  old.isArray ??= Array.isArray;
  const require = createRequire(import.meta.url);
  try {
    // Looks first, because loading the package takes a quarter of a second, which every command would spend.
    const folder = dirname(require.resolve(`${PACKAGE}/package.json`));
    if (!existsSync(join(folder, 'lib'))) throw NO_ADDON;
    require(PACKAGE);
  } catch (cause) {
    throw reasonOf(cause);
  }
}

/** Why the package cannot be loaded. @param cause what `require` threw */
export function reasonOf(cause: unknown): unknown {
  const { code, message = '' } = cause as { code?: string; message?: string };
  if (code === 'MODULE_NOT_FOUND') return cause;
  if (cause === NO_ADDON || message.includes('tfjs_binding.node) can not be found'))
    return new InputError('missing', `${PACKAGE} has no native library: its install script could not download it`, {
      how: `where storage.googleapis.com can be reached, run: (cd node_modules/${PACKAGE} && node scripts/install.js gpu download); ${DOCS}`,
      cause,
    });
  const library = /(\S+\.so[.\d]*): cannot open shared object file/.exec(message)?.[1];
  if (library)
    return new InputError('missing', `${PACKAGE} needs ${library}, which is not installed`, { how: DOCS, cause });
  return cause;
}

/** A square product large enough that a GPU is many times as fast as a CPU. */
const SIZE = 4_096;
const REPEATS = 5;

/**
 * Computes on the selected backend, which must be TensorFlow on a GPU.
 * @returns the GPU's name and the speed of a matrix product on it
 * @throws InputError if TensorFlow uses no GPU: the libraries that are missing, or that it sees no card
 */
export async function proveGpu(): Promise<string> {
  if (!(tf.backend() as unknown as { isUsingGpuDevice?: boolean }).isUsingGpuDevice) {
    const missing = missingHere();
    const why = missing.length > 0 ? `these libraries are missing: ${missing.join(', ')}` : 'it sees no card';
    throw new InputError('missing', `TensorFlow uses no GPU: ${why}`, {
      how: `${DOCS}; nvidia-smi must list a card`,
    });
  }
  const x = tf.ones<tf.Rank.R2>([SIZE, SIZE]);
  const product = async () => {
    const corner = tf.tidy(() => tf.slice(tf.matMul(x, x), [SIZE - 1, SIZE - 1], [1, 1]));
    const [last] = await corner.data();
    corner.dispose();
    if (last !== SIZE) throw new Error(`a product of ones on the GPU gave ${last}, not ${SIZE}`);
  };
  // The first product compiles TensorFlow's kernels for cards newer than it, which can take minutes.
  await product();
  const started = performance.now();
  for (let i = 0; i < REPEATS; i++) await product();
  const seconds = (performance.now() - started) / 1000 / REPEATS;
  x.dispose();
  const named = spawnSync('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader'], { encoding: 'utf8' });
  const name = named.stdout?.split('\n')[0].trim() || 'a GPU without a name (nvidia-smi is missing)';
  return `${name}, ${((2 * SIZE ** 3) / seconds / 1e12).toFixed(1)} TFLOP/s`;
}
