// `npm run encoder`: the encoder service. It encodes the pictures that are uploaded to the worker, until a signal ends it.
// Options come from the command line or, in a container, from the environment.
import { createServer } from 'node:http';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { InputError } from '@curatornet/shared/errors.ts';
import { Store } from '../../trainer/add/store.ts';
import { keyFor, parseUrl } from '../../trainer/deploy/client.ts';
import type { Embedder } from '../../trainer/embed/embedder.ts';
import { isOnnx, networkFile } from '../../trainer/embed/networks/open.ts';
import { untilEnded } from '../lifetime.ts';
import { parsePort } from '../port.ts';
import { EncoderService } from './service.ts';

const DEFAULT_PORT = '8790';
const HELP = `npm run encoder -- [options]

  --url URL             the worker (CURATORNET_URL; default: that of npm run worker)
  --model PATH          an ONNX file or a TensorFlow.js model (CURATORNET_MODEL; default: engineered visual features)
  --preprocessing NAME  the input of the model (CURATORNET_PREPROCESSING; default: encoder.json beside it)
  --port N              port of GET /health (PORT; default ${DEFAULT_PORT})
  --host HOST           address of GET /health (HOST; default 127.0.0.1)
  --help                show this help

The service key comes from CURATORNET_SERVICE_KEY, for a worker on this machine else from .dev.vars.
`;

function options(args: string[]) {
  const string = { type: 'string' } as const;
  const known = { url: string, model: string, preprocessing: string, port: string, host: string };
  try {
    return parseArgs({ args, options: { ...known, help: { type: 'boolean' } } }).values;
  } catch (error) {
    const what = (error as Error).message.split('. ')[0];
    throw new InputError('usage', what, { how: 'npm run encoder -- --help lists the options', cause: error });
  }
}

async function openEmbedder(model: string | undefined, preprocessing: string | undefined): Promise<Embedder> {
  if (model === undefined) return (await import('../../trainer/embed/visual-embedder.ts')).visualEmbedder();
  if (!isOnnx(networkFile(model))) await (await import('../../trainer/tfjs/choose.ts')).useBackend({});
  const { modelEmbedder } = await import('../../trainer/embed/model-embedder.ts');
  return modelEmbedder(model, { preprocessing, threads: availableParallelism() });
}

async function main(args: string[]): Promise<void> {
  const { help, ...given } = options(args);
  if (help) return console.log(HELP);
  const { env } = process;
  const url = parseUrl(given.url ?? env.CURATORNET_URL);
  const port = parsePort(given.port ?? env.PORT ?? DEFAULT_PORT);
  const store = new Store(url, await keyFor(url, 'SERVICE_KEY'));
  const embedder = await openEmbedder(
    given.model ?? env.CURATORNET_MODEL,
    given.preprocessing ?? env.CURATORNET_PREPROCESSING,
  );
  const service = new EncoderService(store, embedder, (line) => console.log(line));
  const server = createServer(({ url: path }, response) => {
    if (path !== '/health') return response.writeHead(404).end();
    const health = service.health();
    response.writeHead(health.status === 'ok' ? 200 : 503, { 'content-type': 'application/json' });
    response.end(JSON.stringify(health));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, given.host ?? env.HOST ?? '127.0.0.1', resolve);
  });
  console.log(`encoding the pictures of ${url} with ${embedder.about}`);
  const running = service.run();
  await Promise.race([untilEnded(), running]);
  service.stop();
  await running;
  server.close();
}

try {
  await main(process.argv.slice(2));
  process.exit(0);
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  console.error(`${error.message}${error.how ? `\n  ${error.how}` : ''}`);
  process.exit(2);
}
