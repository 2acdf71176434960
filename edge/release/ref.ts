// The `ref` of a rail: the deployment, the version that ranked it, its page and its name. During a canary it is signed, so that
// an event counts for a version only if the worker showed that rail, to that user if it knew one.
//
//   12.2c28e1f8b4ba382f.home.for-you                             outside a canary
//   12.2c28e1f8b4ba382f.u.MjIgY2hhcmFjdGVycyBvZiBt.home.for-you      in a canary: `u` for a user or `h` for a client's history, and
//                                                               the signature

import type { D1Database } from '@cloudflare/workers-types';
import { toBase64url } from '@curatornet/shared/base64url.ts';
import { readSalts } from '../storage/deployments.ts';
import { keyedHash } from './keyed-hash.ts';
import type { Canary } from './traffic-split.ts';

/** 128 bits of the HMAC: 22 characters of base64url. */
const MAC_BYTES = 16;
const SLUG = '[a-z][a-z0-9-]{0,31}';
const SIGNED = new RegExp(`^(\\d{1,15})\\.([0-9a-f]{16})\\.([uh])\\.([\\w-]{22})\\.(${SLUG}\\.${SLUG})$`);

/** The origin of an answer's rails; a Visit has these fields. */
export interface RailSource {
  deployment: { seq: number };
  items: { model: { version: string } };
  /** The canary that the answer is part of, if any. */
  canary?: Canary;
  /** The user; undefined if the client holds the history. */
  user?: string;
}

/** The refs of the rails of a page, in their order. */
export function refsOf(
  { deployment: { seq }, items, canary, user }: RailSource,
  page: string,
  rails: readonly string[],
): Promise<string[]> {
  const { version } = items.model;
  const from = `${seq}.${version}`;
  return Promise.all(
    rails.map(async (rail) => {
      const place = `${page}.${rail}`;
      if (!canary) return `${from}.${place}`;
      const kind = user === undefined ? 'h' : 'u';
      return `${from}.${kind}.${await macOf(canary.salt, `${from}.${kind}.${place}`, user)}.${place}`;
    }),
  );
}

/** Whether the worker showed the rail of a ref, and to this user. @param salt that of the deployment of the ref */
export async function isAnswered(salt: string, ref: string, user: string): Promise<boolean> {
  const [, seq, version, kind, mac, place] = SIGNED.exec(ref) ?? [];
  if (salt === '' || mac === undefined) return false;
  return isSame(await macOf(salt, `${seq}.${version}.${kind}.${place}`, kind === 'u' ? user : undefined), mac);
}

async function macOf(salt: string, signed: string, user: string | undefined): Promise<string> {
  const bytes = await keyedHash(salt, 'ref', user === undefined ? signed : `${signed} ${user}`);
  return toBase64url(bytes.subarray(0, MAC_BYTES));
}

/** Compares texts of equal length in constant time. */
function isSame(a: string, b: string): boolean {
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}

/** Adds to each event whether the worker showed its rail to its user. Such events count for a version. */
export async function markAnswered<E extends { user: string; rail?: string }>(
  db: D1Database,
  events: readonly E[],
): Promise<(E & { answered: boolean })[]> {
  const seqOf = (rail = '') => Number(SIGNED.exec(rail)?.[1] ?? 0);
  const seqs = [...new Set(events.map(({ rail }) => seqOf(rail)))].filter((seq) => seq > 0);
  const salts = await readSalts(db, seqs);
  const answered = ({ rail = '', user }: E) => isAnswered(salts.get(seqOf(rail)) ?? '', rail, user);
  return Promise.all(events.map(async (event) => ({ ...event, answered: await answered(event) })));
}
