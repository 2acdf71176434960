// Relays as real Durable Objects over the real D1: what a relay answers, when it may, and interleavings of writes, reads,
// lost pushes and relays that start again, over two regions.
//
// RUNS=2000 npx vitest run --project workerd test/edge/relay.test.ts
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { announce } from '../../edge/relay/announce.ts';
import { type RelayStub, regionOf, relayIn } from '../../edge/relay/configured.ts';
import { LeasedWindow, termsOf } from '../../edge/relay/lease.ts';
import { announcement, barRelay, grantLease, type StoredChange } from '../../edge/storage/leases.ts';
import { ADVANCE_REVISION, CATALOGUE_REVISION } from '../../edge/storage/revision.ts';
import { random } from '../fixtures/bundle.ts';
import { emptyStorage, emptyTables, promote, RUNS, relays, stopRelay, stopRelays } from './harness.ts';

type Bindings = typeof env;
/** Two regions; vitest.config.ts gives them leases that outlast a test. */
const settings = { RELAYS: 'weur enam' };
const PLACES = [
  { latitude: '48.9', longitude: '2.3' },
  { latitude: '40.7', longitude: '-74.0' },
];
const relayNear = (bindings: Bindings, place: number): RelayStub =>
  relayIn(bindings, regionOf(bindings, PLACES[place])!, '');
const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Ends a relay at once, with all that it is doing. */
const abort = (place: number) => runInDurableObject(relays()[place], (_, state) => state.abort()).catch(() => {});

/** What a route writes: an item in a new state. */
async function change(id: string, state = 'sold', features: string | null = null): Promise<void> {
  const insert = env.DB.prepare(
    `INSERT INTO items (id, revision, state, features, features_revision)
     SELECT ?1, next, ?2, ?3, CASE WHEN ?3 IS NOT NULL THEN next END FROM (SELECT ${CATALOGUE_REVISION} + 1 AS next) WHERE true
     ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, state = excluded.state,
       features = coalesce(excluded.features, features), features_revision = coalesce(excluded.features_revision, features_revision)`,
  );
  await env.DB.batch([insert.bind(id, state, features), env.DB.prepare(ADVANCE_REVISION)]);
}
const revision = async () => (await env.DB.prepare(`SELECT ${CATALOGUE_REVISION} AS it`).first<number>('it'))!;

beforeAll(emptyStorage);
beforeEach(async () => {
  await stopRelays();
  await emptyTables();
});

describe('leases in D1', () => {
  test('a grant is what is new after a revision, and a lease that a writer finds', async () => {
    await promote('v1');
    await change('a', 'sold', 'AAAA');
    await change('b', 'withdrawn');
    await change('a', 'for-sale');
    const grant = await grantLease(env.DB, 'near', 1, 60_000);
    expect(grant).toMatchObject({ since: 1, revision: 3, leased: true, deployment: { version: 'v1' } });
    // The features came with revision 1, so who knows that one has them.
    expect(grant.changes).toEqual([
      { revision: 2, id: 'b', state: 'withdrawn', about: null, features: null, featuresRevision: null },
      { revision: 3, id: 'a', state: 'for-sale', about: null, features: null, featuresRevision: 1 },
    ]);
    expect((await grantLease(env.DB, 'near', 0, 60_000)).changes[1].features).toBe('AAAA');
    const { holders, update } = await announcement(env.DB);
    expect(holders.map(({ id }) => id)).toEqual(['near']);
    expect(holders[0].left).toBeGreaterThan(50_000);
    expect(update).toMatchObject({ since: 0, revision: 3 });
  });

  test('of many changes a grant has the 250 newest and an announcement the 8 newest, and both say after which', async () => {
    const insert = env.DB.prepare("INSERT INTO items (id, revision, state) VALUES (?1, ?2, 'sold')");
    const rows = Array.from({ length: 300 }, (_, i) => insert.bind(`x-${i}`, i + 1));
    await env.DB.batch([...rows, env.DB.prepare(ADVANCE_REVISION)]);
    const grant = await grantLease(env.DB, 'near', 10, 60_000);
    expect([grant.since, grant.changes[0].revision, grant.changes.length, grant.revision]).toEqual([50, 51, 250, 300]);
    const { update } = await announcement(env.DB);
    expect([update.since, update.changes[0].revision, update.changes.length]).toEqual([292, 293, 8]);
  });

  test('a relay that is barred gets what is new and no lease, and keeps the one that it has', async () => {
    await grantLease(env.DB, 'near', 0, 60_000);
    await barRelay(env.DB, 'near');
    const before = (await announcement(env.DB)).holders[0].left;
    expect(await grantLease(env.DB, 'near', 0, 120_000)).toMatchObject({ leased: false, revision: 0 });
    expect((await announcement(env.DB)).holders[0].left).toBeLessThanOrEqual(before);
  });

  test('a lease that is over is in no announcement, and a shorter one shortens none', async () => {
    await grantLease(env.DB, 'gone', 0, 1);
    await grantLease(env.DB, 'near', 0, 60_000);
    await grantLease(env.DB, 'near', 0, 1);
    await pause(20);
    expect((await announcement(env.DB)).holders.map(({ id }) => id)).toEqual(['near']);
  });
});

describe('a relay', () => {
  const bindings = { ...env, ...settings };

  test('fills itself from D1 before its first answer, and tells only what is new', async () => {
    await promote('v1');
    for (const id of ['a', 'b', 'c']) await change(id);
    const answer = (await relayNear(bindings, 0).read(1, 0))!;
    expect(answer).toMatchObject({ deployment: { version: 'v1' }, revision: 3 });
    expect(answer.changes!.map(({ id }) => id)).toEqual(['b', 'c']);
    expect((await relayNear(bindings, 0).read(3, 0))!.changes).toEqual([]);
  });

  test('answers from memory while it holds its lease, and knows what it was told', async () => {
    const terms = termsOf(50_000);
    const relay = new LeasedWindow((since) => grantLease(env.DB, 'near', since, terms.hold), Date.now, terms);
    await relay.read(0, 0);
    await change('a');
    // Nobody has told it: the write is not acknowledged.
    expect((await relay.read(0, 0))!.changes).toEqual([]);
    const { update, holders } = await announcement(env.DB);
    expect(holders.map(({ id }) => id)).toEqual(['near']);
    expect(await relay.push(update)).toBe(true);
    expect((await relay.read(0, 0))!.changes!.map(({ id }) => id)).toEqual(['a']);
  });

  test('tells the rails config to who knows an earlier one, and what is announced takes its place', async () => {
    const write = (basis: number) =>
      env.DB.prepare(
        "INSERT INTO rails_configs (document, at, kind, who, why, basis) VALUES (?1, 0, 'change', '', '', ?2) RETURNING seq",
      )
        .bind(`document ${basis}`, basis)
        .first<number>('seq');
    const first = (await write(0))!;
    const relay = relayNear(bindings, 0);
    expect((await relay.read(0, 0))!.config).toEqual({ seq: first, document: 'document 0' });
    expect((await relay.read(0, first))!.config).toBeUndefined();
    const second = (await write(first))!;
    expect((await relay.read(0, first))!.config).toBeUndefined();
    expect(await relay.push((await announcement(env.DB)).update)).toBe(true);
    expect((await relay.read(0, first))!.config).toEqual({ seq: second, document: `document ${first}` });
    expect((await relay.read(0, second))!.config).toBeUndefined();
  });

  test('says that it knows only what D1 has', async () => {
    for (let i = 0; i < 20; i++) await change(`x-${i}`);
    const { update } = await announcement(env.DB);
    expect(update.since).toBe(12);
    const relay = relayNear(bindings, 0);
    expect(await relay.push(update)).toBe(true);
    expect((await relay.read(0, 0))!.changes).toHaveLength(20);
    expect(await relay.push({ ...update, since: 40, revision: 41 })).toBe(false);
  });

  test('learns what is announced', async () => {
    await relayNear(bindings, 0).read(0, 0);
    await change('a');
    await announce(bindings);
    expect((await relayNear(bindings, 0).read(0, 0))!.changes!.map(({ id }) => id)).toEqual(['a']);
  });

  test('that starts again fills itself anew', async () => {
    await change('a');
    await relayNear(bindings, 0).read(0, 0);
    await stopRelay(0);
    await change('b');
    expect((await relayNear(bindings, 0).read(0, 0))!.changes!.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  test('each region has its own', async () => {
    await Promise.all([0, 1].map((place) => relayNear(bindings, place).read(0, 0)));
    const { holders } = await announcement(env.DB);
    expect(holders.map(({ id }) => id).sort()).toEqual(
      relays()
        .map((stub) => stub.id.toString())
        .sort(),
    );
  });
});

/** Calls between workers and relays are under way for up to 2 ms each way, and pushes are lost now and then. */
function unreliable(next: () => number): Bindings {
  const way = () => pause(Math.floor(next() * 3));
  const stub = (relay: RelayStub): RelayStub => ({
    async read(since) {
      await way();
      const answer = await relay.read(since, 0);
      await way();
      return answer;
    },
    async push(update) {
      await way();
      if (next() < 0.1) return new Promise(() => {});
      const known = await relay.push(update);
      await way();
      if (next() < 0.1) throw new Error('the answer is lost');
      return known;
    },
  });
  const RELAY = new Proxy(env.RELAY!, {
    get: (real, name) =>
      name === 'get'
        ? (...args: Parameters<typeof real.get>) => stub(real.get(...args) as unknown as RelayStub)
        : Reflect.get(real, name).bind(real),
  });
  return { ...env, ...settings, RELAY };
}

/** How much was looked at. */
const done = { schedules: 0, reads: 0, byRelay: 0, forbidden: 0 };

/** Two writers, two isolates and a troublemaker at once, over items of their own. */
async function schedule(seed: number): Promise<void> {
  const next = random(seed);
  const bindings = unreliable(next);
  const acknowledged = new Set<string>();
  const start = await revision();
  async function writer(name: number): Promise<void> {
    for (let i = 0; i < 2; i++) {
      await pause(Math.floor(next() * 8));
      const item = `${seed}-${name}-${i}`;
      await change(item);
      await announce(bindings);
      acknowledged.add(item);
    }
  }
  async function reader(place: number): Promise<void> {
    const sold = new Set<string>();
    let known = start;
    for (let i = 0; i < 6; i++) {
      await pause(Math.floor(next() * 30));
      const must = [...acknowledged];
      const answer = await relayNear(bindings, place)
        .read(known, 0)
        .catch(() => null);
      done.reads++;
      if (answer?.changes) done.byRelay++;
      const select = env.DB.prepare('SELECT * FROM items WHERE revision > ?1').bind(known);
      const changes = answer?.changes ?? (await select.all<StoredChange>()).results;
      for (const { id } of changes) sold.add(id);
      known = Math.max(known, ...changes.map((one) => one.revision));
      expect(must.filter((item) => !sold.has(item))).toEqual([]);
      done.forbidden += must.length;
    }
  }
  async function trouble(): Promise<void> {
    await pause(Math.floor(next() * 60));
    const end = next();
    if (end < 0.3) await (end < 0.1 ? abort : stopRelay)(Math.floor(next() * 2));
  }
  await Promise.all([writer(0), writer(1), reader(0), reader(1), trouble()]);
  done.schedules++;
}

const { RELAY_LEASE } = env;
afterEach(() => {
  env.RELAY_LEASE = RELAY_LEASE;
});

test(`${RUNS} interleavings: what was acknowledged before a read began is in its answer`, async () => {
  // Who does not learn of a write holds it up for this long. Relays read it when they start.
  env.RELAY_LEASE = '.2';
  const seeds = Array.from({ length: RUNS }, (_, i) => i + 1);
  // Some at a time, so that writes of one come between those of another.
  const some = async () => {
    for (let seed = seeds.pop(); seed !== undefined; seed = seeds.pop()) await schedule(seed);
  };
  await Promise.all([some(), some(), some(), some()]);
  expect(done.schedules).toBe(RUNS);
  expect(done.byRelay).toBeGreaterThan(done.reads / 2);
  expect(done.forbidden).toBeGreaterThan(done.reads / 4);
}, 1_200_000);
