// Random requests to every route, valid, nearly valid and arbitrary: the worker answers or refuses with a problem, never
// fails, and reveals no internals. RUNS sets the number per route.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { Operation } from '../../edge/contract/operation.ts';
import { NDJSON } from '../../edge/http/lines.ts';
import { OPERATIONS } from '../../edge/operations.ts';
import type { ConfigResponse } from '../../shared/api-rails-config.ts';
import { BUNDLE_FILES, MANIFEST, sha256Hex } from '../../shared/bundle.ts';
import type { ModelsResponse } from '../../shared/deployments.ts';
import { makeBundle } from '../fixtures/bundle.ts';
import { allowedBy } from '../fixtures/schema.ts';
import { bearer, buy, deploy, emptyStorage, KEYS, openWorker, RUNS, upload } from './harness.ts';

const ask = openWorker();
const operationAt = (path: string, method = 'POST') =>
  (OPERATIONS as readonly Operation[]).find((one) => one.path === path && one.method === method.toLowerCase())!;
const nameOf = ({ method, path }: Operation) => `${method.toUpperCase()} ${path}`;
/** The statuses of each route: a run in which all or no requests were refused would prove little. */
const seen = new Map<string, Map<number, number>>();

/** The first one is deployed; the other is in R2 only. */
const BUNDLES = await Promise.all([1, 2].map((seed) => makeBundle({ seed })));

beforeAll(async () => {
  // A log line per request would hide the output of the tests.
  vi.spyOn(console, 'log').mockImplementation(() => {});
  await emptyStorage();
  await upload(BUNDLES[1]);
  await deploy(BUNDLES[0]);
  await buy('ann', ['w-1', 'w-2']);
  for (const id of ['w-1', 'w-2', 'w-7', 'new-1']) {
    const headers = bearer(KEYS.SERVICE_KEY);
    await ask(`/v1/items/${id}/picture`, { method: 'PUT', headers, body: PICTURE as BodyInit });
  }
  // Valid switches: random requests hardly ever name the current revision.
  const [, { version }] = BUNDLES;
  const headers = { ...bearer(KEYS.DEPLOY_KEY), 'content-type': 'application/json' };
  for (const [what, more] of [
    [`${version}/smoke`, {}],
    [`${version}/canary`, { percent: 10 }],
    [`${version}/stop`, {}],
    [`${version}/promote`, {}],
    ['rollback', { undo: version }],
  ] as const) {
    const path = `/v1/models/${what}`;
    const operation = operationAt(path.replace(version, '{version}'));
    const { revision } = (await (await ask('/v1/models', { headers })).json()) as ModelsResponse;
    const basis = what.endsWith('smoke') ? {} : { revision };
    const body = JSON.stringify({ who: 'ann', why: 'test', ...basis, ...more });
    await expectSane(operation, await ask(path, { method: 'POST', headers, body }));
  }
  // Random requests hardly ever name a page and rails that there are, or events all of which may be recorded.
  const valid: [string, string, object?][] = [
    ['GET', '/v1/rails?user=ann'],
    ['GET', '/v1/rails/anonymous?rails=new'],
    ['POST', '/v1/rails', { history: ['w-1'] }],
    ['POST', '/v1/events', { events: [{ id: 'valid', user: 'ann', item: 'w-1', kind: 'view' }] }],
  ];
  for (const [method, path, body] of valid)
    await expectSane(
      operationAt(path.split('?')[0], method),
      await ask(path, { method, headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body) }),
    );
  // The same of the rails config: two experiments, of which one is stopped and one promoted.
  const variants = [
    { id: 'control', weight: 1 },
    { id: 'other', weight: 1, rails: [{ id: 'new' }] },
  ];
  const pages = ['home', 'cart'].map((id) => ({ id, rails: [{ id: 'for-you' }] }));
  const experiments = [
    { id: 'one', page: 'home', variants },
    { id: 'two', page: 'cart', variants },
  ];
  for (const [method, path, more] of [
    ['PUT', '/v1/rails-config', { config: { pages, experiments } }],
    ['POST', '/v1/experiments/one/stop', {}],
    ['POST', '/v1/experiments/two/promote', { variant: 'other' }],
    ['POST', '/v1/rails-config/preview', { config: { pages }, users: ['ann'] }],
    ['POST', '/v1/rails-config/rollback', { to: 0 }],
  ] as const) {
    const { revision } = (await (await ask('/v1/rails-config', { headers })).json()) as ConfigResponse;
    const body = JSON.stringify(path.endsWith('preview') ? more : { revision, ...more });
    const operation = operationAt(path.replace(/one|two/, '{id}'), method);
    await expectSane(operation, await ask(path, { method, headers, body }));
  }
});
afterAll(() => {
  vi.restoreAllMocks();
  for (const operation of OPERATIONS as readonly Operation[]) {
    const statuses = seen.get(nameOf(operation)) ?? new Map<number, number>();
    expect(statuses.get(operation.status ?? 200) ?? 0, `${nameOf(operation)} was reached`).toBeGreaterThan(0);
    if (operation.query || operation.body)
      expect(statuses.get(400) ?? 0, `${nameOf(operation)} refused something`).toBeGreaterThan(0);
  }
});

/** A picture that several items have. */
const PICTURE = new TextEncoder().encode('GIF89a');
const DIGEST = await sha256Hex(PICTURE);
const WORDS = [
  DIGEST,
  'ann',
  'w-1',
  'w-2',
  'w-7',
  'w-30',
  'w-299',
  'one',
  'home',
  'for-you',
  'new-1',
  'new-2',
  'Artist 1',
  'Artist 2',
  'abstract',
  // Cursors: no random text is one.
  'events.0',
  'features.dw',
  'impressions.0',
];
/** Texts that are refused, and texts that are hard to render. */
const HARD = ['\ud83d', 'a\u0000b', 'a\nb', '..', '\u0085', ' w-1', '\u202e', '👩‍🎨', '\u2028'];
const anything = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.jsonValue(),
  fc.constantFrom<unknown>(null, -1, 1e308, 253_402_300_799, '', [], {}, ...HARD),
);
const text = (value: unknown) => JSON.stringify(value) ?? '';
const arbitraryOf = (schema: z.ZodType) => allowedBy(z.toJSONSchema(schema, { io: 'input' }) as object, WORDS);

/** Mostly valid by the schema; otherwise with a member replaced, added or removed. */
const nearly = (schema: z.ZodType) =>
  fc.oneof(
    { weight: 3, arbitrary: arbitraryOf(schema) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(arbitraryOf(schema), fc.nat(20), fc.option(fc.string({ maxLength: 6 })), anything)
        .map(([value, at, key, other]) => {
          const members = value as Record<string, unknown>;
          const keys = Object.keys(members);
          const name = key ?? keys[at % Math.max(1, keys.length)] ?? 'x';
          return { ...members, [name]: other };
        }),
    },
    { weight: 1, arbitrary: anything },
  );

const encode = (value: unknown) => encodeURIComponent((typeof value === 'string' ? value : text(value)).toWellFormed());
const raw = fc.string({ unit: fc.constantFrom(...'&=%?#+;usr0fF/\\\u00ff'), maxLength: 30 });
const queryOf = (schema: z.ZodObject | undefined) =>
  fc.oneof(
    {
      weight: 5,
      arbitrary: (schema ? nearly(schema) : fc.constant({})).map((value) =>
        Object.entries(value ?? {})
          .flatMap(([key, one]) => (Array.isArray(one) ? one : [one]).map((each) => `${encode(key)}=${encode(each)}`))
          .join('&'),
      ),
    },
    { weight: 1, arbitrary: raw },
  );
/** Existing values of each path parameter. */
const PARAMS: Record<string, string[]> = {
  id: WORDS,
  version: BUNDLES.map(({ version }) => version),
  name: [MANIFEST, ...Object.values(BUNDLE_FILES)],
};
const paramOf = (name: string) =>
  fc
    .oneof(
      { weight: 8, arbitrary: fc.constantFrom(...PARAMS[name]) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    )
    .map(encode);
const pathOf = ({ path, params }: Operation) =>
  fc
    .tuple(...Object.keys(params?.shape ?? {}).map((name) => paramOf(name).map((value) => [name, value] as const)))
    .map((values) => values.reduce((filled, [name, value]) => filled.replace(`{${name}}`, value), path));
/** Mostly the file that the path of an upload names. */
const fileOf = (path: string, other: Uint8Array | undefined) => {
  const [version, name] = path.replace('/v1/models/', '').split('/files/').map(decodeURIComponent);
  if (path.endsWith('/picture')) return other ?? PICTURE;
  const files = BUNDLES.find((bundle) => bundle.version === version)?.files as Record<string, Uint8Array> | undefined;
  return other ?? files?.[name] ?? new Uint8Array(1);
};
const bodyOf = (schema: z.ZodType) =>
  fc.oneof(
    { weight: 6, arbitrary: nearly(schema).map(text) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  );

const linesOf = (schema: z.ZodType) =>
  fc
    .array(bodyOf(schema), { maxLength: 5 })
    .map((lines) => lines.map((line) => (typeof line === 'string' ? line : new TextDecoder().decode(line))).join('\n'));

async function expectSane(operation: Operation, response: Response) {
  const { status, headers } = response;
  const statuses = seen.get(nameOf(operation)) ?? new Map<number, number>();
  seen.set(nameOf(operation), statuses.set(status, (statuses.get(status) ?? 0) + 1));
  expect(status).toBeLessThan(500);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-request-id')).toMatch(/./);
  const body = new TextDecoder().decode(await response.arrayBuffer());
  expect(body).not.toMatch(/SQLITE|D1_ERROR|node_modules|\.[tj]s:\d/);
  if (status === (operation.status ?? 200)) {
    if (operation.media === undefined) operation.answer.parse(JSON.parse(body));
  } else {
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(JSON.parse(body)).toMatchObject({ status, type: expect.stringMatching(/^urn:curatornet:problem:/) });
  }
}

describe.each((OPERATIONS as readonly Operation[]).map((operation) => [nameOf(operation), operation] as const))(
  '%s',
  (_, operation) => {
    const { method, body, lines, query, policy, upload: takesFile } = operation;
    const key = policy === 'deploy' ? KEYS.DEPLOY_KEY : KEYS.SERVICE_KEY;
    const type = fc.oneof(
      { weight: 20, arbitrary: fc.constant(lines ? NDJSON : 'application/json') },
      { weight: 1, arbitrary: fc.constantFrom('text/plain', 'application/json; charset=utf-7', 'x') },
    );
    test('random requests', { timeout: 60_000 + 40 * RUNS }, async () => {
      await fc.assert(
        fc.asyncProperty(
          pathOf(operation),
          queryOf(query),
          body ? bodyOf(body) : lines ? linesOf(lines) : fc.constant(undefined),
          fc.option(fc.uint8Array({ maxLength: 200 }), { nil: undefined, freq: 2 }),
          type,
          async (path, sent, content, bytes, type) => {
            const init: RequestInit = { method: method.toUpperCase(), headers: bearer(key) };
            if (takesFile) {
              const file = fileOf(path, bytes);
              // Clients send this header; requests created here lack it.
              init.headers = { ...init.headers, 'content-length': String(file.length) };
              init.body = file as BodyInit;
            } else if (content !== undefined) {
              init.headers = { ...init.headers, 'content-type': type };
              init.body = content as BodyInit;
            }
            await expectSane(operation, await ask(`${path}?${sent}`, init));
          },
        ),
        { numRuns: RUNS },
      );
    });
  },
);
