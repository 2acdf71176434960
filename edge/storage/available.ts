// Storage as routes other than rails use it: where it fails, the caller is told to come again.

import { RequestError } from '../http/problems.ts';
import { atMost } from './deadline.ts';

/** How long a write or a long read may take. */
const DEADLINE_MS = 10_000;

/**
 * What storage made of it.
 * @throws RequestError `unavailable` where it fails or takes too long; whether it wrote is not known then, and doing it
 * again is safe
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
