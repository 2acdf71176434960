// After a write is in D1 and before it is acknowledged: every relay that holds a lease learns of it, or its lease runs out.
// Without I/O: announce.ts runs it.
import type { Announcement, Update } from '../storage/leases.ts';

export interface Network {
  /** Tells a relay. @returns whether it knows now */
  push(id: string, update: Update): Promise<boolean>;
  /** Has D1 grant a relay no lease for a while. */
  bar(id: string): Promise<void>;
  /** What work comes to, or undefined after so many milliseconds. */
  atMost<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined>;
}

/** How long one push may take. A relay that lacks changes asks D1's primary in between. */
const PUSH_MS = 1_000;
/** How long after a failed push the next one is sent. */
const PAUSE_MS = 100;
/** After how long a relay that does not answer is barred, so that it holds writes up once, not each time. */
const BAR_AFTER_MS = 2_500;

/** Resolves once no relay can answer without the write. Leases are counted from this call. */
export async function acknowledged({ update, holders }: Announcement, network: Network): Promise<void> {
  await Promise.all(holders.map(({ id, left }) => reach(id, left, update, network)));
}

async function reach(id: string, left: number, update: Update, network: Network): Promise<void> {
  let over = false;
  const pushes = (async () => {
    while (!over) {
      const push = network.push(id, update).catch(() => false);
      if (await network.atMost(PUSH_MS, push)) return true;
      await network.atMost(PAUSE_MS, new Promise(() => {}));
    }
  })();
  const patience = Math.min(BAR_AFTER_MS, left);
  if (!(await network.atMost(patience, pushes)) && left > patience) {
    network.bar(id).catch(() => {});
    await network.atMost(left - patience, pushes);
  }
  over = true;
}
