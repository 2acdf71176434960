// Which model serves: never one that does not match its manifest, the previous one if a newer one is broken; requests share
// a load.
import { env } from 'cloudflare:workers';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { BUNDLE_FILES, MANIFEST, type Manifest, versionOf } from '../../shared/bundle.ts';
import { encode } from '../../shared/scoring/planes.ts';
import { writePlanes } from '../../shared/vectors-file.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import {
  type Ask,
  buy,
  d1With,
  deploy,
  emptyStorage,
  expected,
  openWorker,
  post,
  problem,
  promote,
  rails,
  upload,
} from './harness.ts';

let good: FixtureBundle;
let next: FixtureBundle;

beforeAll(async () => {
  await emptyStorage();
  good = await makeBundle({ seed: 1 });
  // A different shape: a width that is not a multiple of four, more layers, fewer items.
  next = await makeBundle({ seed: 2, dimensions: 10, hidden: [12, 8], items: 280 });
});
beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  await env.DB.batch([env.DB.prepare('DELETE FROM deployments'), env.DB.prepare('DELETE FROM events')]);
  await upload(good);
  await upload(next);
});

const visit = (ask: Ask, history = ['w-3', 'w-5']) => ask('/v1/rails', post({ history }));
async function expectServes(response: Response, bundle: FixtureBundle) {
  expect(response.status).toBe(200);
  const answer = await rails(response);
  expect(answer.model).toBe(bundle.version);
  expect(answer.rails[0].items.map(({ id }) => id)).toEqual(expected(bundle, [3, 5]).map(({ id }) => id));
}
async function expectNoModel(response: Response) {
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('5');
  expect((await problem(response)).type).toBe('urn:curatornet:problem:no-model');
}

test('an older bundle, whose vectors are float32, is served', async () => {
  const older = await makeBundle({ seed: 3, dimensions: 10, encoding: 'float32' });
  await upload(older);
  await promote(older.version);
  await expectServes(await visit(openWorker()), older);
});

describe('a broken bundle', () => {
  const flip = (bytes: Uint8Array, at: number) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
  const put = (name: string, bytes: Uint8Array) => env.MODELS.put(`${next.version}/${name}`, bytes);
  const putManifest = (manifest: Manifest) => put(MANIFEST, new TextEncoder().encode(JSON.stringify(manifest)));
  /** Files that match their manifest, as anyone with write access to R2 could create them, under the old version. */
  async function forge(change: Partial<Record<keyof Manifest['files'], Uint8Array>>) {
    const files = { ...next.manifest.files };
    for (const [name, bytes] of Object.entries(change) as [keyof Manifest['files'], Uint8Array][]) {
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
      files[name] = {
        bytes: bytes.length,
        sha256: Array.from(digest, (b) => b.toString(16).padStart(2, '0')).join(''),
      };
    }
    const version = await versionOf(files);
    const manifest = new TextEncoder().encode(JSON.stringify({ ...next.manifest, version, files }));
    await upload({ ...next, version, files: { ...next.files, ...change, [MANIFEST]: manifest } });
    return version;
  }
  const { userTower, vectors, items } = BUNDLE_FILES;
  const ways: [string, () => Promise<unknown>][] = [
    ['no manifest', () => env.MODELS.delete(`${next.version}/${MANIFEST}`)],
    ['a truncated manifest', () => put(MANIFEST, next.files[MANIFEST].slice(0, -9))],
    ["another version's manifest", () => put(MANIFEST, good.files[MANIFEST])],
    ["another version's tower", () => put(userTower, good.files[userTower])],
    ['two swapped files', () => put(vectors, next.files[items])],
    ['no items', () => env.MODELS.delete(`${next.version}/${items}`)],
    ['a wrong number of items', () => putManifest({ ...next.manifest, model: { ...next.manifest.model, items: 279 } })],
    ['a wrong width', () => putManifest({ ...next.manifest, model: { ...next.manifest.model, dimensions: 20 } })],
    [
      'a probe that it does not pass',
      () => {
        const [first, ...others] = next.manifest.probes;
        const user = first.user.map((value, i) => (i === 3 ? value + 0.01 : value));
        return putManifest({ ...next.manifest, probes: [{ ...first, user }, ...others] });
      },
    ],
    ...[userTower, vectors, items].flatMap((name): [string, () => Promise<unknown>][] => [
      [`${name} with a flipped bit`, () => put(name, flip(next.files[name], next.files[name].length >> 1))],
      [`${name} cut short`, () => put(name, next.files[name].slice(0, -1))],
      [`${name} with a byte more`, () => put(name, Uint8Array.of(...next.files[name], 0))],
      [`${name} empty`, () => put(name, new Uint8Array(0))],
    ]),
  ];
  test.each(ways)('%s: nothing is served, or the previous model', async (_, breakIt) => {
    await breakIt();
    await promote(next.version);
    await expectNoModel(await visit(openWorker()));

    await promote(good.version);
    const warm = openWorker();
    await expectServes(await visit(warm), good);
    await promote(next.version);
    await expectServes(await visit(warm), good);
    expect(await (await warm('/health')).json()).toMatchObject({ status: 'degraded', model: good.version });
  });

  const forgeries: [string, () => Partial<Record<keyof Manifest['files'], Uint8Array>>][] = [
    ['a tower that is not a model', () => ({ [userTower]: new Uint8Array(5000).fill(7) })],
    ['the item tower in place of the user tower', () => ({ [userTower]: next.files[BUNDLE_FILES.itemTower] })],
    ['a tower of another width', () => ({ [userTower]: good.files[userTower] })],
    [
      'vectors of another width',
      () => ({
        [vectors]: writePlanes(encode(new Float32Array(280 * 12), 280)),
      }),
    ],
    [
      'items with an id twice',
      () => ({ [items]: new TextEncoder().encode(JSON.stringify(Array(280).fill(next.items[0]))) }),
    ],
  ];
  test.each(forgeries)('%s, with matching digests', async (_, change) => {
    await promote(await forge(change()));
    await expectNoModel(await visit(openWorker()));
  });

  test('is served once it is repaired: a failed load is not cached for long', async () => {
    await put(items, new Uint8Array(3));
    await promote(next.version);
    const ask = openWorker();
    await expectNoModel(await visit(ask));
    await upload(next);
    await expectServes(await visit(ask), next);
  });
});

test('before the first deployment there is no model', async () => {
  const ask = openWorker();
  await expectNoModel(await visit(ask));
  await expectNoModel(await ask('/health'));
  await expectNoModel(await ask('/v1/rails', post({ history: [] })));
});

test('each request is answered by the version that is deployed when it arrives', async () => {
  const ask = openWorker();
  for (const bundle of [good, next, good, next]) {
    await promote(bundle.version);
    await expectServes(await visit(ask), bundle);
    await expectServes(await visit(ask), bundle);
  }
});

/** R2 with every read counted. */
function countReads() {
  const reads: string[] = [];
  const MODELS = new Proxy(env.MODELS, {
    get(bucket, name) {
      if (name !== 'get') return Reflect.get(bucket, name).bind(bucket);
      return (key: string) => {
        reads.push(key);
        return bucket.get(key);
      };
    },
  });
  return { reads, MODELS };
}

test('concurrent requests share one load', async () => {
  await promote(good.version);
  const { reads, MODELS } = countReads();
  const ask = openWorker({ MODELS });
  const answers = await Promise.all([visit(ask), visit(ask), visit(ask)]);
  for (const answer of answers) await expectServes(answer, good);
  expect(reads.sort()).toEqual([MANIFEST, ...Object.values(BUNDLE_FILES)].map((n) => `${good.version}/${n}`).sort());
});

test('concurrent requests share a load that fails', async () => {
  await env.MODELS.delete(`${next.version}/${MANIFEST}`);
  await promote(next.version);
  const { reads, MODELS } = countReads();
  let waiting = 0;
  let letGo = () => {};
  const allWait = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const DB = d1With(async (statements, real) => {
    const answer = await real.batch(statements);
    // The last of them joins the load soon after D1 has answered it.
    if (++waiting === 3) setTimeout(letGo, 300);
    return answer;
  });
  const get = async (key: string) => {
    const object = await MODELS.get(key);
    await allWait;
    return object;
  };
  const slow = new Proxy(MODELS, { get: (bucket, name) => (name === 'get' ? get : Reflect.get(bucket, name)) });
  const ask = openWorker({ MODELS: slow, DB });
  for (const answer of await Promise.all([visit(ask), visit(ask), visit(ask)])) await expectNoModel(answer);
  expect(reads).toEqual([`${next.version}/${MANIFEST}`]);
});

test('during a switch under load no request fails, and no answer mixes two versions', async () => {
  await promote(good.version);
  const ask = openWorker();
  await visit(ask);
  const answers: Promise<Response>[] = [];
  for (let i = 0; i < 30; i++) {
    answers.push(visit(ask));
    if (i === 10) await promote(next.version);
    if (i === 20) {
      // The next version has loaded once an answer of its time is there.
      await answers[15];
      await promote(good.version);
    }
  }
  const served = new Set<string>();
  for (const answer of await Promise.all(answers)) {
    const { model } = await rails(answer.clone());
    await expectServes(answer, model === good.version ? good : next);
    served.add(model);
  }
  expect([...served].sort()).toEqual([good.version, next.version].sort());
});

describe('without the database', () => {
  const DB = new Proxy(env.DB, {
    get() {
      return () => {
        throw new Error('D1 is down');
      };
    },
  });
  test('the loaded model keeps serving, and a known user gets anonymous rails', async () => {
    await deploy(good);
    await buy('ann', ['w-3', 'w-5']);
    let down = false;
    const switching = new Proxy(env.DB, { get: (real, name) => Reflect.get(down ? DB : real, name).bind(real) });
    const ask = openWorker({ DB: switching });
    await expectServes(await ask('/v1/rails?user=ann'), good);
    down = true;
    await expectServes(await visit(ask), good);
    const { degraded, rails: shown } = await rails(await ask('/v1/rails?user=ann'));
    expect(degraded).toBe(true);
    expect(shown[0].id).toBe('popular');
  });
  test('and without a loaded model, nothing is served', async () => {
    await deploy(good);
    await expectNoModel(await visit(openWorker({ DB })));
  });
});
