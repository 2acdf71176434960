// The options of commands that call a worker, and the client for it.

import { InputError } from '@curatornet/shared/errors.ts';
import { Admin, isLocal, keyFor, parseUrl } from '../deploy/client.ts';
import type { Option } from './command.ts';

export const WORKER_OPTIONS = {
  url: { type: 'string', value: 'URL', about: 'URL of the worker (default: that of npm run worker)' },
  why: { type: 'string', value: 'TEXT', about: 'the reason, for the deployment history' },
  yes: { type: 'boolean', about: 'skip confirmation' },
} as const satisfies Record<string, Option>;

/** Opens the worker of --url. */
export async function openWorker(address: string | undefined): Promise<Admin> {
  const url = parseUrl(address);
  return new Admin(url, await keyFor(url, 'DEPLOY_KEY'));
}

/**
 * Asks for confirmation before a change for the visitors of a remote worker.
 * @param yes skips the confirmation
 * @throws InputError if the answer is not yes, or without a terminal
 */
export async function confirm({ url }: Admin, yes: boolean, what: string): Promise<void> {
  if (yes || isLocal(url)) return;
  if (!process.stdin.isTTY)
    throw new InputError('usage', `without a terminal, this needs --yes: ${what}`, { how: 'add --yes' });
  const { createInterface } = await import('node:readline/promises');
  const questions = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await questions.question(`${what}, at ${url}. Continue? [y/N] `);
  questions.close();
  if (!/^y(es)?$/i.test(answer.trim()))
    throw new InputError('usage', 'cancelled', { how: 'the deployment is unchanged' });
}
