// Whom the candidate of a canary answers.
import type { Deployment } from '../storage/state.ts';

/** A deployment with a candidate that gets visitors. */
export type Canary = Deployment & { candidate: string; percent: number };

export const isCanary = (deployment: Deployment): deployment is Canary =>
  typeof deployment.candidate === 'string' && (deployment.percent ?? 0) > 0;

/**
 * Whether the candidate answers a visitor. The same one gets the same version for as long as the canary runs, and stays
 * in it when its share grows; another candidate meets other people.
 * @param key a user's id, or for a visitor without a name the request's
 */
export function inCanary({ candidate, percent }: Canary, key: string): boolean {
  return hash(`${candidate}:${key}`) / 2 ** 32 < percent / 100;
}

/** FNV-1a, 32 bits, over UTF-16 units, with MurmurHash3's finish: FNV alone hardly stirs the high bits of short texts. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
