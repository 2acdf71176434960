// Selects the tfjs backend: the requested one, or the first of the list that can be loaded.
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import util from 'node:util';
import * as tf from '@curatornet/backend/tfjs.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { say } from '../progress.ts';
import { MOST_THREADS } from '../threads.ts';

interface Backend {
  /** A description for users. */
  about(threads: number): string;
  /** Registers and selects it; throws if it cannot run. */
  load(threads: number): Promise<void>;
  /** For training only and on request only: it cannot read results synchronously. */
  trainsOnly?: true;
}

const require = createRequire(import.meta.url);

/** In the order in which `auto` tries them. */
const BACKENDS = {
  'node-gpu': {
    about: () => 'TensorFlow through @tensorflow/tfjs-node-gpu',
    async load() {
      // tfjs-node 4.22 calls two functions that newer versions of Node have removed.
      const old = util as unknown as Record<string, unknown>;
      old.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
      old.isArray ??= Array.isArray;
      require('@tensorflow/tfjs-node-gpu');
      await select('tensorflow');
    },
  },
  wasm: {
    about: (threads) => `kernels in WebAssembly with SIMD, ${inThreads(threads)}`,
    async load(threads) {
      const { useWasm, WASM } = await import('@curatornet/backend/register.ts');
      await useWasm(threads);
      await select(WASM);
    },
  },
  webgpu: {
    about: () => 'a GPU through WebGPU',
    trainsOnly: true,
    async load() {
      const { create, globals } = await import('webgpu');
      Object.assign(globalThis, globals);
      Object.defineProperty(navigator, 'gpu', { value: create([]), configurable: true });
      await import('@tensorflow/tfjs-backend-webgpu');
      await select('webgpu');
    },
  },
  cpu: {
    about: () => 'plain JavaScript',
    async load() {
      await select('cpu');
    },
  },
} satisfies Record<string, Backend>;

const NOT_INSTALLED = 'not installed';
const inThreads = (threads: number) => `${threads} thread${threads > 1 ? 's' : ''}`;
const FIXES: { [name in BackendName]?: string } = {
  'node-gpu': 'install its native library (npm rebuild @tensorflow/tfjs-node-gpu), or omit --backend',
  webgpu:
    'install it (npm install --no-save webgpu@0.6.2 @tensorflow/tfjs-backend-webgpu@4.22.0); it needs a Vulkan, Metal or Direct3D 12 driver',
};

/** The backend options of a command; default: the first backend that loads, with one thread per core. */
export interface BackendOptions {
  backend?: string;
  threads?: number;
}

export type BackendName = keyof typeof BACKENDS;
const BACKEND_NAMES = Object.keys(BACKENDS) as BackendName[];
const trainsOnly = (name: string) => Object.hasOwn(BACKENDS, name) && 'trainsOnly' in BACKENDS[name as BackendName];

async function select(name: string) {
  // The cpu backend prints an advertisement for tfjs-node on first use.
  (tf.findBackend('cpu') as { firstUse?: boolean } | null)!.firstUse = false;
  if (!(await tf.setBackend(name))) throw new Error(`tfjs could not start its backend ${name}`);
  await tf.ready();
}

/**
 * Selects a backend.
 * @param wanted a name, or 'auto' for the first that loads
 * @param threads for the backend wasm; results do not depend on it
 * @param work its purpose; a backend for training only is skipped for anything else
 * @returns its name and description, and the reasons why others, installed or requested, were skipped
 */
export async function chooseBackend(
  wanted: string,
  threads = Math.min(MOST_THREADS, availableParallelism()),
  work: 'training' | 'everything' = 'everything',
): Promise<{ name: BackendName; about: string; passedOver: string[] }> {
  if (wanted !== 'auto' && !Object.hasOwn(BACKENDS, wanted))
    throw new InputError('usage', `unknown backend '${wanted}'`, {
      how: `name one of: auto, ${BACKEND_NAMES.join(', ')}`,
    });
  const passedOver: string[] = [];
  if (trainsOnly(wanted) && work === 'everything') {
    passedOver.push(`${wanted}: for training only`);
    wanted = 'auto';
  }
  for (const name of wanted === 'auto' ? BACKEND_NAMES.filter((name) => !trainsOnly(name)) : [wanted as BackendName]) {
    try {
      await BACKENDS[name].load(threads);
      return { name, about: BACKENDS[name].about(threads), passedOver };
    } catch (error) {
      const reason = /^(ERR_)?MODULE_NOT_FOUND$/.test((error as { code?: string }).code ?? '')
        ? NOT_INSTALLED
        : firstLine(error);
      if (wanted !== 'auto')
        throw new InputError('missing', `the backend ${name} cannot run here: ${reason}`, {
          how: FIXES[name] ?? 'omit --backend',
          cause: error,
        });
      // Reports an installed backend that fails, but not one that is not installed.
      if (reason !== NOT_INSTALLED) passedOver.push(`${name}: ${reason}`);
    }
  }
  throw new Error(`no backend can run here: ${passedOver.join('; ')}`);
}

interface Selected extends Awaited<ReturnType<typeof chooseBackend>> {
  wanted: string;
  threads: number | undefined;
}
let selected: Selected | undefined;

/**
 * Selects the backend that a command requests and prints its name. Does nothing if it is already selected, as in the
 * later steps of `run`.
 * @returns its name
 */
export async function useBackend(
  { backend: wanted = 'auto', threads }: BackendOptions,
  work: 'training' | 'everything' = 'everything',
): Promise<BackendName> {
  const same = selected?.wanted === wanted && selected.threads === threads;
  if (selected && same && (!trainsOnly(wanted) || (selected.name === wanted) === (work === 'training')))
    return selected.name;
  const chosen = await chooseBackend(wanted, threads, work);
  selected = { ...chosen, wanted, threads };
  for (const reason of chosen.passedOver) say(`backend  skipped ${reason}`);
  say(`backend  ${chosen.name}: ${chosen.about}`);
  return chosen.name;
}

const firstLine = (error: unknown) => (error instanceof Error ? error.message : String(error)).split('\n')[0];
