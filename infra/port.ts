// The port of a server on this machine: read and tried before anything else is done.
import { createServer } from 'node:net';
import { InputError } from '@curatornet/shared/errors.ts';

export const HOST = '127.0.0.1';
export const DEFAULT_PORT = 8787;

/** Reads --port. @throws InputError for what is not a port */
export function parsePort(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PORT;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535)
    throw new InputError('usage', `--port ${text} is not a whole number from 1 to 65535`, {
      how: `leave it out for ${DEFAULT_PORT}`,
    });
  return port;
}

/** @throws InputError where something listens at the port, or where it may not be used */
export async function expectFree(port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, resolve);
  }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EADDRINUSE' && cause.code !== 'EACCES') throw cause;
    const what = cause.code === 'EADDRINUSE' ? 'something listens at this port already' : 'this port may not be used';
    throw new InputError('exists', what, { where: `${HOST}:${port}`, how: 'choose another port: --port N', cause });
  });
  await new Promise((resolve) => server.close(resolve));
}
