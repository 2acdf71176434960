// The life of a version in shards: deployed in parts, switched under load, and with a shard that is slow, gone, or killed.
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { ShardStub } from '../../edge/shards/messages.ts';
import type { RailsResponse } from '../../shared/api-rails.ts';
import { MANIFEST, partOf } from '../../shared/bundle.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import {
  type Ask,
  bearer,
  d1With,
  deploy,
  emptyStorage,
  emptyTables,
  KEYS,
  openWorker,
  post,
  promote,
  rails,
  upload,
} from './harness.ts';

const PARTS = 4;
const SHARDED = { SHARD_ITEMS: '130' };
let bundle: FixtureBundle;
let next: FixtureBundle;
beforeAll(async () => {
  await emptyStorage();
  bundle = await makeBundle({ items: 400, parts: PARTS });
  next = await makeBundle({ items: 400, parts: PARTS, seed: 2 });
});
beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  await emptyTables();
  await upload(bundle);
  await upload(next);
});
afterEach(() => vi.restoreAllMocks());

const stubOf = ({ version }: FixtureBundle, nth: number) =>
  env.SHARD!.get(env.SHARD!.idFromName(`anywhere-${version}-${nth}-${nth + 1}`));
const isIn = (nth: number) => (id: string) => partOf(id, PARTS) === nth;
const history = () => [7, 2, 30].map((row) => bundle.items[row].id);
const page = (limit = 20) => post({ history: history(), rails: ['for-you'], limit });
const ids = ({ rails }: RailsResponse) => rails.flatMap(({ items }) => items.map(({ id }) => id));

/** Four clients ask a hundred times together. A timer would not fire meanwhile. */
async function underLoad(visit: (turn: number) => Promise<void>): Promise<void> {
  let turn = 0;
  const client = async () => {
    while (turn < 100) await visit(turn++);
  };
  await Promise.all(Array.from({ length: 4 }, client));
}

/** Ends a shard at once, whatever it does. It does not say when that is done. */
const kill = (stub: ReturnType<typeof stubOf>) => {
  runInDurableObject(stub, (_, state) => state.abort('killed')).catch(() => {});
};

/** Shards of which one does as it is told. */
function shardsWhere(nth: number, select: ShardStub['select']) {
  return new Proxy(env.SHARD!, {
    get(real, name) {
      if (name !== 'get') return Reflect.get(real, name).bind(real);
      return (...args: Parameters<typeof real.get>) => {
        const stub = real.get(...args) as unknown as ShardStub;
        return {
          open: (...asked: Parameters<ShardStub['open']>) => stub.open(...asked),
          page: (...asked: Parameters<ShardStub['page']>) => stub.page(...asked),
          select: (...asked: Parameters<ShardStub['select']>) =>
            asked[0].parts.from === nth ? select(...asked) : stub.select(...asked),
        };
      };
    },
  });
}

/** The page of all items, and what is left of it without a shard. */
async function expectWithout(nth: number, answer: RailsResponse): Promise<void> {
  const whole = ids(await rails(await openWorker()('/v1/rails', page(100))));
  expect(whole.some(isIn(nth))).toBe(true);
  expect(ids(answer)).toEqual(whole.filter((id) => !isIn(nth)(id)).slice(0, 20));
  expect(answer.degraded).toBe(true);
}

test('a bundle in parts goes up over the API, is checked, served and undone', async () => {
  const ask = openWorker(SHARDED);
  const key = bearer(KEYS.DEPLOY_KEY);
  const send = async (name: string, bytes: Uint8Array) =>
    (
      await ask(`/v1/models/${bundle.version}/files/${name}`, {
        method: 'PUT',
        headers: { ...key, 'content-length': String(bytes.length) },
        body: bytes as BodyInit,
      })
    ).status;
  const act = async (path: string, body: object) => {
    const { headers, ...rest } = post({ who: 'ann', why: '', ...body });
    return ask(`/v1/models/${path}`, { ...rest, headers: { ...headers, ...key } });
  };
  for (const name of Object.keys(bundle.files)) await env.MODELS.delete(`${bundle.version}/${name}`);
  expect(await send(MANIFEST, bundle.files[MANIFEST])).toBe(200);
  const { [MANIFEST]: _, 'items-3.safetensors': third, ...others } = bundle.files;
  for (const [name, bytes] of Object.entries(others)) expect([name, await send(name, bytes)]).toEqual([name, 200]);
  expect(await send('items-5.safetensors', third)).toBe(422);
  expect(await send('items-1.json', third)).toBe(400);
  expect(
    await send(
      'items-3.safetensors',
      third.map((byte, i) => (i === 999 ? byte ^ 1 : byte)),
    ),
  ).toBe(422);
  const early = await act(`${bundle.version}/promote`, { revision: 0 });
  expect([early.status, (await early.json()) as object]).toMatchObject([409, {}]);
  expect(await send('items-3.safetensors', third)).toBe(200);
  expect(await (await act(`${bundle.version}/smoke`, {})).json()).toMatchObject({ items: 400, probes: 3 });
  expect(await env.DB.prepare('SELECT count(*) AS n FROM bundle_items').first('n')).toBe(400);
  expect((await act(`${bundle.version}/promote`, { revision: 0 })).status).toBe(200);
  const served = await rails(await ask('/v1/rails', page()));
  expect([served.model, served.degraded, ids(served).length]).toEqual([bundle.version, undefined, 20]);
  expect(await (await ask('/health')).json()).toMatchObject({ status: 'ok', items: 400 });
});

test('a part that does not match the manifest is refused, and the version before serves on', async () => {
  await promote(bundle.version);
  const spoiled = next.files['items-2.safetensors'].slice();
  spoiled[spoiled.length - 1] ^= 1;
  await env.MODELS.put(`${next.version}/items-2.safetensors`, spoiled);
  const ask = openWorker(SHARDED, { timeouts: { retry: 0 } });
  await ask('/v1/rails', page());
  await promote(next.version);
  const answer = await rails(await ask('/v1/rails', page()));
  expect([answer.model, answer.degraded]).toEqual([bundle.version, true]);
  await upload(next);
  await vi.waitFor(async () => expect((await rails(await ask('/v1/rails', page()))).model).toBe(next.version));
});

test('a shard that hangs costs its items, and its deadline once', async () => {
  await deploy(bundle);
  let hangs = false;
  let asked = 0;
  const never = new Promise<never>(() => {});
  const SHARD = shardsWhere(1, (...question) => {
    asked++;
    return hangs ? never : (stubOf(bundle, 1) as unknown as ShardStub).select(...question);
  });
  const ask = openWorker({ ...SHARDED, SHARD }, { timeouts: { shard: 700 } });
  expect((await rails(await ask('/v1/rails', page()))).degraded).toBeUndefined();
  hangs = true;
  asked = 0;
  await expectWithout(1, await rails(await ask('/v1/rails', page())));
  const before = asked;
  for (let i = 0; i < 5; i++) await expectWithout(1, await rails(await ask('/v1/rails', page())));
  // After its deadline it is tried in the background at most, so no other request waited for it.
  expect(before).toBeLessThanOrEqual(2);
  expect(asked - before).toBeLessThanOrEqual(2);
});

test('a shard that is gone costs its items; so it does when a worker begins without it', async () => {
  await deploy(bundle);
  const gone = async () => {
    throw new Error('gone');
  };
  const SHARD = shardsWhere(2, gone);
  const ask = openWorker({ ...SHARDED, SHARD });
  await expectWithout(2, await rails(await ask('/v1/rails', page())));
  const answer = await ask(`/v1/items/${bundle.items.find(({ id }) => isIn(2)(id))!.id}/similar`);
  expect(answer.status).toBe(503);
  const closed = new Proxy(SHARD, {
    get(real, name) {
      if (name !== 'get') return Reflect.get(real, name);
      return (...args: Parameters<typeof real.get>) => {
        const stub = real.get(...args) as unknown as ShardStub;
        const open: ShardStub['open'] = (holding, place) =>
          holding.parts.from === 2 ? gone() : stub.open(holding, place);
        return { ...stub, open };
      };
    },
  });
  await expectWithout(2, await rails(await openWorker({ ...SHARDED, SHARD: closed })('/v1/rails', page())));
});

test('a shard is killed again and again under load: no request fails, and its items come back', {
  timeout: 60_000,
}, async () => {
  await deploy(bundle);
  const ask = openWorker(SHARDED);
  const whole = await rails(await ask('/v1/rails', page()));
  const seen = { whole: 0, degraded: 0 };
  await underLoad(async (turn) => {
    if (turn % 20 === 10) kill(stubOf(bundle, (turn / 10) % PARTS));
    const response = await ask('/v1/rails', page());
    expect(response.status).toBe(200);
    const answer = await rails(response);
    if (answer.degraded) seen.degraded++;
    else {
      expect(ids(answer)).toEqual(ids(whole));
      seen.whole++;
    }
  });
  expect(seen.degraded).toBeGreaterThan(0);
  expect(seen.whole).toBeGreaterThan(0);
  const comesBack = async () => expect(await rails(await ask('/v1/rails', page()))).toEqual(whole);
  await vi.waitFor(comesBack, { timeout: 15_000, interval: 100 });
});

test('versions are switched under load: each answer is of one version whole', { timeout: 60_000 }, async () => {
  await deploy(bundle);
  const pages = new Map<string, string[]>();
  for (const { version } of [next, bundle]) {
    await promote(version);
    pages.set(version, ids(await rails(await openWorker()('/v1/rails', page(50)))));
  }
  const ask = openWorker(SHARDED);
  const seen = new Set<string>();
  await underLoad(async (turn) => {
    if (turn % 25 === 20) await promote([next, bundle][Math.floor(turn / 25) % 2].version);
    const { model, ...answer } = await rails(await ask('/v1/rails', page(50)));
    expect(ids({ model, ...answer })).toEqual(pages.get(model));
    seen.add(model);
  });
  expect([...seen].sort()).toEqual([bundle.version, next.version].sort());
});

test('visitors of a canary get the version that is theirs, from its shards', async () => {
  await deploy(bundle);
  const salt = 'salt-of-the-canary';
  await env.DB.prepare(
    "INSERT INTO deployments (version, at, kind, candidate, percent, salt) VALUES (?1, 0, 'canary', ?2, 50, ?3)",
  )
    .bind(bundle.version, next.version, salt)
    .run();
  const models = async (ask: Ask) => {
    const each: string[] = [];
    for (let row = 0; row < 12; row++)
      each.push((await rails(await ask('/v1/rails', post({ history: [bundle.items[row].id] })))).model);
    return each;
  };
  const whole = await models(openWorker());
  expect(new Set(whole).size).toBe(2);
  expect(await models(openWorker(SHARDED))).toEqual(whole);
});

test('while D1 fails, shards answer with what they know, and the answer says so', async () => {
  await deploy(bundle);
  let down = false;
  const DB = d1With((statements, real) => {
    if (down) throw new Error('D1 is down');
    return real.batch(statements);
  });
  const ask = openWorker({ ...SHARDED, DB });
  const whole = await rails(await ask('/v1/rails', page()));
  down = true;
  const answer = await rails(await ask('/v1/rails', page()));
  expect(ids(answer)).toEqual(ids(whole));
  expect(answer.degraded).toBe(true);
});
