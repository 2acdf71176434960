// `npm run worker`: runs the worker on this machine until Ctrl-C. `curatornet deploy` deploys models to it.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { InputError } from '@curatornet/shared/errors.ts';
import { makeAssets } from './assets.ts';
import { untilEnded } from './lifetime.ts';
import { STATE } from './local.ts';
import { DEFAULT_PORT, parsePort } from './port.ts';
import { serveLocal } from './serve.ts';

const HELP = `npm run worker -- [options]

  --port N      port to listen on (default ${DEFAULT_PORT})
  --state DIR   folder of the local R2 and D1 (default .wrangler/state)
  --help        show this help
`;

function options(args: string[]): { port?: string; state?: string; help?: boolean } {
  try {
    const string = { type: 'string' } as const;
    return parseArgs({ args, options: { port: string, state: string, help: { type: 'boolean' } } }).values;
  } catch (error) {
    const what = (error as Error).message.split('. ')[0];
    throw new InputError('usage', what, { how: 'npm run worker -- --help lists the options', cause: error });
  }
}

async function main(args: string[]): Promise<void> {
  const { port, state = STATE, help } = options(args);
  if (help) return console.log(HELP);
  const assets = await makeAssets(join(state, 'assets'));
  const server = await serveLocal({ port: parsePort(port), state, assets, log: console.log });
  console.log(`\nThe worker listens on ${server.url}. Press Ctrl-C to stop it.`);
  await untilEnded();
  await server.stop();
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  console.error(`${error.message}${error.how ? `\n  ${error.how}` : ''}`);
  process.exitCode = 2;
}
