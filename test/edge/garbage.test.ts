// Requests at random: whatever comes, the worker answers with rails or with a problem, and never fails.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeBundle } from '../fixtures/bundle.ts';
import { buy, deploy, openHouse, openWorker } from './house.ts';

const ask = openWorker();
/** How many answers had which status: a run in which all were refused would prove nothing. */
const seen = new Map<string, number>();

beforeAll(async () => {
  await openHouse();
  await deploy(await makeBundle());
  await buy('ann', ['w-1', 'w-2']);
});
afterAll(() => {
  for (const kind of ['body 200', 'body 400', 'body 422', 'query 200', 'query 400'])
    expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(0);
});

async function expectSane(kind: string, response: Response) {
  seen.set(`${kind} ${response.status}`, (seen.get(`${kind} ${response.status}`) ?? 0) + 1);
  expect(response.status).toBeLessThan(500);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  const type = response.headers.get('content-type');
  const body = (await response.json()) as Record<string, unknown>;
  if (response.status === 200) expect(body).toHaveProperty('rails');
  else {
    expect(type).toBe('application/problem+json');
    expect(body).toMatchObject({ status: response.status });
  }
}

const item = fc.oneof(
  { weight: 6, arbitrary: fc.nat(299).map((row) => `w-${row}`) },
  { weight: 1, arbitrary: fc.string() },
);
const nearlyRight = fc.record(
  {
    history: fc.oneof(
      { weight: 5, arbitrary: fc.array(item, { maxLength: 12 }) },
      { weight: 1, arbitrary: fc.anything() },
    ),
    limit: fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: 1, max: 100 }) },
      { weight: 1, arbitrary: fc.jsonValue() },
    ),
  },
  { requiredKeys: [] },
);
const text = (value: unknown) => JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? `${v}` : v)) ?? '';
const body = fc.oneof(
  { weight: 4, arbitrary: nearlyRight.map(text) },
  { weight: 2, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
);

test('bodies', async () => {
  await fc.assert(
    fc.asyncProperty(body, async (sent) => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: sent };
      await expectSane('body', await ask('/v1/rails', init));
    }),
    { numRuns: 500 },
  );
});

const name = fc.oneof(fc.constantFrom('user', 'limit'), fc.string({ unit: 'binary', maxLength: 8 }));
const value = fc.oneof(fc.constant('ann'), fc.nat(120).map(String), fc.string({ unit: 'binary' }));
const raw = fc.string({ unit: fc.constantFrom(...'&=%?#+;usr0fF/\\\u00ff'), maxLength: 30 });
const query = fc.oneof(
  fc.integer({ min: -1, max: 102 }).map((limit) => `user=ann&limit=${limit}`),
  fc
    .array(fc.tuple(name, value), { maxLength: 4 })
    .map((pairs) =>
      pairs.map((pair) => pair.map((part) => encodeURIComponent(part.toWellFormed())).join('=')).join('&'),
    ),
  value.map((user) => `user=${encodeURIComponent(user.toWellFormed())}`),
  raw,
);

test('queries', async () => {
  await fc.assert(
    fc.asyncProperty(query, async (sent) => {
      await expectSane('query', await ask(`/v1/rails?${sent}`));
    }),
    { numRuns: 500 },
  );
});
