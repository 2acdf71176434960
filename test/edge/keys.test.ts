// Edge cases of keys, tokens and the rate limit: valid keys, reasons for refusing tokens, counted requests.
import { generateSignedCookie } from 'hono/cookie';
import { sign } from 'hono/jwt';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { describe as describeApi } from '../../edge/contract/describe.ts';
import { OPERATIONS } from '../../edge/operations.ts';
import { makeBundle } from '../fixtures/bundle.ts';
import { bearer, deploy, emptyStorage, KEYS, openWorker, post, problem } from './harness.ts';

beforeAll(async () => {
  await emptyStorage();
  await deploy(await makeBundle({ items: 60 }));
});
const now = () => Math.floor(Date.now() / 1000);
const form = (fields: Record<string, string>, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  redirect: 'manual',
  headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://store.test', ...headers },
  body: new URLSearchParams(fields).toString(),
});

describe('a token', () => {
  const ask = openWorker();
  const read = (token: string) => ask('/v1/users/ann', { headers: bearer(token) });
  const signed = (more: Record<string, unknown>, secret = KEYS.TOKEN_SECRET, alg: 'HS256' | 'HS384' = 'HS256') =>
    sign({ sub: 'ann', exp: now() + 600, ...more }, secret, alg);

  test.each<[string, Record<string, unknown>]>([
    ['a few seconds ahead in iat', { iat: now() + 20 }],
    ['with a fraction in iat', { iat: Date.now() / 1000 + 0.7 }],
    ['a few seconds ahead in nbf', { nbf: now() + 20 }],
    ['with a fraction in exp', { exp: now() + 10.5 }],
  ])('%s is good', async (_, more) => {
    expect((await read(await signed(more))).status).toBe(200);
  });

  test.each<[string, () => Promise<string>]>([
    ['the token has expired', () => signed({ exp: now() - 1 })],
    ['the token is not yet valid', () => signed({ nbf: now() + 90 })],
    ['the token was issued in the future', () => signed({ iat: now() + 90 })],
    ['nbf and iat must be seconds since 1970', () => signed({ iat: 'today' })],
    ['a token needs sub and exp', () => signed({ exp: undefined })],
    ['the signature is wrong', () => signed({}, 'another-secret-of-the-tests')],
    ['the token is not signed with HS256', () => signed({}, KEYS.TOKEN_SECRET, 'HS384')],
    ['the token is malformed', async () => 'a.b.c'],
  ])('is refused with a reason, and is not in the answer: %s', async (why, make) => {
    const token = await make();
    const response = await read(token);
    expect(response.status).toBe(401);
    const body = await response.text();
    expect(JSON.parse(body).detail).toBe(why);
    expect(body).not.toContain(token);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="curatornet"');
  });
});

describe('a key', () => {
  const visit = (key: string, shown = key) =>
    openWorker({ SERVICE_KEY: key })('/v1/users/ann', { headers: bearer(shown) });

  test.each(['!"#$%&\'()*+,-./:;<=>?@', '[\\]^_`{|}~ is not in it'.replaceAll(' ', '-'), 'aaaaaaaa.bbbbbbbb.cccccccc'])(
    '%s works, as any of printable ASCII',
    async (key) => {
      expect((await visit(key)).status).toBe(200);
      expect((await visit(key, `${key}x`)).status).toBe(401);
    },
  );

  test.each([
    ['', ''],
    ['too short', 'fifteen-letters'],
    ['with a space', 'sixteen letters and a space'],
    ['beyond ASCII', 'schlüssel-schlüssel'],
    ['too long', 'x'.repeat(257)],
  ])('%j that cannot be used opens nothing, and the log says so once', async (_, key) => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => {});
    const ask = openWorker({ DEPLOY_KEY: key });
    for (let i = 0; i < 2; i++) {
      const authorization = `Bearer ${encodeURIComponent(key) === key ? key : 'x'}`;
      expect((await ask('/v1/models', { headers: { authorization } })).status).toBe(401);
    }
    expect(complaint.mock.calls).toEqual([[expect.stringMatching(/^DEPLOY_KEY is ignored: it must be 16 to 256/)]]);
    if (key !== '') expect(String(complaint.mock.calls)).not.toContain(key);
    complaint.mockRestore();
  });

  test.each(['', 'fifteen-letters'])('the deploy key %j does not open the operator page', async (DEPLOY_KEY) => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const ask = openWorker({ STOREFRONT: 'on', DEPLOY_KEY });
    expect((await ask('/operator', form({ key: DEPLOY_KEY || ' ' }))).status).toBe(401);
    // A cookie that anyone can sign who knows that the key is empty.
    const cookie = (await generateSignedCookie('operator', String(now() + 600), `operator ${DEPLOY_KEY}`)).split(
      ';',
    )[0];
    const page = await (await ask('/operator', { headers: { cookie } })).text();
    expect(page).toContain('Deploy key');
    expect(page).not.toContain('Deployment history');
    vi.restoreAllMocks();
  });

  test('a key of any printable characters opens the operator page', async () => {
    const DEPLOY_KEY = `"<&>'%+=;,${'é'.length}-and-more`;
    const ask = openWorker({ STOREFRONT: 'on', DEPLOY_KEY });
    const opened = await ask('/operator', form({ key: DEPLOY_KEY }));
    expect(opened.status).toBe(303);
    const cookie = opened.headers.get('set-cookie')!.split(';')[0];
    expect(await (await ask('/operator', { headers: { cookie } })).text()).toContain('Deployment history');
  });
});

describe('the rate limit', () => {
  const address = { 'cf-connecting-ip': '192.0.2.1' };
  function limited(most: number, bindings = {}) {
    const asked: string[] = [];
    const LIMITER = { limit: async ({ key }: { key: string }) => ({ success: asked.push(key) <= most }) };
    return { asked, ask: openWorker({ LIMITER, STOREFRONT: 'on', ...bindings }) };
  }

  test('counts wrong keys and tokens by address before refusing them', async () => {
    const { ask, asked } = limited(2);
    const wrong = [bearer('a-wrong-key-of-the-tests'), bearer('a.b.c'), bearer('a-wrong-key-of-the-tests')];
    const statuses = [];
    for (const headers of wrong)
      statuses.push((await ask('/v1/users/ann', { headers: { ...headers, ...address } })).status);
    expect(statuses).toEqual([401, 401, 429]);
    expect((await ask('/v1/models', { headers: { ...bearer('x'), ...address } })).status).toBe(429);
    expect(asked).toEqual(Array(4).fill('192.0.2.1'));
    expect((await ask('/v1/models', { headers: { ...bearer(KEYS.DEPLOY_KEY), ...address } })).status).toBe(200);
  });

  test('counts pages and guesses at the deploy key', async () => {
    const { ask } = limited(2);
    expect((await ask('/', { headers: address })).status).toBe(200);
    expect((await ask('/operator', form({ key: 'a-guess-at-the-key' }, address))).status).toBe(401);
    for (const [path, init] of [
      ['/operator', form({ key: KEYS.DEPLOY_KEY }, address)],
      ['/', { headers: address }],
    ] as const) {
      const response = await ask(path, init);
      expect(response.status).toBe(429);
      expect(response.headers.get('retry-after')).toBe('60');
      expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    }
  });

  test('returns the configured period in Retry-After', async () => {
    const { ask } = limited(0, { RATE_LIMIT_PERIOD: '10' });
    const response = await ask('/health', { headers: address });
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('10');
    expect((await problem(response)).type).toBe('urn:curatornet:problem:too-many-requests');
  });

  test('that fails lets requests pass', async () => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => {});
    const LIMITER = { limit: () => Promise.reject(new Error('down')) };
    expect((await openWorker({ LIMITER })('/health', { headers: address })).status).toBe(200);
    expect(complaint).toHaveBeenCalledOnce();
    complaint.mockRestore();
  });

  test('is documented for every operation', () => {
    const { paths } = describeApi(OPERATIONS) as { paths: Record<string, Record<string, { responses: object }>> };
    for (const { method, path } of OPERATIONS)
      expect(Object.keys(paths[path][method].responses), `${method} ${path}`).toContain('429');
  });
});

test('pages of an allowed origin may read the needed headers, also of errors', async () => {
  const CORS_ORIGINS = 'https://shop.test';
  const ask = openWorker({ CORS_ORIGINS });
  for (const [authorization, status] of [
    [`Bearer ${KEYS.STOREFRONT_KEY}`, 200],
    ['Bearer wrong', 401],
  ] as const) {
    const { headers, ...init } = post({ history: [] });
    const response = await ask('/v1/rails', { ...init, headers: { ...headers, origin: CORS_ORIGINS, authorization } });
    expect(response.status).toBe(status);
    expect(response.headers.get('access-control-allow-origin')).toBe(CORS_ORIGINS);
    expect(response.headers.get('access-control-expose-headers')?.split(/,\s*/)).toEqual([
      'X-Request-Id',
      'Retry-After',
      'ETag',
      'X-Bookmark',
    ]);
  }
});

test('HSTS applies to this host only', async () => {
  const ask = openWorker({ STOREFRONT: 'on' });
  for (const path of ['/health', '/nothing', '/'])
    expect((await ask(path)).headers.get('strict-transport-security')).toBe('max-age=15552000');
});
