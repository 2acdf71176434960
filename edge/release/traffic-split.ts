// Whom the candidate of a canary answers: a keyed hash deals visitors, so that nobody can choose a side.
import type { Deployment } from '../storage/state.ts';
import { keyedHash } from './keyed-hash.ts';

/** A deployment with a candidate that gets visitors. */
export type Canary = Deployment & { candidate: string; percent: number; salt: string };

export const isCanary = (deployment: Deployment): deployment is Canary =>
  typeof deployment.candidate === 'string' && (deployment.percent ?? 0) > 0 && Boolean(deployment.salt);

/**
 * Whom a canary deals by: a user, or the ids of a history that the client holds, in their order. Of visitors of whom
 * nothing is known only the champion answers, for their answers are the same for everybody and may be cached.
 */
export function visitorKey(who: { user: string } | { history: readonly string[] }): string | undefined {
  if ('user' in who) return `user ${who.user}`;
  return who.history.length > 0 ? `history ${JSON.stringify(who.history)}` : undefined;
}

/**
 * Whether the candidate answers a visitor. The same one gets the same version for as long as the canary runs, and stays
 * with the candidate when its share grows; the next canary deals anew.
 */
export async function inCanary({ percent, salt }: Canary, visitor: string): Promise<boolean> {
  const hash = await keyedHash(salt, 'split', visitor);
  return new DataView(hash.buffer).getUint32(0) / 2 ** 32 < percent / 100;
}
