// Deployment through the API: files are uploaded and checked, serve some and then all visitors, and are stopped or rolled back.
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { BOUNDS, exceeded } from '../../edge/release/canary-counts.ts';
import type { ServedCounts } from '../../edge/storage/canary.ts';
import {
  BUNDLE_FILES,
  EVALUATED_FILES,
  MANIFEST,
  type Manifest,
  type ServedFile,
  sha256Hex,
  versionOf,
} from '../../shared/bundle.ts';
import type { MetricsResponse, ModelsResponse } from '../../shared/deployments.ts';
import { generateKeys, keyId, sign } from '../../shared/signature.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import { dense, ranking, userVector } from '../fixtures/reference.ts';
import {
  type Ask,
  bearer,
  buy,
  deploy,
  emptyStorage,
  KEYS,
  openWorker,
  post,
  problem,
  rails,
  upload,
} from './harness.ts';

const [first, second, third] = await Promise.all(
  [1, 2, 3].map((seed) => makeBundle({ items: 40, dimensions: 8, hidden: [8], seed })),
);

beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  await emptyStorage();
});

const admin = (init: RequestInit = {}): RequestInit => ({
  ...init,
  headers: { ...init.headers, ...bearer(KEYS.DEPLOY_KEY) },
});
// Clients send this header; requests created here lack it.
const send = (ask: Ask, version: string, name: string, bytes: Uint8Array) => {
  const headers = { 'content-length': String(bytes.length) };
  return ask(`/v1/models/${version}/files/${name}`, admin({ method: 'PUT', headers, body: bytes as BodyInit }));
};
const because = { who: 'ann', why: 'test' };
const life = async (ask: Ask) => (await (await ask('/v1/models', admin())).json()) as ModelsResponse;
/** Requests a smoke check, or a switch at the current revision. */
async function doing(ask: Ask, what: string, body: object = {}): Promise<Response> {
  const { revision, champion, candidate } = await life(ask);
  const undo = what === 'rollback' ? { undo: candidate ?? champion ?? first.version } : {};
  const basis = what.endsWith('/smoke') ? {} : { revision, ...undo };
  return ask(`/v1/models/${what}`, admin(post({ ...because, ...basis, ...body })));
}
async function put(ask: Ask, { version, files }: FixtureBundle, manifest = files[MANIFEST]): Promise<void> {
  expect((await send(ask, version, MANIFEST, manifest)).status).toBe(200);
  for (const name of Object.values(BUNDLE_FILES))
    expect((await send(ask, version, name, files[name])).status).toBe(200);
}
async function make(ask: Ask, bundle: FixtureBundle): Promise<void> {
  await put(ask, bundle);
  expect((await doing(ask, `${bundle.version}/smoke`)).status).toBe(200);
}
async function promote(ask: Ask, bundle: FixtureBundle): Promise<void> {
  await make(ask, bundle);
  expect((await doing(ask, `${bundle.version}/promote`)).status).toBe(200);
}
const visit = async (ask: Ask, user: string) => rails(await ask(`/v1/rails?user=${user}`));
async function expectProblem(response: Response, status: number, says: string) {
  expect(response.status).toBe(status);
  expect((await problem(response)).detail).toContain(says);
}

describe('files', () => {
  test('are uploaded, return their digests, and are downloaded unchanged', async () => {
    const ask = openWorker();
    await put(ask, first);
    for (const name of [MANIFEST, ...Object.values(BUNDLE_FILES)]) {
      const path = `/v1/models/${first.version}/files/${name}`;
      const head = await ask(path, admin({ method: 'HEAD' }));
      expect(head.status).toBe(200);
      if (name !== MANIFEST)
        expect(head.headers.get('etag')).toBe(`"${first.manifest.files[name as ServedFile].sha256}"`);
      const got = await ask(path, admin());
      expect(new Uint8Array(await got.arrayBuffer())).toEqual(first.files[name]);
    }
    const none = await ask(`/v1/models/${second.version}/files/${MANIFEST}`, admin({ method: 'HEAD' }));
    expect(none.status).toBe(404);
  });

  test('of an evaluated model are stored if the manifest lists them', async () => {
    const ask = openWorker();
    const bytes = new TextEncoder().encode('an evaluated tower');
    const listed = { bytes: bytes.length, sha256: await sha256Hex(bytes) };
    const files = { ...first.manifest.files };
    for (const name of Object.values(EVALUATED_FILES)) files[name] = listed;
    const version = await versionOf(files);
    const manifest = new TextEncoder().encode(JSON.stringify({ ...first.manifest, version, files }));
    await put(ask, { ...first, version }, manifest);
    for (const name of Object.values(EVALUATED_FILES)) {
      expect((await send(ask, version, name, bytes)).status).toBe(200);
      const got = await ask(`/v1/models/${version}/files/${name}`, admin());
      expect(new Uint8Array(await got.arrayBuffer())).toEqual(bytes);
    }
    expect((await doing(ask, `${version}/smoke`)).status).toBe(200);
    await put(ask, first);
    await expectProblem(
      await send(ask, first.version, EVALUATED_FILES.vectors, bytes),
      422,
      'the manifest does not list evaluated-items.safetensors',
    );
  });

  test('are refused if they do not match the manifest', async () => {
    const ask = openWorker();
    const { vectors, items } = BUNDLE_FILES;
    await expectProblem(
      await send(ask, first.version, vectors, first.files[vectors]),
      409,
      'upload manifest.json first',
    );
    await expectProblem(
      await send(ask, second.version, MANIFEST, first.files[MANIFEST]),
      422,
      'this is the manifest of',
    );
    await expectProblem(await send(ask, first.version, MANIFEST, new Uint8Array(9)), 422, 'not JSON');
    expect((await send(ask, first.version, MANIFEST, first.files[MANIFEST])).status).toBe(200);
    const flipped = first.files[vectors].map((byte, i) => (i === 300 ? byte ^ 1 : byte));
    await expectProblem(await send(ask, first.version, vectors, flipped), 422, 'the sha256 of items.safetensors');
    await expectProblem(
      await send(ask, first.version, items, first.files[items].slice(1)),
      422,
      'bytes, but the manifest',
    );
    expect((await life(ask)).versions[0].files).toEqual([MANIFEST]);
    await expectProblem(await doing(ask, `${first.version}/smoke`), 422, 'not found in R2');
    await expectProblem(await doing(ask, `${first.version}/promote`), 409, 'has not passed its smoke check');
  });

  test('the manifest of a version in use changes only by a signature of another key', async () => {
    const ask = openWorker();
    await promote(ask, first);
    const encode = (manifest: Manifest) => new TextEncoder().encode(JSON.stringify(manifest));
    const kept = async () => (await ask(`/v1/models/${first.version}/files/${MANIFEST}`, admin())).json();
    // The same training a week later: the answer tells the digest of the manifest that stays.
    const later = { ...first.manifest, createdAt: '2026-11-18T12:00:00Z' };
    const answer = await send(ask, first.version, MANIFEST, encode(later));
    expect(answer.status).toBe(200);
    const before = first.files[MANIFEST];
    expect(await answer.json()).toEqual({ name: MANIFEST, bytes: before.length, sha256: await sha256Hex(before) });
    expect(await kept()).toEqual(first.manifest);
    const fewer = encode({ ...first.manifest, probes: first.manifest.probes.slice(1) });
    await expectProblem(await send(ask, first.version, MANIFEST, fewer), 409, 'has another model or other probes');
    const keys = await generateKeys();
    const signed = await sign(later, keys);
    expect((await send(ask, first.version, MANIFEST, encode(signed))).status).toBe(200);
    expect(await kept()).toEqual(signed);
    // Neither the same key nor the lack of one replaces it.
    for (const manifest of [await sign(first.manifest, keys), first.manifest])
      expect((await send(ask, first.version, MANIFEST, encode(manifest))).status).toBe(200);
    expect(await kept()).toEqual(signed);
  });

  test('a manifest in use whose signature does not hold any more is replaced', async () => {
    const ask = openWorker();
    await promote(ask, first);
    const encode = (manifest: Manifest) => new TextEncoder().encode(JSON.stringify(manifest));
    const keys = await generateKeys();
    const strict = openWorker({ MODEL_KEYS: keys.publicKey });
    const signed = await sign(first.manifest, keys);
    await env.MODELS.put(`${first.version}/${MANIFEST}`, encode({ ...signed, probes: signed.probes.slice(1) }));
    expect((await send(strict, first.version, MANIFEST, encode(signed))).status).toBe(200);
    expect(await (await env.MODELS.get(`${first.version}/${MANIFEST}`))!.json()).toEqual(signed);
  });
});

test('a long deployment history keeps which versions passed their smoke check and which served before', async () => {
  const ask = openWorker();
  await promote(ask, first);
  await promote(ask, second);
  await make(ask, third);
  // More canaries than are read from the history.
  const row = env.DB.prepare(
    "INSERT INTO deployments (version, at, kind, candidate, percent, who, why) VALUES (?1, 0, 'canary', ?2, ?3, '', '')",
  );
  for (let done = 0; done < 600; done += 100)
    await env.DB.batch(
      Array.from({ length: 100 }, (_, i) => row.bind(second.version, third.version, 1 + ((done + i) % 9))),
    );
  expect((await doing(ask, 'rollback')).status).toBe(200);
  expect((await doing(ask, 'rollback')).status).toBe(200);
  expect((await life(ask)).champion).toBe(first.version);
  expect((await doing(ask, `${third.version}/promote`)).status).toBe(200);
  expect((await life(ask)).champion).toBe(third.version);
});

test('a promoted version serves; a rollback returns to the previous one, two rollbacks to the one before it', async () => {
  const ask = openWorker();
  await expectProblem(await doing(ask, 'rollback'), 409, 'is neither champion nor candidate, so it cannot be undone');
  for (const bundle of [first, second, third]) await promote(ask, bundle);
  expect((await visit(ask, 'ann')).model).toBe(third.version);
  for (const bundle of [second, first]) {
    expect((await doing(ask, 'rollback')).status).toBe(200);
    expect((await visit(ask, 'ann')).model).toBe(bundle.version);
    expect((await visit(openWorker(), 'ann')).model).toBe(bundle.version);
  }
  await expectProblem(await doing(ask, 'rollback'), 409, `no champion before ${first.version} to roll back to`);
  const { history } = await life(ask);
  expect(history.map(({ kind }) => kind)).toEqual([
    'rollback',
    'rollback',
    'promote',
    'deploy',
    'promote',
    'deploy',
    'promote',
    'deploy',
  ]);
  expect(history[0]).toMatchObject({ version: first.version, who: 'ann', why: 'test' });
});

test('items added after the bundle stay recommendable under a new version, by its item tower', async () => {
  const ask = openWorker();
  await promote(ask, first);
  const features = Array.from({ length: 6 }, (_, i) => Math.cos(i));
  const sent = { ...post({ title: 'Dawn', features }), method: 'PUT' };
  expect((await ask('/v1/items/new-1', sent)).status).toBe(200);
  for (const bundle of [first, second]) {
    await promote(ask, bundle);
    const page = await rails(await ask('/v1/rails', post({ history: ['new-1'], rails: ['for-you'], limit: 40 })));
    const vector = dense(features, bundle.towers.item[0]);
    const wanted = ranking(userVector([vector], bundle.towers.user), bundle.vectors, []).slice(0, 40);
    expect(page.model).toBe(bundle.version);
    expect(page.rails[0].items.map(({ id }) => id)).toEqual(wanted.map(({ row }) => `w-${row}`));
  }
});

test('repeating a switch changes nothing', async () => {
  const ask = openWorker();
  await promote(ask, first);
  await promote(ask, second);
  for (const _ of [1, 2]) expect((await doing(ask, `${first.version}/canary`, { percent: 10 })).status).toBe(200);
  for (const _ of [1, 2]) expect((await doing(ask, `${first.version}/promote`)).status).toBe(200);
  const { history } = await life(ask);
  expect(history.map(({ kind }) => kind)).toEqual(['promote', 'canary', 'promote', 'deploy', 'promote', 'deploy']);
});

describe('a canary', () => {
  test('serves its share of the users, always the same ones, and more when the share grows', async () => {
    const ask = openWorker();
    await promote(ask, first);
    await make(ask, second);
    const inCanary = async () => {
      const users: string[] = [];
      for (let i = 0; i < 120; i++) if ((await visit(ask, `u-${i}`)).model === second.version) users.push(`u-${i}`);
      return users;
    };
    expect((await doing(ask, `${second.version}/canary`, { percent: 20 })).status).toBe(200);
    const some = await inCanary();
    // 120 draws at .2: 24, give or take four standard deviations of 4.4.
    expect(some.length).toBeGreaterThan(6);
    expect(some.length).toBeLessThan(42);
    expect(await inCanary()).toEqual(some);
    const elsewhere = openWorker();
    for (const user of some.slice(0, 5)) expect((await visit(elsewhere, user)).model).toBe(second.version);
    expect((await doing(ask, `${second.version}/canary`, { percent: 60 })).status).toBe(200);
    const more = await inCanary();
    expect(more.length).toBeGreaterThan(50);
    for (const user of some) expect(more).toContain(user);
    // A rollback stops the canary.
    expect((await doing(ask, 'rollback')).status).toBe(200);
    expect(await inCanary()).toEqual([]);
    expect(await life(ask)).toMatchObject({ champion: first.version, candidate: null, percent: 0 });
  });

  test('knows the same sales as the champion', async () => {
    const ask = openWorker();
    await promote(ask, first);
    await make(ask, second);
    await doing(ask, `${second.version}/canary`, { percent: 50 });
    for (let i = 0; i < 10; i++) await visit(ask, `u-${i}`);
    const sale = { events: [{ id: 'sale-1', user: 'x', item: 'w-1', kind: 'purchase' }] };
    expect(await (await ask('/v1/events', post(sale))).json()).toMatchObject({ sold: ['w-1'] });
    const models = new Set<string>();
    for (let i = 0; i < 20; i++) {
      const page = await visit(ask, `u-${i}`);
      models.add(page.model);
      expect(page.rails.flatMap(({ items }) => items.map(({ id }) => id))).not.toContain('w-1');
    }
    expect(models.size).toBe(2);
  });

  test('is compared with the champion by the events that its rails led to', async () => {
    const ask = openWorker();
    await promote(ask, first);
    await make(ask, second);
    await doing(ask, `${second.version}/canary`, { percent: 50 });
    const shown = { [first.version]: 0, [second.version]: 0 };
    const events: object[] = [];
    for (let i = 0; i < 40; i++) {
      const { model, rails } = await visit(ask, `u-${i}`);
      shown[model] += rails.length;
      expect(rails.every(({ ref, id }) => ref.includes(`.${model}.`) && ref.endsWith(`.${id}`))).toBe(true);
      const item = rails[0].items[0].id;
      const about = { user: `u-${i}`, item, rail: rails[0].ref };
      if (model === second.version) events.push({ id: `c-${i}`, kind: 'click', ...about });
      else if (i % 2 === 0) events.push({ id: `p-${i}`, kind: 'like', ...about });
    }
    await ask('/v1/events', post({ events }));
    const clicked = events.filter((event) => 'kind' in event && event.kind === 'click').length;
    const got = await ask(`/v1/models/${second.version}/metrics`, admin());
    const metrics = (await got.json()) as MetricsResponse;
    expect(metrics.candidate).toMatchObject({ version: second.version, rails: shown[second.version], errors: 0 });
    expect(metrics.champion).toMatchObject({ version: first.version, rails: shown[first.version] });
    expect(metrics.candidate.clicks.count).toBe(clicked);
    expect(clicked).toBeGreaterThan(5);
    expect(metrics.champion!.clicks).toMatchObject({ count: 0, rate: 0 });
    // Clicks do not enter the history.
    const user = (events[0] as { user: string }).user;
    const { results } = await env.DB.prepare('SELECT kind FROM events WHERE user = ?1').bind(user).all();
    expect(results.length).toBe(1);
  });

  test('that cannot be loaded stops at once, and the champion answers', async () => {
    const ask = openWorker();
    await promote(ask, first);
    await make(ask, second);
    await env.MODELS.put(
      `${second.version}/${BUNDLE_FILES.userTower}`,
      new Uint8Array(second.files[BUNDLE_FILES.userTower].length),
    );
    await doing(ask, `${second.version}/canary`, { percent: 100 });
    const page = await visit(ask, 'ann');
    expect(page).toMatchObject({ model: first.version });
    expect(page.degraded).toBeUndefined();
    const { candidate, history } = await life(ask);
    expect(candidate).toBe(null);
    expect(history[0]).toMatchObject({ kind: 'stop', candidate: second.version, who: 'worker' });
    expect(history[0].why).toContain('user-tower.onnx: its sha256');
  });

  test('that fails is stopped, and the champion answers its visitors', async () => {
    const ask = openWorker();
    await promote(ask, first);
    await make(ask, second);
    await doing(ask, `${second.version}/canary`, { percent: 100 });
    expect((await visit(ask, 'ann')).model).toBe(second.version);
    const { ItemTable } = await import('../../shared/scoring/table.ts');
    const { lazyScores } = ItemTable.prototype;
    const vector = second.files[BUNDLE_FILES.vectors].length;
    const failing = vi.spyOn(ItemTable.prototype, 'lazyScores').mockImplementation(function (
      this: typeof ItemTable.prototype,
      user,
    ) {
      if (this.rows === 40 && vector && this.vector(0)[0] === Math.fround(second.vectors[0][0]))
        throw new Error('it broke');
      return lazyScores.call(this, user);
    });
    await buy('eve', ['w-3']);
    for (let i = 0; i < BOUNDS.errors + 1; i++) expect((await visit(ask, 'eve')).model).toBe(first.version);
    failing.mockRestore();
    expect((await life(ask)).history[0]).toMatchObject({ kind: 'stop', candidate: second.version });
    expect((await visit(ask, 'ann')).model).toBe(first.version);
  });

  test('exceeds the bounds, worked out by hand', () => {
    const counts = (answers: number, errors: number, ms: number, kind = '/v1/rails 1'): ServedCounts[] => [
      { version: 'any', kind, answers, errors, ms, rails: 0, samples: 0, samplesMs: 0 },
    ];
    const champion = counts(1000, 0, 5000);
    expect(exceeded(counts(100, 4, 100), champion)).toBeUndefined();
    expect(exceeded(counts(490, 5, 100), champion)).toContain('it failed on 5 of 495');
    expect(exceeded(counts(495, 5, 100), champion)).toBeUndefined();
    // The champion takes 5 ms: 24 ms is 19 ms more; 26 ms is 21 ms more and five times as long.
    expect(exceeded(counts(200, 0, 24 * 200), champion)).toBeUndefined();
    expect(exceeded(counts(200, 0, 26 * 200), champion)).toContain('26.0 ms');
    expect(exceeded(counts(99, 0, 9999), champion)).toBeUndefined();
    expect(exceeded(counts(200, 0, 130 * 200), counts(1000, 0, 70_000))).toBeUndefined();
    // Failures count over all kinds, times within each kind: a page of rails is not compared with a single rail.
    expect(exceeded([...counts(0, 3, 0, ''), ...counts(90, 2, 0)], champion)).toContain('it failed on 5 of 95');
    expect(exceeded(counts(200, 0, 90 * 200, '/v1/rails 4+'), champion)).toBeUndefined();
    const computed = (samples: number, samplesMs: number) => [{ ...counts(1000, 0, 5000)[0], samples, samplesMs }];
    expect(exceeded(computed(20, 20 * 24), computed(20, 20 * 5))).toBeUndefined();
    expect(exceeded(computed(20, 20 * 26), computed(20, 20 * 5))).toContain('computed for 26.0 ms');
    expect(exceeded(computed(19, 19 * 26), computed(20, 20 * 5))).toBeUndefined();
    expect(exceeded(computed(20, 20 * 26), computed(19, 19 * 5))).toBeUndefined();
    const pages = counts(500, 0, 500 * 80, '/v1/rails 4+');
    expect(exceeded(counts(200, 0, 90 * 200, '/v1/rails 4+'), [...champion, ...pages])).toBeUndefined();
  });
});

describe('signatures', () => {
  const signed = async (bundle: FixtureBundle, keys: Awaited<ReturnType<typeof generateKeys>>) =>
    new TextEncoder().encode(JSON.stringify(await sign(bundle.manifest, keys)));

  test('an unsigned model is accepted only if configured', async () => {
    for (const UNSIGNED_MODELS of [undefined, '', 'yes', 'refuse']) {
      const strict = openWorker({ UNSIGNED_MODELS });
      await expectProblem(await send(strict, first.version, MANIFEST, first.files[MANIFEST]), 422, 'is not signed');
    }
    // Nor is an unsigned model served that was written to R2 directly.
    await deploy(first);
    expect((await openWorker({ UNSIGNED_MODELS: undefined })('/health')).status).toBe(503);
    expect((await openWorker()('/health')).status).toBe(200);
  });

  test('keys can be rotated: both are trusted for a while, then only the new one', async () => {
    const [old, young] = [await generateKeys(), await generateKeys()];
    const strict = (...keys: string[]) => openWorker({ UNSIGNED_MODELS: undefined, MODEL_KEYS: keys.join(', ') });
    const before = strict(old.publicKey);
    await put(before, first, await signed(first, old));
    await doing(before, `${first.version}/smoke`);
    await doing(before, `${first.version}/promote`);
    await expectProblem(
      await send(before, second.version, MANIFEST, await signed(second, young)),
      422,
      'which is not trusted',
    );

    const both = strict(old.publicKey, young.publicKey);
    expect((await life(both)).keys).toEqual([await keyId(old.publicKey), await keyId(young.publicKey)]);
    expect((await visit(both, 'ann')).model).toBe(first.version);
    await put(both, second, await signed(second, young));
    await doing(both, `${second.version}/smoke`);
    expect((await doing(both, `${second.version}/promote`)).status).toBe(200);

    const after = strict(young.publicKey);
    expect((await visit(after, 'ann')).model).toBe(second.version);
    // A version signed with the old key cannot be deployed until it is signed again.
    await expectProblem(await doing(after, 'rollback'), 422, 'which is not trusted');
    expect((await life(after)).champion).toBe(second.version);
    expect((await send(after, first.version, MANIFEST, await signed(first, young))).status).toBe(200);
    expect((await doing(after, 'rollback')).status).toBe(200);
    expect((await visit(strict(young.publicKey), 'ann')).model).toBe(first.version);
  });

  test('if keys are configured, a wrong signature is refused even if unsigned models are accepted', async () => {
    const [key, other] = [await generateKeys(), await generateKeys()];
    const lax = openWorker({ UNSIGNED_MODELS: 'accept', MODEL_KEYS: key.publicKey });
    await expectProblem(
      await send(lax, first.version, MANIFEST, await signed(first, other)),
      422,
      'which is not trusted',
    );
    expect((await send(lax, first.version, MANIFEST, first.files[MANIFEST])).status).toBe(200);
  });
});

test('old bundles are removed, except champion, candidate, previous champion and the latest five others', async () => {
  const ask = openWorker();
  const many = await Promise.all(
    Array.from({ length: 9 }, (_, i) => makeBundle({ items: 30, dimensions: 4, hidden: [4], seed: 10 + i })),
  );
  await promote(ask, first);
  await promote(ask, second);
  for (const bundle of many) await upload(bundle);
  await promote(ask, third);
  const kept = (await life(ask)).versions.map(({ version }) => version);
  expect(kept).toContain(second.version);
  expect(kept).toContain(third.version);
  expect(kept).toHaveLength(7);
  expect((await doing(ask, 'rollback')).status).toBe(200);
  expect((await visit(ask, 'ann')).model).toBe(second.version);
  await expectProblem(await doing(ask, 'rollback'), 409, 'deploy it again');
});
