// A relay's rules, without I/O: when it may answer, when it asks D1 again, and when a push counts. relay.ts runs them in a
// Durable Object, and test/relay in a simulation. docs/consistency.md says why this is enough.
import type { Grant, Update } from '../storage/leases.ts';
import { type RelayAnswer, Window } from './window.ts';

export interface Terms {
  /** For how long a relay counts on a lease, in milliseconds of its clock from before it asked. */
  lease: number;
  /** For how long D1 and the writers count on it. */
  hold: number;
}

/**
 * A writer waits longer than a relay answers. The difference covers clocks that drift by a hundredth and, within one lease,
 * are set by up to 8% of it: D1's forwards and the relay's backwards.
 */
export const termsOf = (lease: number): Terms => ({ lease, hold: lease * 1.2 });

/** How long a relay without a lease leaves D1 alone after it got none, in milliseconds. */
const REST_MS = 1_000;

export class LeasedWindow {
  readonly #ask: (since: number) => Promise<Grant>;
  readonly #clock: () => number;
  readonly #lease: number;
  #window: Window | undefined;
  /** When the lease ends, by this relay's clock. In memory alone: a relay that starts again has none. */
  #until = Number.NEGATIVE_INFINITY;
  #restUntil = Number.NEGATIVE_INFINITY;
  #renewal: Promise<void> | undefined;

  /** @param ask asks D1 for a lease, and for everything after a revision; rejects where D1 fails or takes too long */
  constructor(ask: (since: number) => Promise<Grant>, clock: () => number, { lease }: Terms) {
    this.#ask = ask;
    this.#clock = clock;
    this.#lease = lease;
  }

  /** What is new after the given revisions; null where the relay has no lease and could not get one. */
  async read(since: number, configSince: number): Promise<RelayAnswer | null> {
    const left = this.#until - this.#clock();
    if (left < this.#lease / 2 && this.#clock() >= this.#restUntil) {
      const renewal = this.renew();
      if (left <= 0) await renewal;
    }
    // Looked at last, for a lease may have run out in the meantime.
    return this.#window && this.#clock() < this.#until ? this.#window.after(since, configSince) : null;
  }

  /** Learns what was written. @returns whether the relay knows it now */
  async push(update: Update): Promise<boolean> {
    // A renewal that is under way may have read D1 before the write was there. The next one has not.
    for (let turn = 0; turn < 2 && !this.#window?.apply(update); turn++) await this.renew();
    return this.#window?.apply(update) ?? false;
  }

  /** Asks D1 for a lease and what is new; who asks meanwhile waits for the same answer. */
  renew(): Promise<void> {
    this.#renewal ??= this.#renew().finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #renew(): Promise<void> {
    // Counted from here: D1 records the lease later than this, and counts longer.
    const askedAt = this.#clock();
    let leased = false;
    try {
      const grant = await this.#ask(this.#window?.revision ?? 0);
      if (!this.#window?.apply(grant)) this.#window = new Window(grant);
      leased = grant.leased;
    } catch {
      // It has no lease then, and says so to who asks.
    }
    if (leased) this.#until = Math.max(this.#until, askedAt + this.#lease);
    else this.#restUntil = this.#clock() + REST_MS;
  }
}
