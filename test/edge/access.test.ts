// Access control: every route with every kind of caller.

import { env } from 'cloudflare:workers';
import type { Hono } from 'hono';
import { sign } from 'hono/jwt';
import { beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../edge/app.ts';
import type { App } from '../../edge/context.ts';
import { Exposures } from '../../edge/experiments/exposures.ts';
import type { Policy } from '../../edge/http/access.ts';
import { OPERATIONS } from '../../edge/operations.ts';
import { ConfigInForce } from '../../edge/rails/in-force.ts';
import { Databases } from '../../edge/relay/databases.ts';
import { ServedModels } from '../../edge/release/served-models.ts';
import { makeBundle } from '../fixtures/bundle.ts';
import { bearer, deploy, emptyStorage, KEYS, openWorker, post, problem, token } from './harness.ts';

const ask = openWorker();
const now = () => Math.floor(Date.now() / 1000);
/** Tokens; every request in this file is about the user ann. */
const callers = {
  nobody: () => '',
  storefront: () => `Bearer ${KEYS.STOREFRONT_KEY}`,
  service: () => `Bearer ${KEYS.SERVICE_KEY}`,
  deploy: () => `Bearer ${KEYS.DEPLOY_KEY}`,
  ann: async () => `Bearer ${await token('ann')}`,
  bob: async () => `Bearer ${await token('bob')}`,
};
type Caller = keyof typeof callers;
const MAY: Record<Policy, Caller[]> = {
  anyone: ['nobody', 'storefront', 'service', 'deploy', 'ann', 'bob'],
  storefront: ['storefront', 'service'],
  shopper: ['storefront', 'service', 'ann', 'bob'],
  user: ['service', 'ann'],
  service: ['service'],
  deploy: ['deploy'],
};
const CONFIG = { pages: [{ id: 'home', rails: [{ id: 'for-you' }] }] };
/** A request about ann for each route. */
const REQUESTS: Record<string, [string, object?]> = {
  'get /v1/rails': ['/v1/rails?user=ann'],
  'post /v1/rails': ['/v1/rails', { history: ['w-1'] }],
  'post /v1/events': ['/v1/events', { events: [{ id: 'e-1', user: 'ann', item: 'w-4', kind: 'like' }] }],
  'put /v1/items/{id}': ['/v1/items/w-4', { title: 'Dawn' }],
  'post /v1/similar': ['/v1/similar', { items: ['w-4'] }],
  'put /v1/items/{id}/picture/features': [
    '/v1/items/w-5/picture/features',
    { digest: 'f'.repeat(64), encoder: '0'.repeat(16), features: [1, 2, 3, 4, 5, 6] },
  ],
  'post /v1/items/{id}/picture/failures': [
    '/v1/items/w-5/picture/failures',
    { digest: 'f'.repeat(64), reason: 'is broken' },
  ],
  'post /v1/experiments/{id}/stop': ['/v1/experiments/x/stop', { revision: 0 }],
  'post /v1/experiments/{id}/promote': ['/v1/experiments/x/promote', { revision: 0, variant: 'a' }],
  'delete /v1/orphans/{id}': ['/v1/orphans/w-601'],
  'put /v1/users/{id}': ['/v1/users/ann', { personalised: true }],
  'put /v1/rails-config': ['/v1/rails-config', { config: CONFIG, revision: 0 }],
  'post /v1/rails-config/rollback': ['/v1/rails-config/rollback', { to: 0, revision: 1 }],
  'post /v1/rails-config/preview': ['/v1/rails-config/preview', { config: CONFIG, users: ['ann'] }],
};

/** The pages of the storefront. */
const PAGES = [
  ...['get /', 'get /items/:id', 'post /items/:id/like', 'post /items/:id/buy', 'get /artists/:name', 'get /compare'],
  ...['post /items/:id/dislike', 'get /find', 'post /find'],
  ...['get /welcome', 'post /welcome', 'get /visitors', 'post /visitors', 'post /visitors/leave', 'get /yours'],
  ...['get /operator', 'post /operator', 'post /operator/leave'],
  ...['get /operator/rails', 'post /operator/rails', 'post /operator/rails/rollback', 'post /operator/rails/end'],
  ...['get /operator/results', 'get /operator/results.csv'],
  ...['post /operator/results/stop', 'post /operator/results/promote'],
  ...['rule', 'page', 'json'].flatMap((form) => [`get /operator/rails/${form}`, `post /operator/rails/${form}`]),
];

beforeAll(async () => {
  await emptyStorage();
  await deploy(await makeBundle({ items: 60 }));
});

function request(method: string, path: string, authorization: string): Promise<Response> {
  const [address, body] = REQUESTS[`${method} ${path}`] ?? [
    path.replace('/v1/users/{id}', '/v1/users/ann').replace('{id}', 'w-4'),
  ];
  const { headers, ...init } = body ? post(body) : {};
  const type = path.startsWith('/v1/bulk/') ? { 'content-type': 'application/x-ndjson' } : headers;
  return ask(address, { ...init, method: method.toUpperCase(), headers: { ...type, authorization } });
}

/** The routes of an application, as `get /v1/items/:id`, without OPTIONS. */
function routesOf(app: Hono<App>): string[] {
  return app.routes
    .filter(({ method }) => method !== 'ALL' && method !== 'OPTIONS')
    .map(({ method, path }) => `${method.toLowerCase()} ${path}`);
}

describe('every route', () => {
  test('has declared a policy, and is mounted with it', () => {
    const app = createApp({
      models: new ServedModels(),
      rails: new ConfigInForce(),
      exposures: new Exposures(),
      database: new Databases().open,
    });
    const declared = OPERATIONS.map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`);
    expect(new Set(routesOf(app).filter((route) => !PAGES.includes(route)))).toEqual(new Set(declared));
    expect(routesOf(app)).toEqual(expect.arrayContaining([...PAGES]));
    expect(new Set(declared).size).toBe(declared.length);
  });

  test.each(PAGES)('%s, a page of the storefront, is not found unless the storefront is on', async (route) => {
    const [method, path] = route.split(' ');
    const address = path.replace(/:\w+/, 'w-4');
    for (const authorization of ['', `Bearer ${KEYS.DEPLOY_KEY}`]) {
      const response = await ask(address, { method: method.toUpperCase(), headers: { authorization } });
      expect(response.status).toBe(404);
      expect((await problem(response)).type).toBe('urn:curatornet:problem:not-found');
    }
  });

  const cases = OPERATIONS.flatMap(({ method, path, policy }) =>
    (Object.keys(callers) as Caller[]).map((caller) => ({
      method,
      path,
      policy,
      caller,
      may: MAY[policy].includes(caller),
    })),
  );
  test.each(cases)('$method $path ($policy): $caller, $may', async ({ method, path, policy, caller, may }) => {
    const response = await request(method, path, await callers[caller]());
    // Whether a model, a picture or an experiment is there does not matter here.
    if (may && /^\/v1\/(models|experiments)\/|\/picture/.test(path)) expect([401, 403]).not.toContain(response.status);
    else if (may) expect(response.status).toBe(200);
    else {
      const forbidden = policy === 'user' && caller === 'bob';
      expect(response.status).toBe(forbidden ? 403 : 401);
      expect((await problem(response)).type).toBe(`urn:curatornet:problem:${forbidden ? 'forbidden' : 'unauthorized'}`);
      if (!forbidden) expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
    }
    if (!response.bodyUsed) await response.arrayBuffer();
  });
});

test("bob's token neither reads nor writes ann's data, even in a request that also contains his own", async () => {
  const headers = { 'content-type': 'application/json', ...bearer(await token('bob')) };
  const events = ['bob', 'ann'].map((user, i) => ({ id: `mixed-${i}`, user, item: 'w-4', kind: 'like' }));
  expect((await ask('/v1/events', { ...post({ events }), headers })).status).toBe(403);
  expect(await env.DB.prepare("SELECT count(*) AS n FROM events WHERE id LIKE 'mixed-%'").first('n')).toBe(0);
  expect((await ask('/v1/users/%61nn', { headers })).status).toBe(403);
  expect((await ask('/v1/users/ann', { headers, method: 'DELETE' })).status).toBe(403);
});

describe('tokens', () => {
  const read = async (authorization: string) => (await ask('/v1/users/ann', { headers: { authorization } })).status;
  const signed = (payload: Record<string, unknown>, secret = KEYS.TOKEN_SECRET, alg: 'HS256' | 'HS384' = 'HS256') =>
    sign(payload, secret, alg);
  const exp = now() + 60;
  const base64 = (value: object) =>
    btoa(JSON.stringify(value)).replaceAll('=', '').replaceAll('+', '-').replaceAll('/', '_');

  test.each<[string, number, () => Promise<string>]>([
    ['a good one', 200, () => signed({ sub: 'ann', exp })],
    ['without exp', 401, () => signed({ sub: 'ann' })],
    ['with an exp that is text', 401, () => signed({ sub: 'ann', exp: `${exp}` })],
    ['expired', 401, () => signed({ sub: 'ann', exp: now() - 1 })],
    ['not yet valid', 401, () => signed({ sub: 'ann', exp, nbf: now() + 90 })],
    ['without sub', 401, () => signed({ exp })],
    ['with a sub that is a list', 401, () => signed({ sub: ['ann'], exp })],
    ['signed with another secret', 401, () => signed({ sub: 'ann', exp }, 'another-secret-of-the-tests')],
    ['signed with the service key', 401, () => signed({ sub: 'ann', exp }, KEYS.SERVICE_KEY)],
    ['of another algorithm', 401, () => signed({ sub: 'ann', exp }, KEYS.TOKEN_SECRET, 'HS384')],
    ['unsigned', 401, async () => `${base64({ alg: 'none', typ: 'JWT' })}.${base64({ sub: 'ann', exp })}.x`],
    [
      'whose subject was changed',
      401,
      async () => {
        const [head, , signature] = (await signed({ sub: 'bob', exp })).split('.');
        return `${head}.${base64({ sub: 'ann', exp })}.${signature}`;
      },
    ],
    ['that is garbage', 401, async () => 'a.b.c'],
  ])('%s: %d', async (_, status, make) => {
    expect(await read(`Bearer ${await make()}`)).toBe(status);
  });

  test('give access only to routes about a user', async () => {
    expect(
      (
        await ask('/v1/rails', {
          ...post({ history: [] }),
          headers: { ...post({}).headers, ...bearer(await token('ann')) },
        })
      ).status,
    ).toBe(401);
  });
});

describe('keys', () => {
  const visit = (authorization: string, bindings = {}) =>
    openWorker(bindings)('/v1/rails', {
      ...post({ history: [] }),
      headers: { 'content-type': 'application/json', authorization },
    });
  const key = KEYS.STOREFRONT_KEY;
  test.each([
    '',
    'Bearer',
    'Bearer ',
    `Basic ${key}`,
    key,
    `Bearer ${key}x`,
    `Bearer ${key.slice(1)}`,
    `Bearer ${key.toUpperCase()}`,
    `Bearer ${key} ${key}`,
    'Bearer undefined',
  ])('refused: %j', async (authorization) => {
    expect((await visit(authorization)).status).toBe(401);
  });
  test('a key that is missing or too short gives no access', async () => {
    for (const STOREFRONT_KEY of [undefined, '', 'short'])
      expect((await visit(`Bearer ${STOREFRONT_KEY}`, { STOREFRONT_KEY })).status).toBe(401);
    const headers = bearer(await token('ann'));
    expect((await openWorker({ TOKEN_SECRET: undefined })('/v1/users/ann', { headers })).status).toBe(401);
  });
});

describe('pages of other origins', () => {
  const preflight = (origin: string, CORS_ORIGINS: string) =>
    openWorker({ CORS_ORIGINS })('/v1/rails', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
    });
  const visit = (origin: string, CORS_ORIGINS: string) =>
    openWorker({ CORS_ORIGINS })('/v1/rails', {
      ...post({ history: [] }),
      headers: { origin, 'content-type': 'application/json' },
    });
  const SHOP = 'https://shop.test';

  test.each([SHOP, `https://other.test, ${SHOP}`, '*'])('CORS_ORIGINS %s allows the shop', async (origins) => {
    const asked = await preflight(SHOP, origins);
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe(SHOP);
    expect(asked.headers.get('access-control-allow-headers')).toContain('authorization');
    expect(asked.headers.get('access-control-allow-methods')).toContain('POST');
    const answered = await visit(SHOP, origins);
    expect(answered.status).toBe(200);
    expect(answered.headers.get('access-control-allow-origin')).toBe(SHOP);
    expect(answered.headers.get('vary')).toMatch(/origin/i);
  });
  test.each(['', 'https://other.test', `${SHOP}.evil.test`, 'https://shop.tes'])(
    'CORS_ORIGINS %j does not',
    async (origins) => {
      expect((await preflight(SHOP, origins)).headers.get('access-control-allow-origin')).toBeNull();
      expect((await visit(SHOP, origins)).headers.get('access-control-allow-origin')).toBeNull();
    },
  );
});

test('visitors are rate-limited, the store itself is not', async () => {
  const asked: string[] = [];
  const LIMITER = { limit: async ({ key }: { key: string }) => ({ success: asked.push(key) <= 2 }) };
  const worker = openWorker({ LIMITER });
  const visit = (authorization: string) =>
    worker('/v1/rails', {
      ...post({ history: [] }),
      headers: { 'content-type': 'application/json', 'cf-connecting-ip': '192.0.2.1', authorization },
    });
  for (const status of [200, 200, 429]) {
    const response = await visit(await callers.storefront());
    expect(response.status).toBe(status);
    if (status === 429) expect(response.headers.get('retry-after')).toBe('60');
  }
  expect((await visit(await callers.service())).status).toBe(200);
  expect((await worker('/v1/users/ann', { headers: bearer(await token('ann')) })).status).toBe(429);
  expect(asked).toEqual(['192.0.2.1', '192.0.2.1', '192.0.2.1', 'ann']);
});

test('every response has secure headers', async () => {
  for (const path of ['/health', '/nothing', '/v1/rails']) {
    const { headers } = await ask(path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('strict-transport-security')).toBe('max-age=15552000');
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(headers.get('referrer-policy')).toBe('same-origin');
  }
});
