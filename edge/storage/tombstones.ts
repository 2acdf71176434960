// Tombstones of an erased user: keyed hashes of the user and of the ids of the erased events, kept for some days to
// recognise late retries of old events. They contain no other personal data.
import { hexOf } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import type { Environment } from '../environment.ts';

export type TombstoneSecrets = Pick<Environment, 'TOKEN_SECRET' | 'SERVICE_KEY'>;
export type TombstoneHash = (...what: ['user', user: string] | ['event', owner: string, id: string]) => Promise<string>;

const DEFAULT_DAYS = '30';
const DAY = 86_400;
const utf8 = new TextEncoder();
let last: { secret: string; key: Promise<CryptoKey> } | undefined;

/**
 * HMAC-SHA-256 with a key derived from TOKEN_SECRET, else from SERVICE_KEY. Changing the secret changes the hashes, so that
 * earlier tombstones no longer match.
 */
export async function tombstoneHasher({ TOKEN_SECRET, SERVICE_KEY }: TombstoneSecrets): Promise<TombstoneHash> {
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
 * @throws InputError if TOMBSTONE_DAYS is not a number of days
 */
export function tombstoneSeconds({ TOMBSTONE_DAYS = DEFAULT_DAYS }: Pick<Environment, 'TOMBSTONE_DAYS'>): number {
  if (!/^\d{1,4}$/.test(TOMBSTONE_DAYS))
    throw new InputError('invalid', `must be a number of days from 0 to 9999, not ${JSON.stringify(TOMBSTONE_DAYS)}`, {
      where: 'TOMBSTONE_DAYS',
    });
  return Number(TOMBSTONE_DAYS) * DAY;
}
