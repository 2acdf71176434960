// Repeated, late or concurrent switches: none deploys a version that no operator decided on.
import { env } from 'cloudflare:workers';
import { beforeEach, expect, test, vi } from 'vitest';
import { BUNDLE_FILES, MANIFEST } from '../../shared/bundle.ts';
import type { ModelsResponse, SwitchResponse } from '../../shared/deployments.ts';
import { generateKeys, sign } from '../../shared/signature.ts';
import { makeBundle } from '../fixtures/bundle.ts';
import { type Ask, bearer, emptyStorage, KEYS, openWorker, post, problem, rails, upload } from './harness.ts';

const [good, bad, next] = await Promise.all(
  [1, 2, 3].map((seed) => makeBundle({ items: 30, dimensions: 4, hidden: [4], seed })),
);

beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  await emptyStorage();
  for (const bundle of [good, bad, next]) await upload(bundle);
});

const headers = bearer(KEYS.DEPLOY_KEY);
const life = async (ask: Ask) => (await (await ask('/v1/models', { headers })).json()) as ModelsResponse;
const act = (ask: Ask, what: string, body: object) => {
  const init = post({ who: 'ann', why: 'test', ...body });
  return ask(`/v1/models/${what}`, { ...init, headers: { ...init.headers, ...headers } });
};
/** Makes a switch at the current revision. */
async function now(ask: Ask, what: string, body: object = {}): Promise<SwitchResponse> {
  const { revision } = await life(ask);
  const response = await act(ask, what, what.endsWith('smoke') ? {} : { revision, ...body });
  expect(response.status).toBe(200);
  return (await response.json()) as SwitchResponse;
}
/** `bad` served and was rolled back, then `good` was promoted: a second rollback would return to `bad`. */
async function badBefore(ask: Ask): Promise<void> {
  for (const { version } of [bad, good, next]) await now(ask, `${version}/smoke`);
  for (const { version } of [bad, good]) await now(ask, `${version}/promote`);
  expect((await life(ask)).previous).toBe(bad.version);
}
const served = async (ask: Ask) => (await rails(await ask('/v1/rails', post({ history: ['w-3'] })))).model;

test('two operators undo the same canary at the same time: it ends once, ten times out of ten', async () => {
  const ask = openWorker();
  await badBefore(ask);
  for (let i = 0; i < 10; i++) {
    const { revision } = await now(ask, `${next.version}/canary`, { percent: 10 });
    const answers = await Promise.all(
      ['ann', 'bob'].map((who) => act(ask, 'rollback', { undo: next.version, revision, who })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await life(ask)).toMatchObject({ champion: good.version, candidate: null, revision: revision + 1 });
    expect(await served(ask)).toBe(good.version);
  }
});

test('a retried switch is made once, even if others have switched since', async () => {
  const ask = openWorker();
  await badBefore(ask);
  const { revision } = await now(ask, `${next.version}/promote`);
  const undo = { undo: next.version, revision };
  const once = (await (await act(ask, 'rollback', undo)).json()) as SwitchResponse;
  expect(once.summary).toBe(`version ${good.version} serves all visitors; ${next.version} was undone`);
  const again = await act(ask, 'rollback', undo);
  expect([again.status, ((await again.json()) as SwitchResponse).revision]).toEqual([200, once.revision]);
  expect(await served(ask)).toBe(good.version);
  // The same switch by another operator, or another switch on that revision, is not a retry.
  expect((await act(ask, 'rollback', { ...undo, who: 'bob' })).status).toBe(409);
  expect((await act(ask, `${bad.version}/promote`, { revision })).status).toBe(409);
  // A retry returns the current deployment.
  await now(ask, `${next.version}/canary`, { percent: 5 });
  expect(await (await act(ask, 'rollback', undo)).json()).toMatchObject({ candidate: next.version });
});

test('rollbacks go back as far as promotions went, and never to what a rollback has undone', async () => {
  const ask = openWorker();
  await badBefore(ask);
  await now(ask, `${bad.version}/promote`);
  const undo = async () => (await now(ask, 'rollback', { undo: (await life(ask)).champion })).previous;
  expect(await undo()).toBe(bad.version);
  expect(await undo()).toBeNull();
  const { champion, revision } = await life(ask);
  expect(champion).toBe(bad.version);
  expect((await act(ask, 'rollback', { undo: champion, revision })).status).toBe(409);
});

test('what a rollback has undone is known after hundreds of smoke checks', async () => {
  const ask = openWorker();
  for (const { version } of [good, bad, next]) await now(ask, `${version}/smoke`);
  for (const { version } of [good, bad]) await now(ask, `${version}/promote`);
  await now(ask, 'rollback', { undo: bad.version });
  const note = env.DB.prepare("INSERT INTO deployments (version, at, kind) VALUES (?1, 0, 'forced')");
  await env.DB.batch(Array.from({ length: 600 }, () => note.bind(next.version)));
  await now(ask, `${next.version}/promote`);
  expect((await life(ask)).previous).toBe(good.version);
});

test.each(['canary', 'promote', 'stop'])(
  '%s on an old revision is refused and describes the current deployment',
  async (what) => {
    const ask = openWorker();
    await badBefore(ask);
    const { revision } = await now(ask, `${next.version}/canary`, { percent: 10 });
    await now(ask, `${next.version}/stop`);
    const body = what === 'canary' ? { percent: 50 } : {};
    const response = await act(ask, `${next.version}/${what}`, { revision, ...body, who: 'bob' });
    expect(response.status).toBe(409);
    const { type, detail } = await problem(response);
    expect(type).toBe('urn:curatornet:problem:version-conflict');
    expect(detail).toBe(
      `the current revision is ${revision + 1}, not ${revision}: version ${good.version} serves all visitors; the last switch was stop by ann: test. Read GET /v1/models and decide again`,
    );
  },
);

test('undoing a canary that the worker has already stopped undoes nothing else', async () => {
  const ask = openWorker();
  await badBefore(ask);
  const { revision } = await now(ask, `${next.version}/canary`, { percent: 100 });
  await env.MODELS.delete(`${next.version}/${BUNDLE_FILES.userTower}`);
  expect(await served(ask)).toBe(good.version);
  const stopped = await life(ask);
  expect(stopped.history[0]).toMatchObject({ kind: 'stop', who: 'worker', basis: revision });
  for (const body of [{ revision }, { revision: stopped.revision }])
    expect((await act(ask, 'rollback', { undo: next.version, ...body })).status).toBe(409);
  expect(await life(ask)).toMatchObject({ champion: good.version, revision: stopped.revision });
});

test('a switch without a revision is refused', async () => {
  const ask = openWorker();
  for (const what of [`${good.version}/canary`, `${good.version}/promote`, `${good.version}/stop`, 'rollback']) {
    const response = await act(ask, what, { percent: 10, undo: good.version });
    expect(response.status).toBe(400);
    expect(JSON.stringify(await problem(response))).toContain('revision');
  }
});

test('a version whose key is no longer trusted cannot be deployed', async () => {
  const [old, young] = [await generateKeys(), await generateKeys()];
  const signed = async (bundle: typeof good, keys: typeof old) => {
    const manifest = new TextEncoder().encode(JSON.stringify(await sign(bundle.manifest, keys)));
    await env.MODELS.put(`${bundle.version}/${MANIFEST}`, manifest);
  };
  await signed(good, old);
  await signed(next, young);
  const strict = (...keys: string[]) => openWorker({ UNSIGNED_MODELS: undefined, MODEL_KEYS: keys.join(',') });
  const both = strict(old.publicKey, young.publicKey);
  for (const { version } of [good, next]) {
    await now(both, `${version}/smoke`);
    await now(both, `${version}/promote`);
  }
  const after = strict(young.publicKey);
  const { revision } = await life(after);
  for (const [what, more] of [
    ['rollback', { undo: next.version }],
    [`${good.version}/canary`, { percent: 1 }],
    [`${good.version}/promote`, {}],
  ] as const) {
    const response = await act(after, what, { revision, ...more });
    expect([response.status, (await problem(response)).type]).toEqual([422, 'urn:curatornet:problem:bundle-refused']);
  }
  expect(await life(after)).toMatchObject({ champion: next.version, revision });
});

test('deploying a version lists its items in D1, even if its smoke check did not', async () => {
  const ask = openWorker();
  const listed = async (version: string) => {
    const [bundle, items] = await env.DB.batch<{ items: number; features: number; unique: number }>([
      env.DB.prepare('SELECT items, features FROM bundles WHERE version = ?1').bind(version),
      env.DB.prepare('SELECT sum("unique") AS "unique", count(*) AS items FROM bundle_items WHERE version = ?1').bind(
        version,
      ),
    ]);
    return { ...bundle.results[0], listed: items.results[0] };
  };
  await now(ask, `${good.version}/smoke`);
  // Of 30 rows, every fourth is not unique: 8.
  const wanted = { items: 30, features: 6, listed: { items: 30, unique: 22 } };
  expect(await listed(good.version)).toEqual(wanted);
  await env.DB.batch([env.DB.prepare('DELETE FROM bundles'), env.DB.prepare('DELETE FROM bundle_items')]);
  await now(ask, `${good.version}/promote`);
  expect(await listed(good.version)).toEqual(wanted);
});
