// The relays that the store's configuration names, as others call them.
import { InputError } from '@curatornet/shared/errors.ts';
import { hashOf } from '@curatornet/shared/hash.ts';
import type { Environment } from '../environment.ts';
import type { Update } from '../storage/leases.ts';
import { type Terms, termsOf } from './lease.ts';
import { configuredRegions, nearest, type Place, type Region } from './regions.ts';
import type { RelayAnswer } from './window.ts';

/** What a relay does for others: relay.ts. */
export interface RelayStub {
  read(since: number, configSince: number): Promise<RelayAnswer | null>;
  push(update: Update): Promise<boolean>;
}

const LEASE_SECONDS = '10';

/** @throws InputError where RELAY_LEASE is no number of seconds */
export function leaseTerms({ RELAY_LEASE = LEASE_SECONDS }: Environment): Terms {
  if (!/^(\d{1,2}|0?\.\d{1,3})$/.test(RELAY_LEASE) || Number(RELAY_LEASE) === 0)
    throw new InputError('invalid', `${JSON.stringify(RELAY_LEASE)} is no number of seconds`, {
      where: 'RELAY_LEASE',
      how: 'name 1 to 99 seconds',
    });
  return termsOf(Number(RELAY_LEASE) * 1_000);
}

/** The region near a request; undefined where the store has no relays. */
export function regionOf({ RELAYS, RELAY }: Environment, place?: Place): Region | undefined {
  const regions = configuredRegions(RELAYS);
  return RELAY && regions.length > 0 ? nearest(regions, place) : undefined;
}

/** The one of a region's relays that a visitor asks, by a hash. It is made there with the first request. */
export function relayIn({ RELAY }: Environment, { name, relays }: Region, visitor: string): RelayStub {
  const nth = hashOf(visitor) % relays;
  const id = RELAY!.idFromName(`${name}-${nth}`);
  return RELAY!.get(id, { locationHint: name }) as unknown as RelayStub;
}

/** The relay of an id that D1 has. */
export const relayOf = ({ RELAY }: Environment, id: string): RelayStub =>
  RELAY!.get(RELAY!.idFromString(id)) as unknown as RelayStub;
