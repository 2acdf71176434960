// The options of commands that ask a worker, and the worker that they name.

import { InputError } from '@curatornet/shared/errors.ts';
import { Admin, isLocal, keyFor, parseUrl } from '../deploy/client.ts';
import type { Option } from './command.ts';

export const WORKER_OPTIONS = {
  url: { type: 'string', value: 'URL', about: "the worker's address, by default that of npm run worker" },
  why: { type: 'string', value: 'TEXT', about: 'the reason, for the history' },
  yes: { type: 'boolean', about: 'ask nothing' },
} as const satisfies Record<string, Option>;

/** The worker that --url names. */
export async function openWorker(address: string | undefined): Promise<Admin> {
  const url = parseUrl(address);
  return new Admin(url, await keyFor(url, 'DEPLOY_KEY'));
}

/**
 * Asks before visitors of a worker elsewhere see something else.
 * @param yes --yes: ask nothing
 * @throws InputError where the answer is not yes, or nobody can be asked
 */
export async function confirm({ url }: Admin, yes: boolean, what: string): Promise<void> {
  if (yes || isLocal(url)) return;
  if (!process.stdin.isTTY) throw new InputError('usage', `nobody can be asked whether ${what}`, { how: 'say --yes' });
  const { createInterface } = await import('node:readline/promises');
  const questions = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await questions.question(`${what}, at ${url}. Go on? [y/N] `);
  questions.close();
  if (!/^y(es)?$/i.test(answer.trim()))
    throw new InputError('usage', 'not done', { how: 'what served before serves on' });
}
