// The port of a local server: validated and checked before anything else starts.
import { createServer } from 'node:net';
import { InputError } from '@curatornet/shared/errors.ts';

export const HOST = '127.0.0.1';
export const DEFAULT_PORT = 8787;

/** Parses --port. @throws InputError if it is not a port */
export function parsePort(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PORT;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535)
    throw new InputError('usage', `--port must be a whole number from 1 to 65535, not ${text}`, {
      how: `leave it out for ${DEFAULT_PORT}`,
    });
  return port;
}

/** @throws InputError if the port is in use or not permitted */
export async function expectFree(port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, resolve);
  }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EADDRINUSE' && cause.code !== 'EACCES') throw cause;
    const what = cause.code === 'EADDRINUSE' ? 'this port is already in use' : 'this port is not permitted';
    throw new InputError('exists', what, { where: `${HOST}:${port}`, how: 'choose another port: --port N', cause });
  });
  await new Promise((resolve) => server.close(resolve));
}
