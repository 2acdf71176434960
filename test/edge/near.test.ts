// Rails with relays, through the front door: whom a request asks, what a write tells, and what happens when the relay or D1 fail.
import { env } from 'cloudflare:workers';
import type { D1Database, D1PreparedStatement } from '@cloudflare/workers-types';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RelayStub } from '../../edge/relay/configured.ts';
import { LeasedWindow, termsOf } from '../../edge/relay/lease.ts';
import { grantLease } from '../../edge/storage/leases.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import {
  type Ask,
  asksForHolders,
  bearer,
  d1With,
  deploy,
  emptyStorage,
  emptyTables,
  KEYS,
  openWorker,
  post,
  put,
  rails,
  relays,
  seedItems,
  shown,
  stopRelays,
  upload,
} from './harness.ts';

const never = () => new Promise<never>(() => {});
let bundle: FixtureBundle;
let next: FixtureBundle;
beforeAll(async () => {
  await emptyStorage();
  bundle = await makeBundle({ items: 30 });
  next = await makeBundle({ items: 30, seed: 2 });
});
beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  await stopRelays();
  await emptyTables();
  await deploy(bundle);
});
afterEach(() => vi.restoreAllMocks());

/** What stands in the place of the real parts. */
interface Replaced {
  relay: RelayStub['read'];
  push: RelayStub['push'];
  D1: typeof env.DB;
  STOREFRONT: string;
  /** How long D1 and a relay may take, in milliseconds. Where it is left out, no machine is too slow. */
  deadline: number;
}
/** A worker with a relay, and what it asked: `primary`, `replica` and `relay`, in order. */
function open({ relay, push, D1 = env.DB, STOREFRONT, deadline = 25_000 }: Partial<Replaced> = {}) {
  const asked: string[] = [];
  const wrap = (d1: typeof env.DB, whom: string): typeof env.DB =>
    new Proxy(d1, {
      get(target, name) {
        if (name === 'withSession')
          return (bookmark: string) =>
            wrap(
              target.withSession(bookmark) as unknown as typeof env.DB,
              bookmark === 'first-primary' ? 'primary' : `replica ${bookmark}`,
            );
        if (name === 'batch') asked.push(whom);
        const value = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  const RELAY = new Proxy(env.RELAY!, {
    get(real, name) {
      if (name !== 'get') return Reflect.get(real, name).bind(real);
      return (...args: Parameters<typeof real.get>) => {
        const stub = real.get(...args) as unknown as RelayStub;
        return {
          read: (since: number, configSince: number) => {
            asked.push('relay');
            return (relay ?? ((...from) => stub.read(...from)))(since, configSince);
          },
          push: (update: Parameters<RelayStub['push']>[0]) => (push ?? ((it) => stub.push(it)))(update),
        };
      };
    },
  });
  const bindings = { DB: wrap(D1, 'primary'), RELAY, RELAYS: 'weur enam', STOREFRONT };
  const ask = openWorker(bindings, { deadline, relay: deadline });
  return { ask, asked, take: () => asked.splice(0) };
}
const page = post({ history: ['w-3'], limit: 100 });
const buy = (item: string, id = `e-${item}`) => post({ events: [{ id, user: 'ann', item, kind: 'purchase' }] });

describe('whom a request asks', () => {
  const PATHS: [string, string, RequestInit?][] = [
    ['a history that the client holds', '/v1/rails', page],
    ['a visitor', '/v1/rails', post({ history: [] })],
    ['anybody', '/v1/rails/anonymous'],
    ['similar items', '/v1/items/w-3/similar'],
  ];
  test.each(PATHS)('%s: the relay, and D1 never', async (_, path, init) => {
    const { ask, take } = open();
    // Cold or warm, and whatever has changed.
    for (const item of ['w-2', 'w-6']) {
      take();
      expect((await ask(path, init)).status).toBe(200);
      expect(take()).toEqual(['relay']);
      expect((await ask('/v1/events', buy(item))).status).toBe(200);
    }
  });

  test('a known user: the relay, and a replica of D1 once', async () => {
    const { ask, take } = open();
    for (let i = 0; i < 2; i++) {
      expect((await ask('/v1/rails?user=ann')).status).toBe(200);
      expect(take()).toEqual(['relay', 'replica first-unconstrained']);
    }
  });

  test('who allows staleness: no relay', async () => {
    const { ask, take } = open();
    await ask('/v1/rails', post({ history: ['w-3'], staleness: 60 }));
    expect(take()).toEqual(['replica first-unconstrained']);
  });
});

test('a visitor asks the same relay of a region each time, and visitors share its relays', async () => {
  const names: string[] = [];
  const RELAY = new Proxy(env.RELAY!, {
    get(real, name) {
      if (name === 'get') return () => ({ read: async () => null });
      if (name !== 'idFromName') return Reflect.get(real, name).bind(real);
      return (relay: string) => {
        names.push(relay);
        return real.idFromName(relay);
      };
    },
  });
  const ask = openWorker({ RELAYS: 'weur*3', RELAY }, { deadline: 25_000, relay: 25_000 });
  const ways: ((nth: number) => Promise<Response>)[] = [
    (nth) => ask(`/v1/rails?user=user-${nth}`),
    (nth) => ask('/v1/rails', post({ history: [`w-${nth}`] })),
    (nth) => ask('/v1/items/w-3/similar', { headers: { 'cf-connecting-ip': `192.0.2.${nth}` } }),
  ];
  for (const way of ways) {
    const round = async () => {
      for (let nth = 0; nth < 12; nth++) expect((await way(nth)).status).toBe(200);
      return names.splice(0);
    };
    const first = await round();
    expect(new Set(first)).toEqual(new Set(['weur-0', 'weur-1', 'weur-2']));
    expect(await round()).toEqual(first);
  }
});

test('a sale and a change of an item ask D1 once, and learn from it whom to tell', async () => {
  const push = vi.fn<RelayStub['push']>(async () => true);
  const { ask, take } = open({ push });
  await ask('/v1/rails', page);
  for (const write of [buy('w-2'), buy('w-2')]) {
    take();
    expect((await ask('/v1/events', write)).status).toBe(200);
    expect(take()).toEqual(['primary']);
  }
  expect((await ask('/v1/items/u-1', put({ title: 'Dawn' }))).status).toBe(200);
  expect((await ask('/v1/items/u-1', { method: 'DELETE' })).status).toBe(200);
  expect(take()).toEqual(['primary', 'primary']);
  expect(push.mock.calls.map(([{ revision }]) => revision)).toEqual([1, 1, 2, 3]);
});

/** Acts of an operator on the next version, uploaded and tried. */
async function tryNext(ask: Ask) {
  const deployKey = { headers: { ...bearer(KEYS.DEPLOY_KEY), 'content-type': 'application/json' } };
  const because = { who: 'ann', why: 'better' };
  const act = (name: string, body: object) =>
    ask(`/v1/models/${next.version}/${name}`, { ...post({ ...because, ...body }), ...deployKey });
  await upload(next);
  await seedItems(next);
  expect((await act('smoke', {})).status).toBe(200);
  const { revision } = (await (await ask('/v1/models', deployKey)).json()) as { revision: number };
  return (name: string, body: object = {}) => act(name, { revision, ...body });
}

describe('what was acknowledged is in the next answer of every region', () => {
  const seen = async (ask: ReturnType<typeof open>['ask']) => shown(await ask('/v1/rails', page));

  test('a sale, an item that comes, one that goes, one that changes', async () => {
    const [writer, reader] = [open(), open()];
    expect(await seen(reader.ask)).toEqual(expect.arrayContaining(['w-2', 'w-6']));
    expect((await writer.ask('/v1/events', buy('w-2'))).status).toBe(200);
    expect(await seen(reader.ask)).not.toContain('w-2');
    expect((await writer.ask('/v1/items/w-6', { method: 'DELETE' })).status).toBe(200);
    expect(await seen(reader.ask)).not.toContain('w-6');
    expect((await writer.ask('/v1/items/u-1', put({ features: [1, 2, 3, 4, 5, 6] }))).status).toBe(200);
    expect(await seen(reader.ask)).toContain('u-1');
    expect((await writer.ask('/v1/items/u-1', put({ title: 'Dawn' }))).status).toBe(200);
    const { rails: lists } = await rails(await reader.ask('/v1/rails', page));
    expect(lists.flatMap(({ items }) => items).find(({ id }) => id === 'u-1')).toMatchObject({ title: 'Dawn' });
    expect(reader.asked.filter((whom) => whom !== 'relay')).toEqual([]);
  });

  test('a deployment', async () => {
    const [writer, reader] = [open(), open()];
    await seen(reader.ask);
    const act = await tryNext(writer.ask);
    expect((await act('promote')).status).toBe(200);
    expect((await rails(await reader.ask('/v1/rails', page))).model).toBe(next.version);
  });

  test('a canary that stops by itself', async () => {
    const [writer, reader] = [open(), open()];
    await seen(reader.ask);
    const act = await tryNext(writer.ask);
    expect((await act('canary', { percent: 50 })).status).toBe(200);
    const inForce = async () => (await (relays()[0] as unknown as RelayStub).read(0, 0))!.deployment;
    expect(await inForce()).toMatchObject({ candidate: next.version, percent: 50 });
    // Enough failures, counted by other isolates; whoever adds its own count finds them.
    const failures = `INSERT INTO served (seq, version, kind, answers, rails, errors, ms)
      SELECT max(seq), ?1, '', 0, 0, 5, 0 FROM deployments`;
    await env.DB.prepare(failures).bind(next.version).run();
    await seen(writer.ask);
    const metrics = await writer.ask(`/v1/models/${next.version}/metrics`, { headers: bearer(KEYS.DEPLOY_KEY) });
    expect(metrics.status).toBe(200);
    expect(await inForce()).toMatchObject({ version: bundle.version, percent: 0 });
  });

  test('a write that comes again tells the relays, whoever did it first', async () => {
    const reader = open();
    await seen(reader.ask);
    // Its writer stops before it tells anybody, so this is not acknowledged.
    await openWorker({ RELAYS: '' })('/v1/events', buy('w-2'));
    const again = await open().ask('/v1/events', buy('w-2'));
    expect(await again.json()).toMatchObject({ repeated: 1 });
    expect(await seen(reader.ask)).not.toContain('w-2');
  });
});

/**
 * A relay with the rules and the D1 of real ones, whose lease of a minute passes as the test says: its clock stands still until
 * a writer asks who holds a lease. Then a second of it is left by the relay's clock, and a fifth more by D1's.
 */
function leasedRelay() {
  const terms = termsOf(60_000);
  let startedAt: number | undefined;
  const clock = () => (startedAt === undefined ? 0 : 59_000 + Date.now() - startedAt);
  const id = relays()[0].id.toString();
  const window = new LeasedWindow((since) => grantLease(env.DB, id, since, terms.hold), clock, terms);
  return {
    read: (since: number, configSince: number) => window.read(since, configSince),
    left: () => terms.lease - clock(),
    async nearEnd(statements: D1PreparedStatement[], real: D1Database) {
      startedAt = Date.now();
      const shorten = real.prepare("UPDATE relays SET until = unixepoch('subsec') * 1000 + 1200");
      return (await real.batch([shorten, ...statements])).slice(1);
    },
  };
}

describe('a write that cannot tell', () => {
  const seen = async (ask: ReturnType<typeof open>['ask']) => shown(await ask('/v1/rails', page));

  test.each<[string, RelayStub['push']]>([
    ['hangs', never],
    ['throws', () => Promise.reject(new Error('it is gone'))],
    ['does not know it', async () => false],
  ])('a relay that %s: the answer waits until its lease is over', async (_, push) => {
    const relay = leasedRelay();
    const reader = open({ relay: relay.read });
    expect(await seen(reader.ask)).toContain('w-2');
    const pushes = vi.fn(push);
    const D1 = d1With((statements, real) =>
      asksForHolders(statements) ? relay.nearEnd(statements, real) : real.batch(statements),
    );
    expect((await open({ push: pushes, D1 }).ask('/v1/events', buy('w-2'))).status).toBe(200);
    expect(relay.left()).toBeLessThanOrEqual(0);
    // It held a lease when the writer asked.
    expect(pushes).toHaveBeenCalled();
    expect(await seen(reader.ask)).not.toContain('w-2');
  });

  test('a deployment that cannot learn whom to tell: it is refused, and sent again it is acknowledged', async () => {
    let down = false;
    const D1 = d1With((statements, real) =>
      down && asksForHolders(statements) ? Promise.reject(new Error('down')) : real.batch(statements),
    );
    const [reader, writer] = [open(), open({ D1 })];
    await seen(reader.ask);
    const act = await tryNext(writer.ask);
    down = true;
    expect((await act('promote')).status).toBe(503);
    down = false;
    expect((await act('promote')).status).toBe(200);
    expect((await rails(await reader.ask('/v1/rails', page))).model).toBe(next.version);
  });
});

describe('bookmarks', () => {
  test('the storefront keeps one in a cookie', async () => {
    const { ask, take } = open({ STOREFRONT: 'on' });
    const form = new URLSearchParams({ event: crypto.randomUUID() });
    const headers = { origin: 'https://store.test', 'content-type': 'application/x-www-form-urlencoded' };
    const bought = await ask('/items/w-2/buy', { method: 'POST', body: form.toString(), headers, redirect: 'manual' });
    const cookies = bought.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
    const bookmark = cookies.find((cookie) => cookie.startsWith('bookmark='))!.split('=')[1];
    take();
    expect((await ask('/', { headers: { cookie: cookies.join('; ') } })).status).toBe(200);
    expect(take()).toContain(`replica ${bookmark}`);
  });

  const ann = '/v1/rails?user=ann&limit=100';

  test('a write of events names itself, and a request that carries the name asks a replica that knows it', async () => {
    const { ask, take } = open();
    const response = await ask('/v1/events', buy('w-2'));
    const bookmark = response.headers.get('x-bookmark')!;
    expect(bookmark).toMatch(/^[\w-]{10,}$/);
    expect(await response.json()).toMatchObject({ bookmark });
    for (const path of [ann, `${ann}&freshness=session`]) {
      take();
      const page = await ask(path, { headers: { 'x-bookmark': bookmark } });
      expect((await rails(page)).rails.map(({ id }) => id)).toEqual(['for-you']);
      expect(take()).toContain(`replica ${bookmark}`);
    }
  });

  test('what no bookmark can be is passed over', async () => {
    const { ask, take } = open();
    for (const bookmark of ['', 'a b', 'x'.repeat(201), "'"]) {
      await ask(ann, { headers: { 'x-bookmark': bookmark } });
      expect(take().at(-1)).toBe('replica first-unconstrained');
    }
  });

  test('one that no replica reaches costs its own request, which the primary answers', async () => {
    const D1 = new Proxy(env.DB, {
      get(real, name) {
        if (name !== 'withSession') return Reflect.get(real, name).bind(real);
        return (bookmark: string) =>
          bookmark === 'made-up'
            ? { prepare: (sql: string) => real.prepare(sql), batch: never }
            : real.withSession(bookmark);
      },
    });
    const { ask, take } = open({ D1 });
    for (const path of [ann, `${ann}&freshness=session`]) {
      take();
      const page = await rails(await ask(path, { headers: { 'x-bookmark': 'made-up' } }));
      expect(page.degraded).toBeUndefined();
      expect(take().at(-1)).toBe('primary');
      expect(await (await ask('/health')).json()).toMatchObject({ silent: null });
    }
  });
});

test('session: one question, to a replica, and no relay', async () => {
  const { ask, take } = open();
  await ask('/v1/rails?user=ann&freshness=session');
  await ask('/v1/rails', post({ history: ['w-3'], freshness: 'session' }));
  expect(take()).toEqual(['replica first-unconstrained', 'replica first-unconstrained']);
});

const answering = (read: RelayStub['read']) => read;
const FAILING: [string, RelayStub['read']][] = [
  [
    'throws',
    answering(() => {
      throw new Error('it is gone');
    }),
  ],
  ['rejects', answering(() => Promise.reject(new Error('it is gone')))],
  ['hangs', never],
  ['has no lease', answering(async () => null)],
  ['does not know so far back', answering(async () => ({ deployment: null, revision: 9, changes: null }))],
  ['talks nonsense', answering(async () => ({ deployment: 7, revision: 'x', changes: [7] }) as never)],
];
test.each(FAILING)('a relay that %s: D1 is asked, and the answer is whole', async (_, relay) => {
  await openWorker()('/v1/events', buy('w-2'));
  const { ask, take } = open({ relay, deadline: relay === never ? 2_000 : undefined });
  for (const path of ['/v1/rails?user=ann&limit=100', '/v1/rails']) {
    const init = path === '/v1/rails' ? page : undefined;
    const answer = await rails(await ask(path, init));
    expect(answer.degraded).toBeUndefined();
    expect(answer.rails.flatMap(({ items }) => items.map(({ id }) => id))).not.toContain('w-2');
    expect(take()).toContain('primary');
  }
});

test('a relay that answers an older revision takes nothing back', async () => {
  const deployment = { seq: 1, version: 'older' };
  const before = { deployment, revision: 0, changes: [] };
  let lost = false;
  const { ask } = open({ relay: async () => (lost ? before : null) });
  await ask('/v1/events', buy('w-2'));
  expect(await shown(await ask('/v1/rails', page))).not.toContain('w-2');
  lost = true;
  const answer = await rails(await ask('/v1/rails', page));
  expect(answer.model).toBe(bundle.version);
  expect(answer.rails.flatMap(({ items }) => items.map(({ id }) => id))).not.toContain('w-2');
});

test('a relay that starts again answers as before', async () => {
  const { ask, take } = open();
  await ask('/v1/events', buy('w-2'));
  await ask('/v1/rails', page);
  await stopRelays();
  take();
  expect(await shown(await ask('/v1/rails', page))).not.toContain('w-2');
  expect(take()).toEqual(['relay']);
});

test('D1 that hangs makes one request wait, and relays answer histories that clients hold', async () => {
  // The breaker's clock stands still, so no try is due.
  const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now());
  let down = false;
  const D1 = d1With((statements, real) => (down ? never() : real.batch(statements)));
  const { ask, take } = open({ D1, deadline: 2_000 });
  await ask('/v1/rails', page);
  await ask('/v1/rails?user=ann');
  down = true;
  take();
  for (let i = 0; i < 5; i++) expect((await rails(await ask('/v1/rails?user=ann'))).degraded).toBe(true);
  expect(take().filter((whom) => whom !== 'relay')).toEqual(['replica first-unconstrained']);
  expect((await rails(await ask('/v1/rails', page))).degraded).toBeUndefined();
  clock.mockReturnValue(Date.now() + 500);
  expect(await (await ask('/health')).json()).toMatchObject({ silent: 0.5 });
});

test('with no region everything is as without relays', async () => {
  const { RELAY } = env;
  const asked = vi.fn();
  const ask = openWorker({ RELAYS: '', RELAY: new Proxy(RELAY!, { get: asked }) });
  await ask('/v1/events', buy('w-2'));
  expect(await shown(await ask('/v1/rails', page))).not.toContain('w-2');
  expect(asked).not.toHaveBeenCalled();
});
