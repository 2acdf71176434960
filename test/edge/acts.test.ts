// A random state machine over all routes that write: buyers at every door, late retries, lost requests and answers, the
// store's items, orphans and erasures, and operators. After each step the worker agrees with a model: acts/model.ts.
//
// STEPS=20000 npx vitest run test/edge/acts.test.ts --project workerd
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { generateSignedCookie } from 'hono/cookie';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { BUNDLE_FILES } from '../../shared/bundle.ts';
import { makeBundle } from '../fixtures/bundle.ts';
import { Machine, type Start } from './acts/machine.ts';
import { DAY } from './acts/model.ts';
import type { ModelBundle } from './acts/releases.ts';
import { LISTED, type Step, step, USERS } from './acts/steps.ts';
import { emptyStorage, emptyTables, KEYS, token, upload } from './harness.ts';

const STEPS = Number(env.STEPS || 400);
/** Steps of a sequence, on average. */
const LENGTH = 100;
/** How long a failing sequence is made shorter. */
const SHRINK_MS = 20_000;
const NOW = 1_800_000_000;
/** What must have come up, and what must in thousands of steps. */
const OFTEN = ['retry', 'request lost', 'answer lost', 'recorded', 'bought', 'late', 'lines'];
const SELDOM = [
  ...['not-for-sale', 'conflict', 'erased', 'bought again', 'late again', 'recorded again', 'retry of an erased event'],
  ...['not-stored', 'purchase after an opt-out', 'opt-in'],
  ...['put back', 'stays sold', 'orphan', 'sold before it was listed, and a print', 'page'],
  ...['promote', 'promote again', 'canary', 'canary again', 'stop', 'stop again', 'rollback', 'rollback again'],
];

let start: Start;
beforeAll(async () => {
  await emptyStorage();
  const bundles = await Promise.all(Object.values(LISTED).map(makeListed));
  const ofUsers = async (make: (user: string) => Promise<string>) =>
    Object.fromEntries(await Promise.all(USERS.map(async (user) => [user, await make(user)])));
  const tokens = await ofUsers((user) => token(user, { exp: NOW + 10_000 * DAY }));
  const cookies = await ofUsers((user) => generateSignedCookie('visitor', user, `storefront ${KEYS.TOKEN_SECRET}`));
  start = { bundles, tokens, cookies, now: NOW, cases: {} };
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A bundle in R2 with these items and others. The broken one lacks a file. */
async function makeListed(listed: Record<string, boolean>, place: number): Promise<ModelBundle> {
  const ids = Object.keys(listed);
  const about = (row: number) => ({
    id: ids[row] ?? `f-${row}`,
    unique: listed[ids[row]] ?? true,
    ...(row % 3 === 0
      ? { price: undefined, currency: undefined }
      : { price: 100 * (place + 1) + row, currency: 'EUR' }),
  });
  const bundle = await makeBundle({ items: 26, dimensions: 4, hidden: [4], seed: place + 1, about });
  await upload(bundle);
  const whole = listed !== LISTED.broken;
  if (!whole) await env.MODELS.delete(`${bundle.version}/${BUNDLE_FILES.userTower}`);
  const items = new Map(bundle.items.map(({ id, unique }) => [id, unique === true]));
  const prices = new Map(bundle.items.flatMap(({ id, price }) => (price === undefined ? [] : [[id, price] as const])));
  return { version: bundle.version, whole, items, prices };
}

async function play(steps: readonly Step[]): Promise<void> {
  await emptyTables();
  // The model counts deployments from 1.
  await env.DB.prepare('DELETE FROM sqlite_sequence').run();
  const machine = new Machine(start);
  for (const [place, one] of steps.entries()) {
    await machine.run(one);
    if (place % 5 === 4) await machine.check(one.isolate, USERS[place % USERS.length]);
  }
  for (const user of USERS) for (const isolate of [0, 1]) await machine.check(isolate, user);
}

test('whatever is repeated, late or lost, the worker agrees with the model', async () => {
  vi.useFakeTimers({ now: NOW * 1000, toFake: ['Date'] });
  for (const what of ['error', 'warn'] as const) vi.spyOn(console, what).mockImplementation(() => {});
  let failedAt = Number.POSITIVE_INFINITY;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 2 * LENGTH - 1, size: 'max' }), async (steps) => {
      if (performance.now() - failedAt > SHRINK_MS) return;
      try {
        await play(steps);
      } catch (error) {
        failedAt = Math.min(failedAt, performance.now());
        throw error;
      }
    }),
    { numRuns: Math.ceil(STEPS / LENGTH), unbiased: true },
  );
  const { cases } = start;
  for (const what of STEPS < 4_000 ? OFTEN : [...OFTEN, ...SELDOM])
    expect(cases[what], `${what}, among ${JSON.stringify(cases)}`).toBeGreaterThan(0);
}, 3_600_000);
