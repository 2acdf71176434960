// Which tfjs backend runs the network: the first of the list that loads, or the one that is asked for.
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import util from 'node:util';
import * as tf from '@curatornet/backend/tfjs.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { say } from '../progress.ts';
import { MOST_THREADS } from '../threads.ts';

interface Backend {
  /** What a person should know of it. */
  about(threads: number): string;
  /** Registers and selects it; throws where it cannot run. */
  load(threads: number): Promise<void>;
  /** Only for those who ask for it: it reads results in the background alone, as training does and nothing else. */
  trainsOnly?: true;
}

const require = createRequire(import.meta.url);

/** In the order in which they are tried. */
const BACKENDS = {
  'node-gpu': {
    about: () => 'TensorFlow through @tensorflow/tfjs-node-gpu',
    async load() {
      // tfjs-node 4.22 calls two functions that newer Nodes have dropped.
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
const MEND: { [name in BackendName]?: string } = {
  'node-gpu': 'install its native library (npm rebuild @tensorflow/tfjs-node-gpu), or leave --backend out',
  webgpu:
    'install it (npm install --no-save webgpu@0.6.2 @tensorflow/tfjs-backend-webgpu@4.22.0); it needs a Vulkan, Metal or Direct3D 12 driver',
};

/** What a command may say of the backend; left out, it is the first that loads, with a thread a core. */
export interface BackendOptions {
  backend?: string;
  threads?: number;
}

export type BackendName = keyof typeof BACKENDS;
const BACKEND_NAMES = Object.keys(BACKENDS) as BackendName[];
const trainsOnly = (name: string) => Object.hasOwn(BACKENDS, name) && 'trainsOnly' in BACKENDS[name as BackendName];

async function select(name: string) {
  // The cpu backend advertises tfjs-node on first use.
  (tf.findBackend('cpu') as { firstUse?: boolean } | null)!.firstUse = false;
  if (!(await tf.setBackend(name))) throw new Error(`tfjs could not start its backend ${name}`);
  await tf.ready();
}

/**
 * Selects a backend.
 * @param wanted a name, or 'auto' for the first that loads
 * @param threads for the backend wasm; the numbers do not depend on it
 * @param work what it is for; a backend that trains only is passed over for everything else
 * @returns its name, what it is, and why those before it that are installed, or were asked for, were passed over
 */
export async function chooseBackend(
  wanted: string,
  threads = Math.min(MOST_THREADS, availableParallelism()),
  work: 'training' | 'everything' = 'everything',
): Promise<{ name: BackendName; about: string; passedOver: string[] }> {
  if (wanted !== 'auto' && !Object.hasOwn(BACKENDS, wanted))
    throw new InputError('usage', `there is no backend '${wanted}'`, {
      how: `name one of: auto, ${BACKEND_NAMES.join(', ')}`,
    });
  const passedOver: string[] = [];
  if (trainsOnly(wanted) && work === 'everything') {
    passedOver.push(`${wanted}: it serves for training alone`);
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
          how: MEND[name] ?? 'leave --backend out',
          cause: error,
        });
      // An optional backend that nobody installed is not worth a line; one that is there and fails is.
      if (reason !== NOT_INSTALLED) passedOver.push(`${name}: ${reason}`);
    }
  }
  throw new Error(`no backend runs here: ${passedOver.join('; ')}`);
}

interface Selected extends Awaited<ReturnType<typeof chooseBackend>> {
  wanted: string;
  threads: number | undefined;
}
let selected: Selected | undefined;

/**
 * Selects the backend that a command asks for and says which it is; nothing where it is selected already, as in the later
 * steps of `run`.
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
  for (const reason of chosen.passedOver) say(`backend  passed over ${reason}`);
  say(`backend  ${chosen.name}: ${chosen.about}`);
  return chosen.name;
}

const firstLine = (error: unknown) => (error instanceof Error ? error.message : String(error)).split('\n')[0];
