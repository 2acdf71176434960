// D1 as the simulation has it: one transaction after the other, leases by its own clock. test/edge has the real one.
import type { Announcement, Grant, StoredChange, Update } from '../../edge/storage/leases.ts';
import { type Clock, machine } from './world.ts';

const MOST_GRANTED = 12;
const MOST_ANNOUNCED = 1;
const BAR_MS = 4_000;

/** Ways in which it may be wrong. */
export interface DatabaseFaults {
  /** A lease is recorded after everything was read, in another transaction. */
  leaseApart?: boolean;
  /** A renewal does not record the lease anew. */
  leaseOnce?: boolean;
}

export class SimulatedD1 {
  readonly machine = machine('d1');
  readonly #clock: Clock;
  readonly #faults: DatabaseFaults;
  readonly #items = new Map<string, StoredChange>();
  readonly #done = new Set<string>();
  readonly #relays = new Map<string, { until: number; barredUntil: number }>();
  revision = 0;
  #seq = 1;

  constructor(clock: Clock, faults: DatabaseFaults) {
    this.#clock = clock;
    this.#faults = faults;
  }

  /** Does a write once, however often it comes. @returns the deployment and revision that it led to, if it was new */
  write(id: string, what: 'sell' | 'describe' | 'embed' | 'deploy', item: string): void {
    if (this.#done.has(id)) return;
    this.#done.add(id);
    if (what === 'deploy') {
      this.#seq++;
      return;
    }
    const before = this.#items.get(item);
    const revision = ++this.revision;
    const embeds = what === 'embed';
    this.#items.set(item, {
      revision,
      id: item,
      state: what === 'sell' ? 'sold' : (before?.state ?? 'for-sale'),
      about: null,
      features: embeds ? `features-${revision}` : (before?.features ?? null),
      featuresRevision: embeds ? revision : (before?.featuresRevision ?? null),
    });
  }

  read(since: number, most = Number.POSITIVE_INFINITY): Update {
    const all = [...this.#items.values()].filter(({ revision }) => revision > since);
    const changes = all.sort((a, b) => a.revision - b.revision).slice(-most);
    return {
      since: changes.length < most ? since : changes[0].revision - 1,
      revision: this.revision,
      deployment: { seq: this.#seq, version: `v${this.#seq}` },
      changes: changes.map((row) => ((row.featuresRevision ?? 0) > since ? row : { ...row, features: null })),
    };
  }

  /** @param later runs the rest of a transaction that is wrongly in two */
  async grant(id: string, since: number, hold: number, later: () => Promise<void>): Promise<Grant> {
    const read = this.read(since, MOST_GRANTED);
    if (this.#faults.leaseApart) await later();
    return { ...read, leased: this.#lease(id, hold) };
  }

  #lease(id: string, hold: number): boolean {
    const now = this.#clock.read();
    const row = this.#relays.get(id);
    if (row && row.barredUntil > now) return false;
    const held = row && row.until > now;
    if (this.#faults.leaseOnce && held) return true;
    this.#relays.set(id, { barredUntil: 0, until: Math.max(row?.until ?? 0, now + hold) });
    return true;
  }

  announcement(): Announcement {
    const now = this.#clock.read();
    const holders = [...this.#relays].filter(([, { until }]) => until > now);
    return {
      update: this.read(0, MOST_ANNOUNCED),
      holders: holders.map(([id, { until }]) => ({ id, left: until - now })),
    };
  }

  bar(id: string): void {
    this.#relays.get(id)!.barredUntil = this.#clock.read() + BAR_MS;
  }
}
