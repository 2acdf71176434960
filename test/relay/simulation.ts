// One schedule of the relays' protocol: relays and writers run the worker's own code (edge/relay) over a simulated D1, and
// isolates read. It looks for an answer that lacks what was acknowledged before the request began.
import type { RelayAnswer } from '../../edge/relay/window.ts';
import type { Announcement, Update } from '../../edge/storage/leases.ts';
import { type DatabaseFaults, SimulatedD1 } from './database.ts';
import { Clock, type Machine, machine, Network, randomOf, Time } from './world.ts';

/** The code under test. */
export interface Protocol {
  lease: typeof import('../../edge/relay/lease.ts');
  acknowledge: typeof import('../../edge/relay/acknowledge.ts');
}

/** What goes wrong by intent, beyond faults planted in the code itself. */
export interface Faults extends DatabaseFaults {
  /** A relay that starts again still has what it knew, and its clock begins anew. */
  restartsWithMemory?: boolean;
  /** A writer that finds its event recorded acknowledges at once. */
  repeatsAtOnce?: boolean;
  /** How much longer than its terms say a relay counts on its lease. */
  longer?: number;
}

export interface Outcome {
  /** What was wrong with an answer; undefined where none was. */
  broken?: string;
  reads: number;
  byRelay: number;
  acknowledged: number;
  /** Virtual milliseconds until a write was acknowledged, each. */
  waits: number[];
}

/** A lease, and the clocks' bounds that edge/relay/lease.ts states for it. */
const LEASE = 10_000;
const DRIFT = 0.01;
const STEP = 0.08 * LEASE;
/** How long things happen, and how long everything may take to end. */
const LENGTH = 30_000;

interface Relay {
  machine: Machine;
  clock: Clock;
  leased: InstanceType<Protocol['lease']['LeasedWindow']>;
}

export async function runSchedule(seed: number, protocol: Protocol, faults: Faults = {}): Promise<Outcome> {
  const random = randomOf(seed);
  const between = (low: number, high: number) => low + random() * (high - low);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)];
  const time = new Time();
  const network = new Network(time, random);
  /** Whether all clocks are as bad as they may be. */
  const worst = random() < 0.3;
  const rate = (bad: number) => 1 + (worst ? bad : pick([-DRIFT, 0, DRIFT]));
  const d1Clock = new Clock(time, rate(DRIFT), between(-1e6, 1e6));
  const d1 = new SimulatedD1(d1Clock, faults);
  const { hold } = protocol.lease.termsOf(LEASE);
  const lease = LEASE * (faults.longer ?? 1);

  function start(name: string): Relay {
    const own = machine(name);
    const clock = new Clock(time, rate(-DRIFT), between(-1e6, 1e6));
    return { machine: own, clock, leased: open(own, clock) };
  }
  function open(own: Machine, clock: Clock) {
    const ask = async (since: number) => {
      const work = () => d1.grant(own.name, since, hold, () => time.sleep(between(5, 400)));
      const grant = await network.call(own, d1.machine, 1_500, work);
      if (!grant) throw new Error('D1 took too long');
      return grant;
    };
    return new protocol.lease.LeasedWindow(ask, clock.read, { lease, hold });
  }
  function restart(relay: Relay): void {
    relay.machine.generation++;
    relay.machine.stoppedUntil = time.now + between(0, 3_000);
    if (faults.restartsWithMemory) relay.clock.set(-relay.clock.read());
    else relay.leased = open(relay.machine, relay.clock);
  }

  const relays = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, i) => start(`relay-${i}`));
  const writers = [machine('writer-0'), machine('writer-1')];
  const readers = [machine('reader-0'), machine('reader-1')];
  const isolates = readers.map((own) => new Isolate(own));
  const relayOf = new Map(relays.map((relay) => [relay.machine.name, relay]));

  const outcome: Outcome = { reads: 0, byRelay: 0, acknowledged: 0, waits: [] };
  /** What was acknowledged: items that are sold, the revision that brought an item's features, the deployment. */
  const promised = { sold: new Set<string>(), features: new Map<string, number>(), deployment: 0 };

  /** A client that sends its write until one of the writers has acknowledged it. Writers may stop at any moment. */
  async function write(id: string): Promise<void> {
    const what = pick(['sell', 'sell', 'embed', 'describe', 'deploy'] as const);
    const item = `item-${Math.floor(random() * 8)}`;
    const startedAt = time.now;
    for (let turn = 0; time.now < 2 * LENGTH; turn++) {
      const stopsAt = random() < 0.2 ? time.now + between(0, 3_000) : Number.POSITIVE_INFINITY;
      const done = await writeOnce(pick(writers), { id, what, item, again: turn > 0 });
      if (done && time.now < stopsAt) {
        if (what === 'sell') promised.sold.add(item);
        if (what === 'embed') promised.features.set(item, Math.max(done.revision, promised.features.get(item) ?? 0));
        if (what === 'deploy') promised.deployment = Math.max(promised.deployment, done.seq);
        outcome.acknowledged++;
        outcome.waits.push(time.now - startedAt);
        return;
      }
      await time.sleep(between(10, 1_000));
    }
  }
  type Write = { id: string; what: 'sell' | 'describe' | 'embed' | 'deploy'; item: string; again: boolean };
  async function writeOnce(writer: Machine, { id, what, item, again }: Write) {
    const pace = rate(-DRIFT);
    const transaction = await network.call(writer, d1.machine, 10_000, () => {
      d1.write(id, what, item);
      const { deployment, changes } = d1.read(0);
      const revision = changes.find((change) => change.id === item)?.featuresRevision ?? 0;
      return { revision, seq: deployment?.seq ?? 0 };
    });
    if (!transaction) return undefined;
    if (again && faults.repeatsAtOnce) return transaction;
    const announced = await network.call(writer, d1.machine, 10_000, () => d1.announcement());
    if (!announced) return undefined;
    await acknowledged(writer, announced, pace);
    return transaction;
  }
  const acknowledged = (writer: Machine, announced: Announcement, pace: number) =>
    protocol.acknowledge.acknowledged(announced, {
      push: async (id: string, update: Update) => {
        const relay = relayOf.get(id)!;
        return (await network.call(writer, relay.machine, 10_000, () => relay.leased.push(update))) === true;
      },
      bar: async (id: string) => void (await network.call(writer, d1.machine, 10_000, () => d1.bar(id))),
      // By a clock that may be fast.
      atMost: (milliseconds, work) => time.atMost(milliseconds * pace, work),
    });

  async function read(isolate: Isolate): Promise<void> {
    const must = { sold: [...promised.sold], features: [...promised.features], deployment: promised.deployment };
    const relay = pick(relays);
    const { revision } = isolate;
    outcome.reads++;
    const answer = await network.call(isolate.machine, relay.machine, 800, () => relay.leased.read(revision, 0));
    const known = isolate.takes(answer ?? null, revision);
    if (!known) {
      const asked = isolate.revision;
      const update = await network.call(isolate.machine, d1.machine, 1_500, () => d1.read(asked));
      if (!update) return; // Its answer says that it may be old.
      isolate.take(update);
    } else outcome.byRelay++;
    const by = known ? relay.machine.name : 'D1';
    const lacks =
      must.sold.find((item) => !isolate.sold.has(item)) ??
      must.features.find(([item, least]) => (isolate.features.get(item) ?? 0) < least)?.[0] ??
      (isolate.deployment < must.deployment ? `deployment ${must.deployment}` : undefined);
    if (lacks) outcome.broken ??= `at ${Math.round(time.now)} an answer by ${by} lacks ${lacks}`;
  }

  const calm = pick([4_000, 12_000, 30_000]);
  for (let at = between(0, 500), n = 0; at < LENGTH; at += between(20, 2_500), n++)
    time.after(at, () => void write(`write-${n}`));
  for (let at = between(0, 500); at < LENGTH; at += between(5, 400)) time.after(at, () => void read(pick(isolates)));
  for (let at = between(0, 3_000); at < LENGTH; at += between(500, calm)) time.after(at, disturb);
  if (worst) time.after(between(2_000, 12_000), () => badMoment(relays[0]));
  else setClocks();

  /** Writers cannot reach a relay for longer than a lease, and clocks are set against each other meanwhile. */
  function badMoment(relay: Relay): void {
    for (const writer of writers) network.cut(writer, relay.machine, time.now + 1.5 * hold);
    time.after(between(0, 0.9 * LEASE), () => relay.clock.set(-STEP));
    time.after(between(0, 0.9 * LEASE), () => d1Clock.set(STEP));
  }
  /** Each clock at most once in a lease. */
  function setClocks(): void {
    for (const { clock } of relays)
      for (let at = between(0, 20_000); at < LENGTH; at += 2 * hold) time.after(at, () => clock.set(-random() * STEP));
    for (let at = between(0, 20_000); at < LENGTH; at += 2 * hold)
      time.after(at, () => d1Clock.set(between(-1, 1) * STEP));
  }

  function disturb(): void {
    const relay = pick(relays);
    const until = time.now + between(100, 20_000);
    const happens = random();
    if (happens < 0.25) restart(relay);
    else if (happens < 0.45) relay.machine.stoppedUntil = time.now + between(50, 6_000);
    else if (happens < 0.75) for (const writer of writers) network.cut(writer, relay.machine, until);
    else if (happens < 0.85) network.cut(relay.machine, d1.machine, until);
    else if (happens < 0.95) d1.machine.stoppedUntil = time.now + between(100, 4_000);
    else {
      const place = Math.floor(random() * isolates.length);
      isolates[place] = new Isolate(isolates[place].machine);
    }
  }

  await time.run(() => outcome.broken !== undefined);
  return outcome;
}

/** What a worker's isolate knows, and how it takes over what it is told: as edge/catalogue does. */
class Isolate {
  readonly machine: Machine;
  revision = 0;
  deployment = 0;
  readonly sold = new Set<string>();
  /** The revision of the features that it has, by item. */
  readonly features = new Map<string, number>();

  constructor(own: Machine) {
    this.machine = own;
  }

  /** @returns false where a relay could not tell */
  takes(answer: RelayAnswer | null, since: number): boolean {
    if (!answer?.changes) return false;
    this.take({ ...answer, changes: answer.changes, since });
    return true;
  }

  take({ revision, deployment, changes }: Update): void {
    for (const change of changes) {
      if (change.revision <= this.revision) continue;
      if (change.state === 'sold') this.sold.add(change.id);
      if (change.features !== null) this.features.set(change.id, Number(change.features.split('-')[1]));
    }
    this.revision = Math.max(this.revision, revision);
    this.deployment = Math.max(this.deployment, deployment?.seq ?? 0);
  }
}
