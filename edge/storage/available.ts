// Storage access for routes that cannot answer without it: if storage fails, the caller gets a 503 and can retry.

import { RequestError } from '../http/problems.ts';
import { atMost } from './deadline.ts';

/** How long a write or a long read may take. */
const DEADLINE_MS = 10_000;

/**
 * Runs a read or write of D1 or R2.
 * @throws RequestError `unavailable` if it fails or takes too long. It may have been written; all writes can be repeated
 */
export async function withStorage<T>(work: () => Promise<T>, deadline: number = DEADLINE_MS): Promise<T> {
  const result = await atMost(deadline, (async () => ({ value: await work() }))()).catch((cause) => {
    if (cause instanceof RequestError) throw cause;
    console.error('storage failed:', cause);
    throw new RequestError('unavailable', undefined, { cause });
  });
  if (!result) throw new RequestError('unavailable');
  return result.value;
}
