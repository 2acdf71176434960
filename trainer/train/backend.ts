// Which tfjs backend runs the network: the first of the list that loads, or the one that is asked for.
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import util from 'node:util';
import { InputError } from '@curatornet/shared/errors.ts';
import * as tf from '@tensorflow/tfjs';

interface Backend {
  /** What a person should know of it. */
  about: string;
  /** Registers and selects it; throws where it cannot run. */
  load(threads: number): Promise<void>;
}

const require = createRequire(import.meta.url);

/** In the order in which they are tried. */
const BACKENDS = {
  'node-gpu': {
    about: 'TensorFlow through @tensorflow/tfjs-node-gpu',
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
    about: 'our own kernels in WebAssembly with SIMD',
    async load(threads) {
      const { useWasm, WASM } = await import('../backend/register.ts');
      await useWasm(threads);
      await select(WASM);
    },
  },
  cpu: {
    about: 'plain JavaScript',
    async load() {
      await select('cpu');
    },
  },
} satisfies Record<string, Backend>;

export type BackendName = keyof typeof BACKENDS;
export const BACKEND_NAMES = Object.keys(BACKENDS) as BackendName[];

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
 * @returns its name, what it is, and why each one before it was passed over
 */
export async function chooseBackend(
  wanted: string,
  threads = availableParallelism(),
): Promise<{ name: BackendName; about: string; passedOver: string[] }> {
  if (wanted !== 'auto' && !Object.hasOwn(BACKENDS, wanted))
    throw new InputError('usage', `there is no backend '${wanted}'`, {
      how: `name one of: auto, ${BACKEND_NAMES.join(', ')}`,
    });
  const passedOver: string[] = [];
  for (const name of wanted === 'auto' ? BACKEND_NAMES : [wanted as BackendName]) {
    try {
      await BACKENDS[name].load(threads);
      return { name, about: BACKENDS[name].about, passedOver };
    } catch (error) {
      const reason = (error as { code?: string }).code === 'MODULE_NOT_FOUND' ? 'not installed' : firstLine(error);
      if (wanted !== 'auto')
        throw new InputError('missing', `the backend ${name} cannot run here: ${reason}`, {
          how:
            name === 'node-gpu'
              ? 'install its native library (npm rebuild @tensorflow/tfjs-node-gpu), or leave --backend out'
              : 'leave --backend out',
          cause: error,
        });
      passedOver.push(`${name}: ${reason}`);
    }
  }
  throw new Error(`no backend runs here: ${passedOver.join('; ')}`);
}

const firstLine = (error: unknown) => (error instanceof Error ? error.message : String(error)).split('\n')[0];
