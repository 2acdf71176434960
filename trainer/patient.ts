// A request to a worker that is made again, later and later, while the worker fails or has too much to do. For requests that
// change nothing when they are repeated.
import { setTimeout as pause } from 'node:timers/promises';
import { InputError } from '@curatornet/shared/errors.ts';
import { problem, wordsOf } from '@curatornet/shared/problems.ts';
import { say } from './progress.ts';

const TRIES = 12;
/** The pauses between tries, in milliseconds: the first, doubled each time, at most the last. */
const [FIRST_PAUSE, LONGEST_PAUSE] = [250, 30_000];

/**
 * @param deadline how long a try may take, in milliseconds
 * @returns the answer's JSON
 * @throws InputError `invalid` if the worker refuses the request, `missing` if it fails until the last try
 */
export async function askPatiently(url: string, path: string, init: RequestInit, deadline: number): Promise<unknown> {
  for (let turn = 1; ; turn++) {
    const tried = await attempt(`${url}${path}`, { ...init, signal: AbortSignal.timeout(deadline) });
    if ('answer' in tried) {
      if (tried.ok) return tried.answer;
      throw refused(url, tried.status, tried.answer);
    }
    const { why, cause, retryAfter = 0 } = tried;
    if (turn === TRIES)
      throw new InputError('missing', `the worker ${why}, after ${TRIES} tries`, {
        where: url,
        how: 'run the same command later: it resumes',
        cause,
      });
    const wait = Math.min(LONGEST_PAUSE, Math.max(retryAfter * 1000, FIRST_PAUSE * 2 ** (turn - 1)));
    say(`the worker ${why}; trying again in ${(wait / 1000).toFixed(1)} s`);
    await pause(wait);
  }
}

type Tried = { ok: boolean; status: number; answer: unknown } | { why: string; cause?: Error; retryAfter?: number };

async function attempt(address: string, init: RequestInit): Promise<Tried> {
  try {
    const response = await fetch(address, init);
    const { ok, status, headers } = response;
    if (status >= 500 || status === 429)
      return { why: `answers with status ${status}`, retryAfter: Number(headers.get('retry-after')) || 0 };
    // A proxy's refusal may be no JSON.
    return { ok, status, answer: ok ? await response.json() : await response.json().catch(() => undefined) };
  } catch (cause) {
    return { why: 'does not respond', cause: cause as Error };
  }
}

function refused(where: string, status: number, said: unknown): InputError {
  const { data } = problem.safeParse(said);
  const how = status === 401 ? 'set CURATORNET_SERVICE_KEY to the key of the worker' : undefined;
  return new InputError('invalid', data ? wordsOf(data) : `HTTP status ${status}`, { where, how });
}
