// Assigns visitors to the versions of a canary by a keyed hash, so that nobody can choose a version.
import type { Deployment } from '../storage/state.ts';
import { keyedHash } from './keyed-hash.ts';

/** A deployment with a running canary. */
export type Canary = Deployment & { candidate: string; percent: number; salt: string };

export const isCanary = (deployment: Deployment): deployment is Canary =>
  typeof deployment.candidate === 'string' && (deployment.percent ?? 0) > 0 && Boolean(deployment.salt);

/**
 * The key that assigns a visitor: the user, or the ids of the client's history, in order. Anonymous visitors have none: the
 * champion answers them, because their answers are identical and may be cached.
 */
export function visitorKey(who: { user: string } | { history: readonly string[] }): string | undefined {
  if ('user' in who) return `user ${who.user}`;
  return who.history.length > 0 ? `history ${JSON.stringify(who.history)}` : undefined;
}

/**
 * Whether the candidate answers a visitor. A visitor gets the same version throughout a canary, and stays with the candidate
 * when its share grows. Each canary assigns visitors anew.
 */
export async function inCanary({ percent, salt }: Canary, visitor: string): Promise<boolean> {
  const hash = await keyedHash(salt, 'split', visitor);
  return new DataView(hash.buffer).getUint32(0) / 2 ** 32 < percent / 100;
}
