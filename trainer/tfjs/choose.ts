// Selects the tfjs backend: the requested one, or the first of the list that can be loaded.
import { availableParallelism } from 'node:os';
import * as tf from '@curatornet/backend/tfjs.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { say } from '../progress.ts';
import { MOST_THREADS } from '../threads.ts';
import { loadTensorFlow, proveGpu } from './gpu.ts';

interface Backend {
  /** Registers and selects it. Returns a description for users; throws if it cannot run. */
  load(threads: number): Promise<string>;
  /** For training only and on request only: it cannot read results synchronously. */
  trainsOnly?: true;
}

/** In the order in which `auto` tries them. */
const BACKENDS = {
  'node-gpu': {
    async load() {
      loadTensorFlow();
      await select('tensorflow');
      return `TensorFlow on ${await proveGpu()}`;
    },
  },
  wasm: {
    async load(threads) {
      const { useWasm, WASM } = await import('@curatornet/backend/register.ts');
      await useWasm(threads);
      await select(WASM);
      return `kernels in WebAssembly with SIMD, ${threads} thread${threads > 1 ? 's' : ''}`;
    },
  },
  webgpu: {
    trainsOnly: true,
    async load() {
      const { create, globals } = await import('webgpu');
      Object.assign(globalThis, globals);
      const gpu = create([]);
      Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
      const adapter = await gpu.requestAdapter();
      if (!adapter) throw new Error('no graphics driver was found');
      await import('@tensorflow/tfjs-backend-webgpu');
      await select('webgpu');
      return `WebGPU on ${adapter.info.device || adapter.info.description || adapter.info.vendor}`;
    },
  },
  cpu: {
    async load() {
      await select('cpu');
      return 'plain JavaScript';
    },
  },
} satisfies Record<string, Backend>;

const NOT_INSTALLED = 'not installed';
const FIXES: { [name in BackendName]?: string } = {
  'node-gpu': 'install it (npm install @tensorflow/tfjs-node-gpu@4.22.0), or omit --backend',
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
      return { name, about: await BACKENDS[name].load(threads), passedOver };
    } catch (error) {
      const reason = /^(ERR_)?MODULE_NOT_FOUND$/.test((error as { code?: string }).code ?? '')
        ? NOT_INSTALLED
        : firstLine(error);
      if (wanted !== 'auto')
        throw new InputError('missing', `the backend ${name} cannot run here: ${reason}`, {
          how: (error instanceof InputError && error.how) || (FIXES[name] ?? 'omit --backend'),
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
