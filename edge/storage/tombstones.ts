// What remains of an erased user: keyed hashes of the user and of the ids of the erased events, for some days. By them a
// late retry of an old event is known, and nothing else of a person can be read from them.
import { hexOf } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import type { Environment } from '../environment.ts';

export type Secrets = Pick<Environment, 'TOKEN_SECRET' | 'SERVICE_KEY'>;
export type Hash = (...what: ['user', user: string] | ['event', owner: string, id: string]) => Promise<string>;

const DEFAULT_DAYS = '30';
const DAY = 86_400;
const utf8 = new TextEncoder();
let last: { secret: string; key: Promise<CryptoKey> } | undefined;

/**
 * HMAC-SHA-256 under a key of its own that comes from TOKEN_SECRET, else from SERVICE_KEY. Another secret makes other
 * hashes, so the tombstones of before are forgotten.
 */
export async function hasher({ TOKEN_SECRET, SERVICE_KEY }: Secrets): Promise<Hash> {
  const secret = `tombstones ${TOKEN_SECRET ?? SERVICE_KEY ?? ''}`;
  if (last?.secret !== secret) {
    const key = crypto.subtle.importKey('raw', utf8.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    last = { secret, key };
  }
  const key = await last.key;
  return async (...what) => {
    const digest = await crypto.subtle.sign('HMAC', key, utf8.encode(JSON.stringify(what)));
    return hexOf(new Uint8Array(digest));
  };
}

/**
 * How long tombstones are kept, in seconds.
 * @throws InputError where TOMBSTONE_DAYS is not a number of days
 */
export function tombstoneSeconds({ TOMBSTONE_DAYS = DEFAULT_DAYS }: Pick<Environment, 'TOMBSTONE_DAYS'>): number {
  if (!/^\d{1,4}$/.test(TOMBSTONE_DAYS))
    throw new InputError('invalid', `${JSON.stringify(TOMBSTONE_DAYS)} is not a number of days, 0 to 9999`, {
      where: 'TOMBSTONE_DAYS',
    });
  return Number(TOMBSTONE_DAYS) * DAY;
}
