// Which visitors a candidate serves, and which events count for it: neither visitors nor clients can choose.
import { env } from 'cloudflare:workers';
import type { Scheduler } from '@cloudflare/workers-types';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { BUNDLE_FILES, MANIFEST, type Manifest, sha256Hex, versionOf } from '../../shared/bundle.ts';
import type { MetricsResponse, ModelsResponse } from '../../shared/deployments.ts';
import { encodeSafetensors } from '../../shared/safetensors.ts';
import { encode } from '../../shared/scoring/planes.ts';
import { ItemTable } from '../../shared/scoring/table.ts';
import { writePlanes } from '../../shared/vectors-file.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import {
  type Ask,
  bearer,
  buy,
  emptyStorage,
  KEYS,
  openWorker,
  post,
  problem,
  rails,
  token,
  upload,
} from './harness.ts';

const [champion, candidate] = await Promise.all(
  [1, 2].map((seed) => makeBundle({ items: 30, dimensions: 4, hidden: [4], seed })),
);

beforeEach(async () => {
  vi.restoreAllMocks();
  vi.spyOn(console, 'error').mockImplementation(() => {});
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  await emptyStorage();
});

const headers = bearer(KEYS.DEPLOY_KEY);
const life = async (ask: Ask) => (await (await ask('/v1/models', { headers })).json()) as ModelsResponse;
async function act(ask: Ask, what: string, body: object = {}): Promise<Response> {
  const { revision } = await life(ask);
  const init = post({ who: 'ann', ...(what.endsWith('smoke') ? {} : { revision }), ...body });
  return ask(`/v1/models/${what}`, { ...init, headers: { ...init.headers, ...headers } });
}
async function startCanary(percent: number): Promise<Ask> {
  const ask = openWorker();
  for (const bundle of [champion, candidate]) {
    await upload(bundle);
    expect((await act(ask, `${bundle.version}/smoke`)).status).toBe(200);
  }
  expect((await act(ask, `${champion.version}/promote`)).status).toBe(200);
  expect((await act(ask, `${candidate.version}/canary`, { percent })).status).toBe(200);
  return ask;
}
const metrics = async (ask: Ask) =>
  (await (await ask(`/v1/models/${candidate.version}/metrics`, { headers })).json()) as MetricsResponse;

describe('the visitors of a candidate', () => {
  const forHistory = async (ask: Ask, history: string[], init: RequestInit = {}) => {
    const { headers, ...body } = post({ history });
    return (await rails(await ask('/v1/rails', { ...body, headers: { ...headers, ...init.headers } }))).model;
  };

  test('a history stays on one version, for every request id and in every isolate', async () => {
    const ask = await startCanary(50);
    const histories = Array.from({ length: 40 }, (_, i) => [`w-${i % 30}`, `w-${(7 * i + 3) % 30}`]);
    const models = await Promise.all(histories.map((history) => forHistory(ask, history)));
    // 40 draws at .5: 20, give or take four standard deviations of 3.2.
    const some = models.filter((model) => model === candidate.version).length;
    expect(some).toBeGreaterThan(7);
    expect(some).toBeLessThan(33);
    for (let i = 0; i < 8; i++)
      for (const worker of [ask, openWorker()])
        expect(await forHistory(worker, histories[i], { headers: { 'x-request-id': `mine-${i}` } })).toBe(models[i]);
  });

  test('anonymous visitors get the champion', async () => {
    const ask = await startCanary(100);
    expect(await forHistory(ask, ['w-1'])).toBe(candidate.version);
    for (let i = 0; i < 5; i++) {
      const named = { headers: { 'x-request-id': `r-${i}` } };
      expect(await forHistory(ask, [], named)).toBe(champion.version);
      expect((await rails(await ask('/v1/rails/anonymous', named))).model).toBe(champion.version);
    }
    const { champion: side } = await metrics(ask);
    expect(side!.answers).toBe(0);
  });

  test('another canary of the same version assigns visitors anew, and no answer reveals the salt', async () => {
    const ask = await startCanary(50);
    const users = Array.from({ length: 24 }, (_, i) => `u-${i}`);
    const deal = async () =>
      Promise.all(users.map(async (user) => (await rails(await ask(`/v1/rails?user=${user}`))).model));
    const before = await deal();
    expect((await act(ask, `${candidate.version}/stop`)).status).toBe(200);
    expect((await act(ask, `${candidate.version}/canary`, { percent: 50 })).status).toBe(200);
    // Two independent assignments of 24 visitors agree by chance once in 16 million.
    expect(await deal()).not.toEqual(before);
    const { results } = await env.DB.prepare("SELECT salt FROM deployments WHERE kind = 'canary'").all<{
      salt: string;
    }>();
    expect(new Set(results.map(({ salt }) => salt)).size).toBe(2);
    const told = JSON.stringify(await life(ask)) + JSON.stringify(await metrics(ask));
    for (const { salt } of results) {
      expect(salt).toMatch(/^[0-9a-f]{32}$/);
      expect(told).not.toContain(salt);
    }
  });
});

describe('events that count', () => {
  const refOf = async (ask: Ask, user: string) => {
    const page = await rails(await ask(`/v1/rails?user=${user}&rails=popular&rails=new`));
    return page.rails[0].ref;
  };
  let events = 0;
  const click = async (ask: Ask, user: string, rail: string) => {
    const event = { id: `c-${events++}`, user, item: 'w-3', kind: 'click', rail };
    expect((await ask('/v1/events', post({ events: [event] }))).status).toBe(200);
  };

  test('an event with a ref that its user got counts, once per visitor', async () => {
    const ask = await startCanary(100);
    const [ann, bob] = [await refOf(ask, 'ann'), await refOf(ask, 'bob')];
    expect(ann.length).toBeLessThanOrEqual(128);
    for (const ref of [ann, ann, await refOf(ask, 'ann')]) await click(ask, 'ann', ref);
    await click(ask, 'bob', bob);
    const { candidate: side } = await metrics(ask);
    expect(side).toMatchObject({ answers: 3, rails: 6 });
    // Two of three answers led to a click, each of a different visitor.
    expect(side.clicks).toMatchObject({ count: 2, rate: 2 / 3 });
    // With the visitor's own token it is the same.
    const body = post({
      events: [{ id: 'own-1', user: 'eve', item: 'w-3', kind: 'click', rail: await refOf(ask, 'eve') }],
    });
    const own = { ...body, headers: { ...body.headers, authorization: `Bearer ${await token('eve')}` } };
    expect((await ask('/v1/events', own)).status).toBe(200);
    expect((await metrics(ask)).candidate.clicks.count).toBe(3);
  });

  test('other events are recorded and do not count', async () => {
    const ask = await startCanary(100);
    const ref = await refOf(ask, 'ann');
    const [seq, version, kind, mac, page, rail] = ref.split('.');
    const forged = [
      `${seq}.${version}.${page}.${rail}`,
      `${seq}.${champion.version}.${kind}.${mac}.${page}.${rail}`,
      `${Number(seq) - 1}.${version}.${kind}.${mac}.${page}.${rail}`,
      // A rail that was not in the answer.
      `${seq}.${version}.${kind}.${mac}.${page}.for-you`,
      // Another page.
      `${seq}.${version}.${kind}.${mac}.item.${rail}`,
      `${seq}.${version}.${kind}.${'A'.repeat(22)}.${page}.${rail}`,
      `${seq}.${version}.h.${mac}.${page}.${rail}`,
      'newsletter',
    ];
    for (const one of forged) await click(ask, 'ann', one);
    // A ref that ann got.
    await click(ask, 'bob', ref);
    const { results } = await env.DB.prepare('SELECT answered, count(*) AS count FROM events GROUP BY answered').all();
    expect(results).toEqual([{ answered: 0, count: forged.length + 1 }]);
    const { candidate: mine, champion: other } = await metrics(ask);
    expect([mine.clicks.count, other!.clicks.count]).toEqual([0, 0]);
  });

  test('a ref for a history of the client counts for every user who sends it, once each', async () => {
    const ask = await startCanary(100);
    const page = await rails(await ask('/v1/rails', post({ history: ['w-1', 'w-2'] })));
    for (const user of ['ann', 'ann', 'bob']) await click(ask, user, page.rails[0].ref);
    expect((await metrics(ask)).candidate.clicks.count).toBe(2);
  });

  test('a failure of the candidate does not count if the champion fails too', async () => {
    const ask = await startCanary(100);
    await buy('eve', ['w-3']);
    // Both are loaded.
    await ask('/v1/rails?user=ann');
    const { lazyScores } = ItemTable.prototype;
    const failing = vi.spyOn(ItemTable.prototype, 'lazyScores').mockImplementation(() => {
      throw new Error('it broke');
    });
    for (let i = 0; i < 8; i++) expect((await ask('/v1/rails?user=eve')).status).toBe(500);
    expect((await metrics(ask)).candidate.errors).toBe(0);
    expect((await life(ask)).candidate).toBe(candidate.version);
    // The candidate alone.
    failing.mockImplementation(function (this: ItemTable, user) {
      if (this.vector(0)[0] === Math.fround(candidate.vectors[0][0])) throw new Error('it broke');
      return lazyScores.call(this, user);
    });
    expect((await rails(await ask('/v1/rails?user=eve'))).model).toBe(champion.version);
    expect((await metrics(ask)).candidate.errors).toBe(1);
  });

  test('times are compared within a kind of answer', async () => {
    const ask = await startCanary(100);
    const served = env.DB.prepare(
      'INSERT INTO served (seq, version, kind, answers, rails, errors, ms) VALUES (?1, ?2, ?3, ?4, 0, 0, ?5)',
    );
    const { revision } = await life(ask);
    // The candidate answered pages in 100 ms each; the champion mostly single rails in 10 ms, and pages equally slowly.
    await env.DB.batch([
      served.bind(revision, candidate.version, 'page', 100, 10_000),
      served.bind(revision, champion.version, 'page', 200, 20_000),
      served.bind(revision, champion.version, 'rail', 800, 8_000),
    ]);
    await rails(await ask('/v1/rails?user=ann'));
    const { candidate: mine, champion: other } = await metrics(ask);
    expect((await life(ask)).candidate).toBe(candidate.version);
    expect([mine.meanMs, other!.meanMs]).toEqual([100, 100]);
  });
});

test('computing is measured by a clock that stands still while code runs', async () => {
  const ask = await startCanary(50);
  let real = Date.now();
  let visible = real;
  vi.spyOn(Date, 'now').mockImplementation(() => visible);
  vi.spyOn(Math, 'random').mockReturnValue(0);
  // A pause takes 3 ms, and then the clock is right again.
  const { scheduler } = globalThis as unknown as { scheduler: Scheduler };
  vi.spyOn(scheduler, 'wait').mockImplementation(async () => {
    real += 3;
    visible = real;
  });
  const { lazyScores } = ItemTable.prototype;
  vi.spyOn(ItemTable.prototype, 'lazyScores').mockImplementation(function (this: ItemTable, user) {
    real += this.vector(0)[0] === Math.fround(candidate.vectors[0][0]) ? 30 : 5;
    return lazyScores.call(this, user);
  });
  const history = (nth: number) => post({ history: [`w-${nth}`], rails: ['for-you'] });
  for (let nth = 0; nth < 12; nth++) expect((await ask('/v1/rails', history(nth))).status).toBe(200);
  const { candidate: mine, champion: other } = await metrics(ask);
  expect([mine.computingMs, other!.computingMs]).toEqual([30, 5]);
  expect([mine.meanMs, other!.meanMs]).toEqual([0, 0]);
});

describe('the smoke check refuses with a reason', () => {
  const utf8 = new TextEncoder();
  /** A bundle with changed files and matching digests and version. */
  async function forge(
    change: Partial<Record<keyof Manifest['files'], Uint8Array>>,
    more: Partial<Manifest['model']> = {},
  ): Promise<FixtureBundle> {
    const files = { ...candidate.manifest.files };
    for (const [name, bytes] of Object.entries(change) as [keyof Manifest['files'], Uint8Array][])
      files[name] = { bytes: bytes.length, sha256: await sha256Hex(bytes) };
    const version = await versionOf(files);
    const manifest = { ...candidate.manifest, version, files, model: { ...candidate.manifest.model, ...more } };
    return {
      ...candidate,
      version,
      files: { ...candidate.files, ...change, [MANIFEST]: utf8.encode(JSON.stringify(manifest)) },
    };
  }
  const vectors = (at: number, value: number) => {
    const values = Float32Array.from(candidate.vectors.flat());
    values[at] = value;
    return { [BUNDLE_FILES.vectors]: encodeSafetensors({ vectors: { shape: [30, 4], values } }) };
  };
  const scale = (row: number, value: number) => {
    const planes = encode(Float32Array.from(candidate.vectors.flat()), 30);
    planes.scales[row] = value;
    return { [BUNDLE_FILES.vectors]: writePlanes(planes) };
  };
  const ids = (id: string) => ({
    [BUNDLE_FILES.items]: utf8.encode(
      JSON.stringify(candidate.items.map((item, row) => (row === 29 ? { ...item, id } : item))),
    ),
  });
  const bundles: [string, () => Promise<FixtureBundle>, string][] = [
    [
      'a number of features that the tower does not accept',
      () => forge({}, { features: 7 }),
      'it does not accept 7 features',
    ],
    [
      'a vector that is not a number',
      () => forge(vectors(41, Number.NaN), { vectors: 'float32' }),
      'the vector of item w-10 has the number NaN',
    ],
    [
      'an infinite vector',
      () => forge(vectors(119, Number.NEGATIVE_INFINITY), { vectors: 'float32' }),
      'the vector of item w-29 has the number -Infinity',
    ],
    ['a scale that is not a number', () => forge(scale(7, Number.NaN)), 'the scale of item w-7 is NaN'],
    ['a negative scale', () => forge(scale(29, -0.5)), 'the scale of item w-29 is -0.5'],
    ['vectors in another encoding', () => forge(vectors(0, 0)), 'items.safetensors: has no tensor scales'],
    ['an encoding that the manifest does not name', () => forge({}, { vectors: 'float32' }), 'has no tensor vectors'],
    ['an id that is too long', () => forge(ids('x'.repeat(129))), 'items.json: 29.id'],
    ['an id with a line break', () => forge(ids('w\n29')), 'items.json: 29.id'],
    ['an id with half a surrogate', () => forge(ids('w-\ud83d')), 'items.json: 29.id'],
    ['an id that no URL can reach', () => forge(ids('..')), 'items.json: 29.id'],
    ['an id twice', () => forge(ids('w-3')), 'items.json: 29.id: w-3 occurs twice'],
  ];
  test.each(bundles)('%s', async (_, make, says) => {
    const ask = openWorker();
    const bundle = await make();
    await upload(bundle);
    const response = await act(ask, `${bundle.version}/smoke`);
    const { type, detail } = await problem(response);
    expect([response.status, type]).toEqual([422, 'urn:curatornet:problem:bundle-refused']);
    expect(detail).toContain(says);
    const { results } = await env.DB.prepare('SELECT version FROM bundles').all();
    expect(results).toEqual([]);
  });
});
