// The `ref` of a rail: the deployment, the version that ranked it, and the rail's id. During a canary it is signed, so that
// an event counts for a version only if the worker showed that rail, to that user if it knew one.
//
//   12.2c28e1f8b4ba382f.for-you                              outside a canary
//   12.2c28e1f8b4ba382f.u1f.MjIgY2hhcmFjdGVycyBvZiBt.for-you     in a canary: `u` for a user or `h` for a client's history,
//                                                            the answer's rails as a hexadecimal mask, the signature
import type { D1Database } from '@cloudflare/workers-types';
import { RAILS, type RailId } from '@curatornet/shared/api.ts';
import { railRef } from '@curatornet/shared/deployments.ts';
import { readSalts } from '../storage/deployments.ts';
import { keyedHash } from './keyed-hash.ts';
import type { Canary } from './traffic-split.ts';

/** 128 bits of the HMAC: 22 characters of base64url. */
const MAC_BYTES = 16;
const SIGNED = /^(\d{1,15})\.([0-9a-f]{16})\.([uh])([0-9a-f]{1,4})\.([\w-]{22})\.([a-z-]{1,32})$/;

/** The origin of an answer's rails; a Visit has these fields. */
export interface RailSource {
  deployment: { seq: number };
  items: { model: { version: string } };
  /** The canary that the answer is part of, if any. */
  canary?: Canary;
  /** The user; undefined if the client holds the history. */
  user?: string;
}

/** Returns the refs of an answer's rails, which share one signature. */
export async function signRefs(
  { deployment: { seq }, items, canary, user }: RailSource,
  rails: readonly RailId[],
): Promise<(rail: RailId) => string> {
  const { version } = items.model;
  if (!canary) return (rail) => railRef(seq, version, rail);
  const kind = user === undefined ? 'h' : 'u';
  const mask = rails.reduce((bits, rail) => bits | (1 << RAILS.indexOf(rail)), 0).toString(16);
  const signed = `${seq}.${version}.${kind}${mask}`;
  const mac = await macOf(canary.salt, signed, user);
  return (rail) => `${signed}.${mac}.${rail}`;
}

/** A signed ref. */
export interface Ref {
  seq: number;
  version: string;
  rail: RailId;
}

/**
 * Verifies the ref of an event.
 * @param salt the salt of the deployment whose `seq` the ref begins with
 * @returns undefined if the worker did not show this rail, or showed it to another user
 */
export async function verifyRef(salt: string, ref: string, user: string): Promise<Ref | undefined> {
  const [, seq, version, kind, mask, mac, name] = SIGNED.exec(ref) ?? [];
  const place = RAILS.indexOf(name as RailId);
  if (salt === '' || place < 0 || !(Number.parseInt(mask, 16) & (1 << place))) return undefined;
  const expected = await macOf(salt, `${seq}.${version}.${kind}${mask}`, kind === 'u' ? user : undefined);
  return isSame(expected, mac) ? { seq: Number(seq), version, rail: RAILS[place] } : undefined;
}

async function macOf(salt: string, signed: string, user: string | undefined): Promise<string> {
  const bytes = await keyedHash(salt, 'ref', user === undefined ? signed : `${signed} ${user}`);
  return btoa(String.fromCharCode(...bytes.subarray(0, MAC_BYTES)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
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
  const answered = async ({ rail, user }: E) =>
    (await verifyRef(salts.get(seqOf(rail)) ?? '', rail ?? '', user)) !== undefined;
  return Promise.all(events.map(async (event) => ({ ...event, answered: await answered(event) })));
}
