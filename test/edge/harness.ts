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
import { Exposures } from '../../edge/experiments/exposures.ts';
import type { Timeouts } from '../../edge/model/loader.ts';
import { Counters } from '../../edge/monitoring/counters.ts';
import { ConfigInForce } from '../../edge/rails/in-force.ts';
import { Databases } from '../../edge/relay/databases.ts';
import { ServedModels } from '../../edge/release/served-models.ts';
import { seedBundle } from '../../edge/storage/bundle-items.ts';
import type { RailsResponse } from '../../shared/api-rails.ts';
import type { Problem } from '../../shared/problems.ts';
import type { FixtureBundle } from '../fixtures/bundle.ts';
import { ranking, userVector } from '../fixtures/reference.ts';

/** Shorter timeouts for storage, for tests in which it hangs. */
export interface Impatience {
  timeouts?: Partial<Timeouts>;
  /** Of D1, in milliseconds. */
  deadline?: number;
  /** Of a relay. */
  relay?: number;
  /** Stands in for the platform's cache in front of the worker, which is not there locally. */
  cache?: { purge(options: { tags: string[] }): Promise<unknown> };
  /** How often counts are written to D1, in milliseconds. */
  flush?: number;
}

export interface Migration {
  name: string;
  queries: string[];
}

/** The number of random requests per property: `RUNS=10000 npx vitest run`. */
export const RUNS = Number(env.RUNS || 300);

/** Empties D1 and R2, which the test files share. The pool's own reset leaves rows behind after many writes. */
export async function emptyStorage(): Promise<void> {
  await reset();
  await applyD1Migrations(env.DB, env.MIGRATIONS);
  await emptyTables();
}

/** Empties the tables, not R2. An isolate that has read the tables before does not notice. */
export async function emptyTables(): Promise<void> {
  const tables = ['events', 'items', 'deployments', 'served', 'bundles', 'bundle_items', 'tombstones', 'relays'];
  tables.push('snapshots', 'forgotten_sales', 'pictures', 'impressions');
  tables.push('rails_configs', 'exposures', 'opt_outs', 'counters');
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

/** Writes a bundle's items to D1. */
export const seedItems = ({ version, manifest, items }: FixtureBundle) =>
  seedBundle(env.DB, { version, features: manifest.model.features, encoder: manifest.encoder, items: items.length }, [
    items,
  ]);

/** Makes a version the champion. */
export const promote = (version: string) =>
  env.DB.prepare('INSERT INTO deployments (version, at) VALUES (?1, 0)').bind(version).run();

/** Deploys a bundle, as smoke check and promotion do. */
export async function deploy(bundle: FixtureBundle): Promise<void> {
  await upload(bundle);
  await seedItems(bundle);
  await promote(bundle.version);
}

let events = 0;
/** Records purchases of a user, in this order. */
export async function buy(user: string, items: readonly string[]): Promise<void> {
  const insert = env.DB.prepare(
    "INSERT INTO events (id, user, item, kind, outcome) VALUES (?1, ?2, ?3, 'purchase', 'bought')",
  );
  await env.DB.batch(items.map((item) => insert.bind(`event-${events++}`, user, item)));
}

/** The keys; vitest.config.ts binds the same ones to the exported worker. */
export const KEYS = {
  STOREFRONT_KEY: 'storefront-key-of-the-tests',
  SERVICE_KEY: 'service-key-of-the-tests',
  DEPLOY_KEY: 'deploy-key-of-the-tests',
  TOKEN_SECRET: 'token-secret-of-the-tests',
};
export const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

/** An isolate that has loaded nothing yet. What is asked without an `authorization` is asked with the service key. */
export function openWorker(
  bindings: Partial<typeof env> = {},
  { timeouts, deadline, relay, cache, flush }: Impatience = {},
) {
  const all = Object.defineProperties({ ...env, ...KEYS }, Object.getOwnPropertyDescriptors(bindings));
  const { open: database, d1 } = new Databases({ deadline, relay });
  const services = {
    models: new ServedModels(timeouts),
    rails: new ConfigInForce(),
    exposures: new Exposures(),
    database,
    d1,
  };
  const app = createApp(services, new Counters(flush));
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

/** The items of `for-you` for a history of these rows, by the reference implementation. */
export function expected(bundle: FixtureBundle, known: readonly number[], limit = 20) {
  const history = [...new Set(known)].slice(-256).map((row) => bundle.vectors[row]);
  return ranking(userVector(history, bundle.towers.user), bundle.vectors, known)
    .slice(0, limit)
    .map(({ row, score }) => ({ id: `w-${row}`, score }));
}

/** A user token. */
export const token = (sub: string, more: Record<string, unknown> = {}) =>
  sign({ sub, exp: Math.floor(Date.now() / 1000) + 600, ...more }, KEYS.TOKEN_SECRET, 'HS256');

/** The ids of all items on a page. */
export const shown = async (response: Response) =>
  (await rails(response)).rails.flatMap(({ items }) => items.map(({ id }) => id));

export const put = (body: unknown): RequestInit => ({ ...post(body), method: 'PUT' });

/** Whether a batch asks who holds a lease. */
export const asksForHolders = (statements: readonly D1PreparedStatement[]): boolean =>
  statements.some((one) => (one as unknown as { statement: string }).statement.includes('AS left FROM relays'));

/** D1 with batches answered by `answer`; rails read D1 only in batches. */
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

/** Puts a rails config in force. @returns its revision */
export async function configure(config: object, ask: Ask = openWorker()): Promise<number> {
  const headers = { ...bearer(KEYS.DEPLOY_KEY), 'content-type': 'application/json' };
  const now = (await (await ask('/v1/rails-config', { headers })).json()) as { revision: number };
  const body = JSON.stringify({ config, revision: now.revision });
  const response = await ask('/v1/rails-config', { method: 'PUT', headers, body });
  const written = (await response.json()) as { revision: number };
  if (response.status !== 200) throw new Error(JSON.stringify(written));
  return written.revision;
}
