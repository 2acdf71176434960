// The last step of a write: it is in D1, and its answer waits until no relay can answer without it.
import type { Environment } from '../environment.ts';
import { withStorage } from '../storage/available.ts';
import { atMost } from '../storage/deadline.ts';
import { announcement, barRelay } from '../storage/leases.ts';
import { acknowledged } from './acknowledge.ts';
import { regionOf, relayOf } from './configured.ts';

/**
 * Tells the relays what D1 knows now. To be called after a write and before its answer, also where the write found that it had
 * been done before: whoever did it may have stopped before it told them.
 * @throws RequestError `unavailable` where D1 does not say who they are. Doing the write again is safe
 */
export async function announce(env: Environment): Promise<void> {
  if (!regionOf(env)) return;
  const told = await withStorage(() => announcement(env.DB));
  await acknowledged(told, {
    push: (id, update) => relayOf(env, id).push(update),
    bar: (id) => barRelay(env.DB, id),
    atMost,
  });
}
