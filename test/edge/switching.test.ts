// An isolate during a switch: a request that read D1 too early, sales while D1 fails, and a version that cannot be loaded.
import { env } from 'cloudflare:workers';
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { BUNDLE_FILES, MANIFEST } from '../../shared/bundle.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import {
  type Ask,
  d1With,
  deploy,
  emptyStorage,
  emptyTables,
  expected,
  openWorker,
  post,
  promote,
  rails,
  upload,
} from './harness.ts';

let good: FixtureBundle;
let next: FixtureBundle;

beforeAll(async () => {
  await emptyStorage();
  [good, next] = [await makeBundle({ seed: 1, about: () => ({ unique: true }) }), await makeBundle({ seed: 2 })];
});
beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  await emptyTables();
  await upload(good);
  await upload(next);
});

const visit = async (ask: Ask) => {
  const response = await ask('/v1/rails', post({ history: ['w-3', 'w-5'] }));
  expect(response.status).toBe(200);
  return rails(response);
};

test('a request that read the database before a switch is answered under the newer deployment', async () => {
  await promote(good.version);
  let hold: Promise<void> | undefined;
  const DB = d1With(async (statements, real) => {
    const held = hold;
    const answer = await real.batch(statements);
    await held;
    return answer;
  });
  const ask = openWorker({ DB });
  await visit(ask);
  let letGo = () => {};
  hold = new Promise((resolve) => {
    letGo = resolve;
  });
  const late = visit(ask);
  // By now it has read the old deployment.
  await new Promise((resolve) => setTimeout(resolve, 300));
  hold = undefined;
  await promote(next.version);
  const early = await visit(ask);
  letGo();
  const answer = await late;
  expect(early.model).toBe(next.version);
  expect(answer.model).toBe(next.version);
  // A rail's ref names its deployment.
  expect(answer.rails.map(({ ref }) => ref)).toEqual(early.rails.map(({ ref }) => ref));
});

test('what was sold before a switch stays sold when D1 fails right after it', async () => {
  await deploy(good);
  let answers = Number.POSITIVE_INFINITY;
  const DB = d1With((statements, real) => {
    if (answers-- <= 0) throw new Error('D1 is down');
    return real.batch(statements);
  });
  const ask = openWorker({ DB });
  await visit(ask);
  const [best] = expected(next, [3, 5]);
  const event = { id: 'event-1', user: 'ann', item: best.id, kind: 'purchase' };
  const bought = await ask('/v1/events', post({ events: [event] }));
  expect(await bought.json()).toMatchObject({ sold: [best.id] });
  expect((await visit(ask)).model).toBe(good.version);
  await promote(next.version);
  // D1 tells of the switch, and not what the new version's catalogue lacks.
  answers = 1;
  const first = await visit(ask);
  const second = await visit(ask);
  for (const { model, rails } of [first, second]) {
    expect(model).toBe(next.version);
    expect(rails.flatMap(({ items }) => items.map(({ id }) => id))).not.toContain(best.id);
  }
});

test('a version that cannot be loaded is not tried again for a while, then it is', async () => {
  await env.MODELS.put(`${next.version}/${BUNDLE_FILES.items}`, new Uint8Array(3));
  await promote(good.version);
  let reads = 0;
  const MODELS = new Proxy(env.MODELS, {
    get(bucket, name) {
      if (name !== 'get') return Reflect.get(bucket, name).bind(bucket);
      return (key: string) => {
        if (key === `${next.version}/${MANIFEST}`) reads++;
        return bucket.get(key);
      };
    },
  });
  // The clock stands still within a request, so the test counts requests.
  const ask = openWorker({ MODELS }, { timeouts: { retry: 700 } });
  await visit(ask);
  await promote(next.version);
  for (let i = 0; i < 3; i++) expect((await visit(ask)).model).toBe(good.version);
  expect(reads).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 750));
  expect((await visit(ask)).model).toBe(good.version);
  expect(reads).toBe(2);
});
