// Requests at random at every route, out of its schema, nearly so, and out of nothing: whatever comes, the worker answers or
// refuses with a problem, never fails, and tells nothing of its insides. RUNS says how many each route gets.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { Operation } from '../../edge/contract/operation.ts';
import { OPERATIONS } from '../../edge/contract/operations.ts';
import { makeBundle } from '../fixtures/bundle.ts';
import { allowedBy } from '../fixtures/schema.ts';
import { bearer, buy, deploy, KEYS, openHouse, openWorker, RUNS } from './house.ts';

const ask = openWorker();
const nameOf = ({ method, path }: Operation) => `${method.toUpperCase()} ${path}`;
/** How often a route answered with which status: a run in which all were refused, or none, would prove little. */
const seen = new Map<string, Map<number, number>>();

beforeAll(async () => {
  // A line a request would hide what the tests say.
  vi.spyOn(console, 'log').mockImplementation(() => {});
  await openHouse();
  await deploy(await makeBundle());
  await buy('ann', ['w-1', 'w-2']);
});
afterAll(() => {
  vi.restoreAllMocks();
  for (const operation of OPERATIONS as readonly Operation[]) {
    const statuses = seen.get(nameOf(operation)) ?? new Map<number, number>();
    expect(statuses.get(200) ?? 0, `${nameOf(operation)} was reached`).toBeGreaterThan(0);
    if (operation.query || operation.body)
      expect(statuses.get(400) ?? 0, `${nameOf(operation)} refused something`).toBeGreaterThan(0);
  }
});

const WORDS = ['ann', 'w-1', 'w-2', 'w-7', 'w-30', 'w-299', 'new-1', 'new-2', 'Artist 1', 'Artist 2', 'abstract'];
const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue(), fc.constantFrom(null, -1, 1e308, '', [], {}));
const text = (value: unknown) => JSON.stringify(value) ?? '';
const arbitraryOf = (schema: z.ZodType) => allowedBy(z.toJSONSchema(schema, { io: 'input' }) as object, WORDS);

/** What the schema allows, mostly; else with a member replaced, added or taken away. */
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
const pathOf = ({ path, params }: Operation) =>
  params
    ? fc
        .oneof(
          { weight: 5, arbitrary: fc.constantFrom(...WORDS) },
          { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
        )
        .map((id) => path.replace('{id}', encode(id)))
    : fc.constant(path);
const bodyOf = (schema: z.ZodType) =>
  fc.oneof(
    { weight: 6, arbitrary: nearly(schema).map(text) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  );

async function expectSane(operation: Operation, response: Response) {
  const { status, headers } = response;
  const statuses = seen.get(nameOf(operation)) ?? new Map<number, number>();
  seen.set(nameOf(operation), statuses.set(status, (statuses.get(status) ?? 0) + 1));
  expect(status).toBeLessThan(500);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-request-id')).toMatch(/./);
  const body = new TextDecoder().decode(await response.arrayBuffer());
  expect(body).not.toMatch(/SQLITE|D1_ERROR|node_modules|\.[tj]s:\d/);
  if (status === 200) {
    if (operation.media === undefined) operation.answer.parse(JSON.parse(body));
  } else {
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(JSON.parse(body)).toMatchObject({ status, type: expect.stringMatching(/^urn:curatornet:problem:/) });
  }
}

describe.each((OPERATIONS as readonly Operation[]).map((operation) => [nameOf(operation), operation] as const))(
  '%s',
  (_, operation) => {
    const { method, body, query, policy } = operation;
    const key = policy === 'deploy' ? KEYS.DEPLOY_KEY : KEYS.SERVICE_KEY;
    const type = fc.oneof(
      { weight: 20, arbitrary: fc.constant('application/json') },
      { weight: 1, arbitrary: fc.constantFrom('text/plain', 'application/json; charset=utf-7', 'x') },
    );
    test('requests at random', { timeout: 60_000 + 40 * RUNS }, async () => {
      await fc.assert(
        fc.asyncProperty(
          pathOf(operation),
          queryOf(query),
          body ? bodyOf(body) : fc.constant(undefined),
          type,
          async (path, sent, content, type) => {
            const init: RequestInit = { method: method.toUpperCase(), headers: bearer(key) };
            if (content !== undefined) {
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
