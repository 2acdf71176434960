// Runs ONNX networks: in onnxruntime-node where it is installed, five times as fast, otherwise in onnxruntime-web.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { InputError } from '@curatornet/shared/errors.ts';
import type * as ort from 'onnxruntime-web';
import { say } from '../../progress.ts';
import { MAX_WEIGHTS, readNetworkFile } from './files.ts';
import type { ImageNetwork, NetworkOptions } from './network.ts';

const require = createRequire(import.meta.url);
const HOW = 'name an ONNX file, or a folder with a model.onnx';
const EXPORT = 'export the image encoder alone: pictures in, features out, float32';

interface Runtime {
  name: string;
  load(): Promise<typeof ort>;
  options(threads: number): ort.InferenceSession.SessionOptions;
}
const RUNTIMES: Runtime[] = [
  {
    name: 'onnxruntime-node',
    // Not imported, because it is an optional dependency.
    load: async () => require('onnxruntime-node'),
    options: (threads) => ({ executionProviders: ['cpu'], intraOpNumThreads: threads, logSeverityLevel: 3 }),
  },
  {
    name: 'onnxruntime-web',
    load: async () => {
      const web = await import('onnxruntime-web');
      web.env.wasm.numThreads = 1;
      return web;
    },
    options: () => ({ logSeverityLevel: 3 }),
  },
];

/**
 * Loads an ONNX file.
 * @throws InputError `missing`, or `malformed` if no runtime can open it or it does not map pictures to float32
 */
export async function onnxNetwork(file: string, { output, threads }: NetworkOptions): Promise<ImageNetwork> {
  const bytes = await readNetworkFile(file, MAX_WEIGHTS, HOW);
  const refuse = (what: string, how = EXPORT) => new InputError('malformed', what, { where: file, how });
  const { runtime, Tensor, session } = await open(bytes, threads, file);
  const [input, ...others] = session.inputMetadata;
  if (!input || others.length > 0)
    throw refuse(
      `has ${session.inputNames.length} inputs: ${session.inputNames.join(', ')}; expected one, the pictures`,
    );
  if (!input.isTensor || input.type !== 'float32')
    throw refuse(`its input is ${input.isTensor ? input.type : 'no tensor'}; expected float32`);
  const name = output ?? onlyOutput(session.outputNames, refuse);
  if (!session.outputNames.includes(name))
    throw refuse(`has no output ${name}; it has ${session.outputNames.join(', ')}`, 'name one of these as output');
  return {
    about: `an ONNX network in ${runtime.name}`,
    digest: createHash('sha256').update(bytes).digest('hex'),
    input: input.shape.map((size) => (typeof size === 'number' && size > 0 ? size : -1)),
    async run(pixels, dims) {
      const results = await session
        .run({ [input.name]: new Tensor('float32', pixels, dims) }, [name])
        .catch((cause) => {
          throw new InputError('malformed', `cannot run: ${firstLine(cause)}`, { where: file, how: EXPORT, cause });
        });
      const { type, data, dims: shape } = results[name];
      if (type !== 'float32') throw refuse(`its output ${name} is ${type}; expected float32`);
      return { dims: shape, values: data as Float32Array };
    },
  };
}

/** @throws InputError if the network has several outputs */
function onlyOutput(names: readonly string[], refuse: (what: string, how: string) => InputError): string {
  if (names.length === 1) return names[0];
  throw refuse(
    `has ${names.length} outputs: ${names.join(', ')}`,
    'name the one with the features: "output" in encoder.json',
  );
}

/** Opens a file in the first runtime that is installed and can open it. */
async function open(bytes: Uint8Array, threads: number, where: string) {
  let error: unknown;
  for (const runtime of RUNTIMES) {
    try {
      const { InferenceSession, Tensor } = await runtime.load();
      return { runtime, Tensor, session: await InferenceSession.create(bytes, runtime.options(threads)) };
    } catch (cause) {
      error = cause;
      if ((cause as { code?: string }).code !== 'MODULE_NOT_FOUND') say(`embed  ${runtime.name}: ${firstLine(cause)}`);
    }
  }
  throw new InputError('malformed', `cannot be opened: ${firstLine(error)}`, { where, how: HOW, cause: error });
}

const firstLine = (error: unknown) => (error instanceof Error ? error.message : String(error)).split('\n')[0];
