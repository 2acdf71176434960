// A store in the worker's own runtime, with the real D1 and R2: bundles are put into it, people buy, requests come in.
import {
  applyD1Migrations,
  createExecutionContext,
  evictDurableObject,
  reset,
  waitOnExecutionContext,
} from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { D1Database, D1PreparedStatement } from '@cloudflare/workers-types';
import { sign } from 'hono/jwt';
import { createApp } from '../../edge/app.ts';
import type { Timeouts } from '../../edge/model/loader.ts';
import { Databases } from '../../edge/relay/databases.ts';
import { ServedModels } from '../../edge/release/served-models.ts';
import { seedBundle } from '../../edge/storage/bundle-items.ts';
import type { Problem, RailsResponse } from '../../shared/api.ts';
import type { FixtureBundle } from '../fixtures/bundle.ts';
import { ranking, userVector } from '../fixtures/reference.ts';

/** How soon a worker gives up on storage, for tests in which storage hangs. */
export interface Impatience {
  timeouts?: Partial<Timeouts>;
  /** Of D1, in milliseconds. */
  deadline?: number;
  /** Of a relay. */
  relay?: number;
  /** Stands in for the platform's cache in front of the worker, which is not there locally. */
  cache?: { purge(options: { tags: string[] }): Promise<unknown> };
}

export interface Migration {
  name: string;
  queries: string[];
}

/** How many requests at random a property is tried with: what RUNS says, as in `RUNS=10000 npx vitest run`. */
export const RUNS = Number(env.RUNS || 300);

/** An empty store: the test files share one isolate and its D1 and R2. The pool's reset leaves rows behind after many writes. */
export async function emptyStorage(): Promise<void> {
  await reset();
  await applyD1Migrations(env.DB, env.MIGRATIONS);
  await emptyTables();
}

/** Empty tables; R2 keeps what it has. An isolate that has seen the tables before does not know of it. */
export async function emptyTables(): Promise<void> {
  const tables = ['events', 'items', 'deployments', 'served', 'bundles', 'bundle_items', 'tombstones', 'relays'];
  await env.DB.batch([
    ...tables.map((table) => env.DB.prepare(`DELETE FROM ${table}`)),
    env.DB.prepare('UPDATE catalogue SET revision = 0, events_before = 0'),
  ]);
}

/** The relays of two regions. */
export const relays = () => ['weur-0', 'enam-0'].map((name) => env.RELAY!.get(env.RELAY!.idFromName(name)));
/** Ends a relay; the next call starts it again. Where it does not run there is nothing to end. */
export const stopRelay = (nth: number) => evictDurableObject(relays()[nth]).catch(() => {});
export const stopRelays = () => Promise.all([stopRelay(0), stopRelay(1)]);

/** Puts a bundle's files into R2. */
export async function upload({ version, files }: FixtureBundle): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) await env.MODELS.put(`${version}/${name}`, bytes);
}

/** Tells D1 of a bundle's items. */
export const seedItems = ({ version, manifest, items }: FixtureBundle) =>
  seedBundle(env.DB, {
    version,
    features: manifest.model.features,
    items: items.map(({ id, unique }) => ({ id, unique: unique === true })),
  });

/** Puts a version in force. */
export const promote = (version: string) =>
  env.DB.prepare('INSERT INTO deployments (version, at) VALUES (?1, 0)').bind(version).run();

/** Puts a bundle in force as its smoke check and its promotion do. */
export async function deploy(bundle: FixtureBundle): Promise<void> {
  await upload(bundle);
  await seedItems(bundle);
  await promote(bundle.version);
}

let events = 0;
/** A user buys, in this order. */
export async function buy(user: string, items: readonly string[]): Promise<void> {
  const insert = env.DB.prepare(
    "INSERT INTO events (id, user, item, kind, outcome) VALUES (?1, ?2, ?3, 'purchase', 'bought')",
  );
  await env.DB.batch(items.map((item) => insert.bind(`event-${events++}`, user, item)));
}

/** What opens the store's doors; vitest.config.ts binds the same to the exported worker. */
export const KEYS = {
  STOREFRONT_KEY: 'storefront-key-of-the-tests',
  SERVICE_KEY: 'service-key-of-the-tests',
  DEPLOY_KEY: 'deploy-key-of-the-tests',
  TOKEN_SECRET: 'token-secret-of-the-tests',
};
export const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

/** An isolate that has loaded nothing yet. What is asked without an `authorization` is asked with the service key. */
export function openWorker(bindings: Partial<typeof env> = {}, { timeouts, deadline, relay, cache }: Impatience = {}) {
  const all = Object.defineProperties({ ...env, ...KEYS }, Object.getOwnPropertyDescriptors(bindings));
  const { open: database, d1 } = new Databases({ deadline, relay });
  const app = createApp({ models: new ServedModels(timeouts), database, d1 });
  return async (path: string, init?: RequestInit): Promise<Response> => {
    const context = createExecutionContext();
    if (cache) Object.defineProperty(context, 'cache', { value: cache });
    const request = new Request(`https://store.test${path}`, init);
    if (!request.headers.has('authorization')) request.headers.set('authorization', `Bearer ${KEYS.SERVICE_KEY}`);
    const response = await app.fetch(request, all, context);
    await waitOnExecutionContext(context);
    return response;
  };
}
export type Ask = ReturnType<typeof openWorker>;

export const post = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

export const rails = async (response: Response) => (await response.json()) as RailsResponse;
export const problem = async (response: Response) => (await response.json()) as Problem;

/** What `for-you` must show to somebody who has these rows, from the reference implementation. */
export function expected(bundle: FixtureBundle, known: readonly number[], limit = 20) {
  const history = [...new Set(known)].slice(-256).map((row) => bundle.vectors[row]);
  return ranking(userVector(history, bundle.towers.user), bundle.vectors, known)
    .slice(0, limit)
    .map(({ row, score }) => ({ id: `w-${row}`, score }));
}

/** A user's token. */
export const token = (sub: string, more: Record<string, unknown> = {}) =>
  sign({ sub, exp: Math.floor(Date.now() / 1000) + 600, ...more }, KEYS.TOKEN_SECRET, 'HS256');

/** Everything that a page shows. */
export const shown = async (response: Response) =>
  (await rails(response)).rails.flatMap(({ items }) => items.map(({ id }) => id));

export const put = (body: unknown): RequestInit => ({ ...post(body), method: 'PUT' });

/** D1 whose batches are answered by `answer`: the one way in which rails ask it. */
export function d1With(answer: (statements: D1PreparedStatement[], real: D1Database) => unknown): D1Database {
  const wrap = (real: D1Database): D1Database =>
    new Proxy(real, {
      get(target, name) {
        if (name === 'withSession') return (kind: string) => wrap(target.withSession(kind) as unknown as D1Database);
        if (name === 'batch') return (statements: D1PreparedStatement[]) => answer(statements, target);
        const value = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  return wrap(env.DB);
}
