// Snapshots of the catalogue: an isolate that begins with one knows what an isolate knows that reads all changes.
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { addToSnapshot } from '../../edge/catalogue/compact.ts';
import { loadModel } from '../../edge/model/load.ts';
import { loadManifest } from '../../edge/model/manifest.ts';
import { forgetBundles } from '../../edge/storage/bundle-items.ts';
import type { RailsResponse } from '../../shared/api-rails.ts';
import { type FixtureBundle, makeBundle, random } from '../fixtures/bundle.ts';
import { type Ask, bearer, deploy, emptyStorage, KEYS, openWorker, post, put } from './harness.ts';

const [first, second] = await Promise.all(
  [1, 2].map((seed) => makeBundle({ items: 40, seed, about: (row) => ({ unique: row % 5 !== 0 }) })),
);
const FEATURES = 6;

beforeEach(async () => {
  await emptyStorage();
  await deploy(first);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const modelOf = async ({ version }: FixtureBundle) =>
  (await loadModel(env, await loadManifest(env, version), (rows) => rows + 64)).model;
const compact = async (bundle: FixtureBundle, storage = env) =>
  addToSnapshot(await modelOf(bundle), storage, Number.POSITIVE_INFINITY);
const named = async ({ version }: FixtureBundle) =>
  env.DB.prepare('SELECT * FROM snapshots WHERE version = ?1').bind(version).first<Record<string, unknown>>();
const objects = async () => (await env.MODELS.list({ prefix: `${first.version}/snapshots/` })).objects;

/** All that an isolate knows: every item, and the vectors, by the items most similar to each. */
async function knowledge(ask: Ask): Promise<{ items: string[]; similar: unknown[]; rails: unknown }> {
  const exported = await (await ask('/v1/export', { headers: bearer(KEYS.DEPLOY_KEY) })).arrayBuffer();
  const text = new TextDecoder().decode(exported);
  const items = text.split('\n').filter((line) => line.startsWith('{"item"'));
  const ids = items.map((line) => JSON.parse(line).item.id as string).sort();
  const similar: unknown[] = [];
  for (const id of ids) {
    const answer = (await (await ask(`/v1/items/${encodeURIComponent(id)}/similar?limit=8`)).json()) as object;
    similar.push(answer);
  }
  const rails = await (await ask('/v1/rails', post({ history: ['w-1', 'n-3', 'n-17'], limit: 100 }))).json();
  return { items: items.map(sorted).sort(), similar, rails };
}
/** JSON with its keys in order. */
const sorted = (text: string) => {
  const { item } = JSON.parse(text);
  return JSON.stringify(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** D1 in which no snapshot is named: its isolate reads all changes. */
const withoutSnapshots = () =>
  openWorker({
    DB: new Proxy(env.DB, {
      get(target, name) {
        if (name === 'prepare')
          return (sql: string) => target.prepare(sql.includes("key <> ''") ? `${sql} AND false` : sql);
        const value = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    }),
  });

async function expectSameKnowledge(): Promise<void> {
  const fromSnapshot = await knowledge(openWorker());
  const fromChanges = await knowledge(withoutSnapshots());
  expect(fromSnapshot.items.length).toBeGreaterThan(40);
  expect(fromSnapshot).toEqual(fromChanges);
}

/** Random writes through the routes: items with and without features, sales, withdrawals, erased orphans. */
async function write(ask: Ask, next: () => number, count: number): Promise<void> {
  const any = (n: number) => Math.floor(next() * n);
  for (let nth = 0; nth < count; nth++) {
    const id = any(3) === 0 ? `w-${any(40)}` : `n-${any(30)}`;
    const features = Array.from({ length: FEATURES }, () => next() - 0.5);
    const act = any(10);
    if (act < 4)
      await ask(`/v1/items/${id}`, put({ title: `T ${any(9)}`, artist: `A ${any(4)}`, price: any(9), features }));
    else if (act < 6) await ask(`/v1/items/${id}`, put({ title: `U ${any(9)}`, unique: any(2) === 0 }));
    else if (act < 7) await ask(`/v1/items/${id}`, { method: 'DELETE' });
    else if (act < 9) {
      const events = [
        { id: `e-${next()}`, user: `u-${any(5)}`, item: any(8) === 0 ? `x-${any(3)}` : id, kind: 'purchase' },
      ];
      await ask('/v1/events', post({ events }));
    } else await ask(`/v1/orphans/x-${any(3)}`, { method: 'DELETE' });
  }
}

test('random writes, sales and deletions, before, between and after snapshots', async () => {
  const ask = openWorker();
  const next = random(5);
  for (let round = 0; round < 4; round++) {
    await write(ask, next, 40);
    await compact(first);
    await write(ask, next, round * 3);
    await expectSameKnowledge();
  }
  const row = await named(first);
  expect(row).toMatchObject({ busy_until: 0, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(row!.features_revision).toBe(row!.revision);
  // The one before is gone.
  expect((await objects()).map(({ key }) => key)).toEqual([row!.key]);
});

test('a model switch: each version has a snapshot with its own vectors', async () => {
  const ask = openWorker();
  const next = random(7);
  await write(ask, next, 50);
  await compact(first);
  await deploy(second);
  await expectSameKnowledge();
  await write(ask, next, 20);
  await compact(second);
  await write(ask, next, 5);
  await expectSameKnowledge();
  await env.DB.prepare("INSERT INTO deployments (version, at, kind) VALUES (?1, 0, 'rollback')")
    .bind(first.version)
    .run();
  await expectSameKnowledge();
  await forgetBundles(env.DB, [second.version]);
  expect([await named(first), await named(second)]).toEqual([null, expect.anything()]);
});

test('an item that changes while the list of changes is read keeps its features', async () => {
  const ask = openWorker();
  const item = (n: number, more: object = {}) =>
    put({ title: `Item ${n}`, features: Array.from({ length: FEATURES }, (_, i) => Math.sin(n * 7 + i)), ...more });
  const lines = Array.from({ length: 600 }, (_, n) => ({ id: `n-${n}`, ...JSON.parse(item(n).body as string) }));
  const body = lines.map((line) => JSON.stringify(line)).join('\n');
  await ask('/v1/bulk/items', { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body });
  let pages = 0;
  // After the first page, an item of the second moves behind the last.
  const DB = new Proxy(env.DB, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (name === 'prepare')
        return (sql: string) => {
          const statement = target.prepare(sql);
          if (!sql.includes('features_revision > ?2')) return statement;
          return {
            bind: (...values: unknown[]) => ({
              all: async () => {
                if (++pages === 2) await ask('/v1/items/n-300', put({ title: 'Moved', unique: true }));
                return statement.bind(...values).all();
              },
            }),
          };
        };
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  await compact(first, { ...env, DB });
  expect(pages).toBeGreaterThan(2);
  const similar = await openWorker()('/v1/items/n-300/similar');
  expect(similar.status).toBe(200);
  expect(await (await withoutSnapshots()('/v1/items/n-300/similar')).json()).toEqual(await similar.json());
});

test('an item without a vector is on rails that rank without vectors; with features, on all, also from a snapshot', async () => {
  const ask = openWorker();
  const shown = async (rail: string) => {
    const response = await openWorker()('/v1/rails', post({ history: ['w-1'], rails: [rail], limit: 100 }));
    const { rails } = (await response.json()) as RailsResponse;
    return rails.flatMap(({ items }) => items).find(({ id }) => id === 'n-1');
  };
  await ask('/v1/items/n-1', put({ title: 'Not encoded' }));
  await compact(first);
  // What follows knows the item from the snapshot alone.
  const { results } = await env.DB.prepare("DELETE FROM items WHERE id = 'n-1' RETURNING *").all();
  expect(await shown('new')).toMatchObject({ title: 'Not encoded' });
  expect(await shown('for-you')).toBeUndefined();
  const { id, revision, state, about } = results[0] as Record<string, string>;
  const restore = 'INSERT INTO items (id, revision, state, about) VALUES (?1, ?2, ?3, ?4)';
  await env.DB.prepare(restore).bind(id, revision, state, about).run();
  await ask('/v1/items/n-1', put({ title: 'Encoded', features: [1, 2, 3, 4, 5, 6] }));
  await compact(first);
  await env.DB.prepare("DELETE FROM items WHERE id = 'n-1'").run();
  expect(await shown('for-you')).toMatchObject({ title: 'Encoded' });
  expect(await shown('new')).toMatchObject({ title: 'Encoded' });
});

test('a snapshot that is missing or damaged is not used, and the next one begins anew', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  await write(openWorker(), random(9), 40);
  await compact(first);
  const [{ key }] = await objects();
  const bytes = new Uint8Array(await (await env.MODELS.get(key))!.arrayBuffer());
  for (const damaged of [bytes.with(bytes.length - 2, bytes.at(-2)! ^ 1), bytes.subarray(0, -5), undefined]) {
    if (damaged) await env.MODELS.put(key, damaged);
    else await env.MODELS.delete(key);
    await expectSameKnowledge();
    const health = await (await openWorker()('/health')).json();
    expect(health).toMatchObject({ status: 'ok' });
  }
  await write(openWorker(), random(11), 5);
  await expect(compact(first)).rejects.toThrow('not found in R2');
  expect(await compact(first)).toMatchObject({ more: false });
  expect((await named(first))!.key).not.toBe(key);
  await expectSameKnowledge();
});

test('of two writers one names its snapshot, and a write that fails leaves the one before', async () => {
  await write(openWorker(), random(13), 30);
  const model = await modelOf(first);
  const both = await Promise.all([1, 2].map(() => addToSnapshot(model, env, Number.POSITIVE_INFINITY)));
  expect(both.filter((one) => one === undefined)).toHaveLength(1);
  const before = await named(first);
  await write(openWorker(), random(15), 10);
  const MODELS = new Proxy(env.MODELS, {
    get(target, name) {
      if (name === 'put') return () => Promise.reject(new Error('R2 is down'));
      const value = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  await expect(addToSnapshot(model, { DB: env.DB, MODELS }, Number.POSITIVE_INFINITY)).rejects.toThrow('R2 is down');
  expect(await named(first)).toEqual(before);
  expect(await objects()).toHaveLength(1);
});

test('requests write snapshots by themselves after a hundred changes', async () => {
  const ask = openWorker();
  const line = (n: number) => JSON.stringify({ id: `n-${n}`, features: [1, 2, 3, 4, 5, n] });
  const upload = async (from: number, count: number) => {
    const body = Array.from({ length: count }, (_, n) => line(from + n)).join('\n');
    await ask('/v1/bulk/items', { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body });
    await ask('/v1/rails', post({ history: [] }));
  };
  await upload(0, 99);
  expect(await named(first)).toBeNull();
  await upload(99, 451);
  expect(await named(first)).toMatchObject({ revision: 550, features_revision: 550 });
  const fresh = openWorker();
  expect((await fresh('/v1/items/n-549/similar')).status).toBe(200);
  expect(await (await fresh('/health')).json()).toMatchObject({ items: 590, revision: 550 });
});
