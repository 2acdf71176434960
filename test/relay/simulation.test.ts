// The relays' protocol under random schedules: late, lost, repeated and reordered messages, cut links, relays and writers that
// stop or start again at any moment, a D1 that stalls, clocks that drift and are set. And that the simulation finds faults.
//
// SCHEDULES=100000 npx vitest run --project node test/relay
import { describe, expect, test } from 'vitest';
import { type Mutation, planted, REAL } from './planted.ts';
import { type Faults, type Outcome, type Protocol, runSchedule } from './simulation.ts';

const SCHEDULES = Number(process.env.SCHEDULES ?? 1_500);
/** Within how many schedules a fault must show. */
const SOON = 5_000;

test(`${SCHEDULES} schedules have no answer that lacks what was acknowledged before its request began`, async () => {
  const sum = { reads: 0, byRelay: 0, acknowledged: 0 };
  for (let seed = 1; seed <= SCHEDULES; seed++) {
    const { broken, reads, byRelay, acknowledged } = await runSchedule(seed, REAL);
    expect(broken, `schedule ${seed}`).toBeUndefined();
    sum.reads += reads;
    sum.byRelay += byRelay;
    sum.acknowledged += acknowledged;
  }
  // Relays that never answer and writes that are never acknowledged would prove nothing.
  expect(sum.byRelay / sum.reads).toBeGreaterThan(0.3);
  expect(sum.acknowledged / SCHEDULES).toBeGreaterThan(15);
}, 3_600_000);

test('a seed names one schedule', async () => {
  const runs: Outcome[] = [];
  for (const seed of [5, 5, 6]) runs.push(await runSchedule(seed, REAL));
  expect(runs[1]).toEqual(runs[0]);
  expect(runs[2]).not.toEqual(runs[0]);
});

const LATEST = `    // Looked at last, for a lease may have run out in the meantime.`;
const IN_CODE: Record<string, Mutation> = {
  'a write is acknowledged before the pushes': {
    file: 'acknowledge',
    text: '  await Promise.all(',
    instead: '  void Promise.all(',
  },
  'a writer does not wait for the lease of a relay that is silent': {
    file: 'acknowledge',
    text: 'const patience = Math.min(BAR_AFTER_MS, left);',
    instead: 'const patience = BAR_AFTER_MS; left = 0;',
  },
  'a push counts that was not answered': {
    file: 'acknowledge',
    text: 'if (await network.atMost(PUSH_MS, push)) return true;',
    instead: 'await network.atMost(PUSH_MS, push); return true;',
  },
  'writers wait no longer than relays answer': { file: 'lease', text: 'lease * 1.2', instead: 'lease' },
  'a lease is counted from its answer': {
    file: 'lease',
    text: 'askedAt + this.#lease',
    instead: 'this.#clock() + this.#lease',
  },
  'a lease has no end': { file: 'lease', text: 'this.#window && this.#clock() < this.#until', instead: 'this.#window' },
  'a relay answers first and looks at its lease afterwards': {
    file: 'lease',
    text: LATEST,
    instead: 'if (this.#window) return this.#window.after(since);',
  },
  'a relay that is barred answers': { file: 'lease', text: 'leased = grant.leased', instead: 'leased = true' },
  'a relay answers before it has filled itself': {
    file: 'lease',
    text: 'if (!this.#window?.apply(grant)) this.#window = new Window(grant);',
    instead: 'this.#window ??= new Window({ ...grant, since: 0, changes: [] }); this.#window.apply(grant);',
  },
  'a push counts once a renewal has ended that began before it': {
    file: 'lease',
    text: `turn < 2 && !this.#window?.apply(update); turn++) await this.renew();
    return this.#window?.apply(update) ?? false;`,
    instead: `turn < 1 && !this.#window?.apply(update); turn++) await this.renew();
    return true;`,
  },
  'a push is applied although changes before it are missing': {
    file: 'window',
    text: 'if (since > this.#revision) return false;',
    instead: '',
  },
  'an older push takes the revision back': {
    file: 'window',
    text: 'Math.max(this.#revision, revision)',
    instead: 'revision',
  },
  'an older push brings an older deployment back': {
    file: 'window',
    text: 'if (deployment && deployment.seq > (this.#deployment?.seq ?? 0))',
    instead: 'if (deployment)',
  },
  'features are lost by the next change of their item': {
    file: 'window',
    text: 'const now = kept ? { ...change, features: before.features } : change;',
    instead: 'const now = change;',
  },
};
const AROUND: Record<string, Faults> = {
  'a lease is a third too long': { longer: 1.33 },
  'a relay starts again with what it knew, and forgets when its lease ends': { restartsWithMemory: true },
  'a write that comes again is acknowledged without telling relays': { repeatsAtOnce: true },
  'a lease is recorded after what it is good for was read': { leaseApart: true },
  'a renewal is not recorded': { leaseOnce: true },
};

describe('a planted fault is found, whatever the seeds', () => {
  async function expectFound(protocol: Protocol, faults?: Faults): Promise<void> {
    for (const first of [1, 1_000_001, 2_000_001]) {
      let found = false;
      for (let seed = first; seed < first + SOON && !found; seed++)
        found = (await runSchedule(seed, protocol, faults)).broken !== undefined;
      expect(found, `from schedule ${first}`).toBe(true);
    }
  }
  test.each(Object.entries(IN_CODE))('%s', async (_, mutation) => expectFound(await planted(mutation)), 600_000);
  test.each(Object.entries(AROUND))('%s', async (_, faults) => expectFound(REAL, faults), 600_000);
});
