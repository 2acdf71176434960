// A relay: a Durable Object near visitors that answers what D1 would, from memory, while it holds a lease. It stores nothing:
// one that starts again fills itself from D1.
import { DurableObject } from 'cloudflare:workers';
import type { DurableObjectState } from '@cloudflare/workers-types';
import type { Environment } from '../environment.ts';
import { grantLease, type Update } from '../storage/leases.ts';
import { leaseTerms } from './configured.ts';
import { LeasedWindow } from './lease.ts';
import type { RelayAnswer } from './window.ts';

export class Relay extends DurableObject<Environment> {
  readonly #leased: LeasedWindow;

  constructor(ctx: DurableObjectState, env: Environment) {
    super(ctx, env);
    const id = ctx.id.toString();
    const terms = leaseTerms(env);
    const ask = (since: number) =>
      grantLease(env.DB, id, since, terms.hold).catch((error) => {
        console.error('a relay gets no lease from D1:', error);
        throw error;
      });
    this.#leased = new LeasedWindow(ask, Date.now, terms);
  }

  /** What is new after the given revisions; null where it has no lease and could not get one. */
  read(since: number, configSince: number): Promise<RelayAnswer | null> {
    return this.#leased.read(since, configSince);
  }

  /** Learns what was written. @returns whether it knows now */
  push(update: Update): Promise<boolean> {
    return this.#leased.push(update);
  }
}
