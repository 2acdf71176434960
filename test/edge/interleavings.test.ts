// Concurrent purchases, uploads, switches and reads in two isolates on one slow D1: an answer includes every write that was
// acknowledged before its request began, and needs one read of D1.
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FixtureBundle, makeBundle, random } from '../fixtures/bundle.ts';
import {
  type Ask,
  d1With,
  deploy,
  emptyStorage,
  emptyTables,
  openWorker,
  post,
  promote,
  put,
  RUNS,
  seedItems,
  shown,
  upload,
} from './harness.ts';

let bundles: FixtureBundle[];
beforeAll(async () => {
  await emptyStorage();
  bundles = [await makeBundle({ items: 30 }), await makeBundle({ items: 30, seed: 2 })];
  for (const bundle of bundles) await upload(bundle);
});
beforeEach(emptyTables);

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
/** D1 with a random delay of up to two milliseconds for each request and response. */
function slowD1(seed: number) {
  const next = random(seed);
  return d1With(async (statements, real) => {
    await pause(Math.floor(next() * 3));
    const results = await real.batch(statements);
    await pause(Math.floor(next() * 3));
    return results;
  });
}

const isolate = fc.nat(1);
/** The bundle's items in even rows; w-3 is the history of every read, w-8 is a print. */
const known = fc.constantFrom('w-2', 'w-6', 'w-10', 'w-14', 'w-18');
const uploaded = fc.constantFrom('u-0', 'u-1', 'u-2', 'u-3');
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('read'), isolate, page: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('buy'), isolate, item: fc.oneof(known, uploaded) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('upload'), isolate, item: uploaded }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw'), isolate, item: known }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('switch'), version: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart'), isolate }) },
);
type Step = {
  do: string;
  isolate?: number;
  page?: number;
  item?: string;
  version?: number;
};

/** The number of reads, of items that must not be shown, and of items that must be. */
const done = { read: 0, forbidden: 0, required: 0 };

class Store {
  readonly #workers: Ask[];
  readonly #D1: ReturnType<typeof d1With>;
  /** Acknowledged changes. */
  readonly gone = new Set<string>();
  readonly there = new Set<string>();
  /** Requested changes, acknowledged or not. */
  readonly leaving = new Set<string>();
  #count = 0;

  constructor(seed: number) {
    this.#D1 = slowD1(seed);
    this.#workers = [this.open(), this.open()];
  }
  open = () => openWorker({ DB: this.#D1 });

  async run({ do: what, isolate = 0, page = 0, item = '', version = 0 }: Step): Promise<void> {
    const ask = this.#workers[isolate];
    if (what === 'restart') this.#workers[isolate] = this.open();
    else if (what === 'switch') await promote(bundles[version].version);
    else if (what === 'read') await this.#read(ask, page);
    else if (what === 'upload') {
      const response = await ask(`/v1/items/${item}`, put({ features: [1, 0, -1, 2, item.charCodeAt(2) / 50, 0] }));
      expect(response.status).toBe(200);
      this.there.add(item);
    } else {
      this.leaving.add(item);
      const event = { id: `e-${this.#count++}`, user: 'ann', item, kind: 'purchase' };
      const response =
        what === 'buy'
          ? await ask('/v1/events', post({ events: [event] }))
          : await ask(`/v1/items/${item}`, { method: 'DELETE' });
      expect(response.status).toBe(200);
      this.gone.add(item);
    }
  }

  async #read(ask: Ask, page: number): Promise<void> {
    const gone = new Set(this.gone);
    const there = new Set(this.there);
    const rails = ['for-you', 'popular', 'new'][page];
    const response = await ask('/v1/rails', post({ history: ['w-3'], rails: [rails], limit: 100 }));
    expect(response.status).toBe(200);
    const seen = new Set(await shown(response));
    expect([...gone].filter((item) => seen.has(item))).toEqual([]);
    const required = rails === 'for-you' ? [...there].filter((item) => !this.leaving.has(item)) : [];
    expect(required.filter((item) => !seen.has(item))).toEqual([]);
    expect(seen.size).toBeGreaterThan(10);
    done.read++;
    done.forbidden += gone.size;
    done.required += required.length;
  }
}

test('an answer includes every write that was acknowledged before its request began', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer(),
      fc.array(fc.array(step, { minLength: 3, maxLength: 8 }), { minLength: 2, maxLength: 4 }),
      async (seed, clients) => {
        await emptyTables();
        for (const bundle of bundles) await seedItems(bundle);
        await promote(bundles[0].version);
        const store = new Store(seed);
        await Promise.all(
          clients.map(async (steps) => {
            for (const one of steps) await store.run(one);
          }),
        );
        // At the end, both isolates know all changes.
        for (const isolate of [0, 1]) await store.run({ do: 'read', isolate });
      },
    ),
    { numRuns: Math.ceil(RUNS / 15) },
  );
}, 600_000);
// A run with hardly any sales before the reads would prove nothing.
afterAll(() => {
  expect(done.read).toBeGreaterThan(RUNS / 6);
  expect(done.forbidden).toBeGreaterThan(RUNS / 3);
  expect(done.required).toBeGreaterThan(RUNS / 12);
});

describe('reads of D1', () => {
  function counted() {
    const batches: number[] = [];
    const DB = d1With((statements, real) => {
      batches.push(statements.length);
      return real.batch(statements);
    });
    return { batches, ask: openWorker({ DB }) };
  }
  const pages: [string, string, RequestInit?][] = [
    ['a user', '/v1/rails?user=ann'],
    ['a history', '/v1/rails', post({ history: ['w-3'] })],
    ['an empty history', '/v1/rails', post({ history: [] })],
    ['an anonymous visitor', '/v1/rails/anonymous'],
    ['similar items', '/v1/items/w-3/similar'],
  ];
  test.each(pages)('%s: one read, cold or warm, whatever has changed', async (_, path, init) => {
    await deploy(bundles[0]);
    const { batches, ask } = counted();
    const other = openWorker();
    for (let i = 0; i < 4; i++) {
      batches.length = 0;
      expect((await ask(path, init)).status).toBe(200);
      expect(batches).toHaveLength(1);
      await other(
        '/v1/events',
        post({ events: [{ id: `e-${i}`, user: 'ann', item: `w-${4 * i + 2}`, kind: 'purchase' }] }),
      );
      await other(`/v1/items/u-${i}`, put({ features: [1, 2, 3, 4, 5, i] }));
    }
  });

  test('with staleness, D1 is not read if this isolate has just read it, and otherwise a replica is', async () => {
    await deploy(bundles[0]);
    const asked: string[] = [];
    const real = d1With((statements, d1) => {
      asked.push('batch');
      return d1.batch(statements);
    });
    const DB = new Proxy(real, {
      get: (d1, name) =>
        name === 'withSession' ? (kind: string) => asked.push(kind) && d1.withSession(kind) : Reflect.get(d1, name),
    });
    const ask = openWorker({ DB });
    const visit = (more: object) => ask('/v1/rails', post({ history: ['w-3'], limit: 100, ...more }));
    const take = () => asked.splice(0);

    await visit({ staleness: 3600 });
    expect(take()).toEqual(['first-unconstrained', 'batch']);
    // A replica may be out of date, so only reads of the primary count.
    await visit({ staleness: 3600 });
    expect(take()).toEqual(['first-unconstrained', 'batch']);
    await visit({});
    expect(take()).toEqual(['batch']);

    await openWorker()('/v1/events', post({ events: [{ id: 'e-1', user: 'ann', item: 'w-2', kind: 'purchase' }] }));
    expect(await shown(await visit({ staleness: 3600 }))).toContain('w-2');
    expect(take()).toEqual([]);
    await ask('/v1/rails?user=ann&staleness=3600');
    expect(take()).toEqual(['first-unconstrained', 'batch']);
    expect(await shown(await visit({}))).not.toContain('w-2');
  });

  test('many changes take several reads', async () => {
    await deploy(bundles[0]);
    const insert = env.DB.prepare("INSERT INTO items (id, revision, state) VALUES (?1, ?2, 'withdrawn')");
    await env.DB.batch(Array.from({ length: 600 }, (_, i) => insert.bind(i === 599 ? 'w-4' : `x-${i}`, i + 1)));
    const { batches, ask } = counted();
    expect(await shown(await ask('/v1/rails', post({ history: ['w-3'], limit: 100 })))).not.toContain('w-4');
    expect(batches).toEqual([2, 2, 2]);
    expect(await (await ask('/health')).json()).toMatchObject({ revision: 600, items: 29 });
  });
});
