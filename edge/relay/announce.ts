// The last step of a write: it is in D1, and its answer waits until no relay can answer without it.
import type { Environment } from '../environment.ts';
import { withStorage } from '../storage/available.ts';
import { atMost } from '../storage/deadline.ts';
import { type Announcement, announcement, barRelay } from '../storage/leases.ts';
import { acknowledged } from './acknowledge.ts';
import { regionOf, relayOf } from './configured.ts';

/** Whether the store has relays: then the batch of a write asks who they are. */
export const hasRelays = (env: Environment): boolean => regionOf(env) !== undefined;

/**
 * Tells the relays what a write read in its own batch. To be called before its answer, also where the write found that it had
 * been done before: whoever did it may have stopped before it told them.
 */
export async function tellRelays(env: Environment, told: Announcement | undefined): Promise<void> {
  if (!told) return;
  await acknowledged(told, {
    push: (id, update) => relayOf(env, id).push(update),
    bar: (id) => barRelay(env.DB, id),
    atMost,
  });
}

/**
 * The same after a write that did not ask in its batch: asks D1 what it knows now.
 * @throws RequestError `unavailable` where D1 does not say who they are. Doing the write again is safe
 */
export async function announce(env: Environment): Promise<void> {
  if (hasRelays(env)) await tellRelays(env, await withStorage(() => announcement(env.DB)));
}
