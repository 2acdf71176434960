// Switches from the command line, by several operators and under bad luck: every command ends with the actual deployment.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUNDLE_FILES, MANIFEST } from '../../shared/bundle.ts';
import { Admin } from '../../trainer/deploy/client.ts';
import { because, upload } from '../../trainer/deploy/steps.ts';
import { readBundle } from '../../trainer/serving/bundle-folder.ts';
import { KEYS, migrate, type RunningWorker, runWorker } from '../bench/workerd.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import { curatornet } from '../trainer/command.ts';
import { temporaryFolder, writeBundle } from './workbench.ts';

const folder = temporaryFolder();
let worker: RunningWorker;
let admin: Admin;
let good: FixtureBundle;
let bad: FixtureBundle;
let small: FixtureBundle;

beforeAll(async () => {
  [good, bad, small] = await Promise.all([
    makeBundle({ seed: 1, items: 60 }),
    makeBundle({ seed: 2, items: 60 }),
    makeBundle({ seed: 3, items: 40 }),
  ]);
  process.env.CURATORNET_DEPLOY_KEY = KEYS.DEPLOY_KEY;
  worker = await runWorker(fileURLToPath(new URL('../../edge/worker.ts', import.meta.url)), folder);
  await migrate(worker.bindings.DB);
  admin = new Admin(worker.url, KEYS.DEPLOY_KEY);
  for (const [name, bundle] of Object.entries({ good, bad, small })) {
    const at = writeBundle(join(folder, name), bundle);
    if (name !== 'small') await upload(admin, await readBundle(at));
  }
  // The bad version served before the good one: one rollback too many would return to it.
  for (const { version } of [bad, good]) {
    await admin.smoke(version, because('test'));
    await admin.promote(version, { revision: (await admin.life()).revision, ...because('test') });
  }
});
afterAll(() => worker?.stop());

const rollback = (...args: string[]) => curatornet('rollback', '--url', worker.url, ...args);
const basis = async () => ({ revision: (await admin.life()).revision, ...because('test') });

test('operators who stop a canary at the same time or repeatedly stop the canary and change nothing else', async () => {
  await admin.canary(bad.version, 10, await basis());
  const all = await Promise.all([rollback('--why', 'one'), rollback('--why', 'two'), rollback('--undo', bad.version)]);
  expect(all.some(({ status }) => status === 0)).toBe(true);
  expect(await admin.life()).toMatchObject({ champion: good.version, candidate: null });
  const again = await rollback();
  expect(again.stderr).toContain(`the last switch was the end of the canary of ${bad.version}`);
  expect(again.stderr).toContain(`--undo ${good.version}`);
  expect(again.status).toBe(2);
  const named = await rollback('--undo', bad.version);
  expect(named).toMatchObject({
    status: 0,
    stdout: `version ${bad.version} no longer serves: version ${good.version} serves all visitors\n`,
  });
  expect(await admin.life()).toMatchObject({ champion: good.version, candidate: null });
});

test('deploy of the version that serves says so and changes nothing, whatever its manifest says of the training', async () => {
  const manifest = { ...good.manifest, createdAt: '2026-11-24T03:31:00Z' };
  const files = { ...good.files, [MANIFEST]: new TextEncoder().encode(JSON.stringify(manifest)) };
  const later = writeBundle(join(folder, 'later'), { ...good, manifest, files });
  const before = await admin.life();
  const args = ['deploy', later, '--url', worker.url, '--canary', '10', '--promote', '--watch', '1'];
  const { status, stdout, stderr } = await curatornet(...args);
  expect(stderr).toContain('upload  missing files\n        0 bytes sent\n');
  expect(stdout).toBe(`version ${good.version} already serves all visitors: nothing changed\n`);
  expect(status).toBe(0);
  expect(await admin.life()).toEqual(before);
  const asJson = await curatornet(...args, '--json');
  expect(JSON.parse(asJson.stdout)).toMatchObject({ servedAlready: true, champion: good.version, candidate: null });
  // What is missing in R2 is sent, and tried.
  const key = `${good.version}/${BUNDLE_FILES.itemTower}`;
  await worker.bindings.MODELS.delete(key);
  const repaired = await curatornet(...args);
  expect(repaired.stderr).toContain('probes agree');
  expect(repaired.status, repaired.stderr).toBe(0);
  expect(await worker.bindings.MODELS.head(key)).not.toBeNull();
  expect((await admin.life()).revision).toBe(before.revision);
});

test('who types rollback after the worker has stopped the canary is told so', async () => {
  const { revision } = await admin.canary(bad.version, 10, await basis());
  await worker.bindings.DB.prepare(
    `INSERT INTO deployments (version, at, kind, candidate, who, why, basis)
     VALUES (?1, 0, 'stop', ?2, 'worker', 'it failed on 5 of 9 answers', ?3)`,
  )
    .bind(good.version, bad.version, revision)
    .run();
  const { status, stderr } = await rollback();
  expect(stderr).toContain(`by worker: it failed on 5 of 9 answers. Version ${good.version} serves all visitors`);
  expect(status).toBe(2);
  expect((await admin.life()).champion).toBe(good.version);
});

test('deploy lists the items that would be lost, and refuses too many, even with --force', async () => {
  const args = ['deploy', join(folder, 'small'), '--url', worker.url, '--promote', '--force', 'to see'];
  const refused = await curatornet(...args);
  expect(refused.stderr).toContain(
    '20 of 60 items on sale would be lost: w-40, w-41, w-42, w-43, w-44, and 15 more. That is more than 10%',
  );
  expect(refused.stderr).toContain('--accept-item-loss 34');
  expect(refused.status).toBe(2);
  expect((await admin.life()).history.some(({ version }) => version === small.version)).toBe(false);
  // The store uploads 15 of these items with features.
  const headers = { authorization: `Bearer ${KEYS.SERVICE_KEY}`, 'content-type': 'application/json' };
  for (let row = 40; row < 55; row++) {
    const body = JSON.stringify({ title: 'Dawn', features: [1, 2, 3, 4, 5, row] });
    expect((await fetch(`${worker.url}/v1/items/w-${row}`, { method: 'PUT', headers, body })).status).toBe(200);
  }
  const deployed = await curatornet(...args);
  expect(deployed.stderr).toContain('5 of 60 items on sale would be lost: w-55, w-56, w-57, w-58, w-59\n');
  expect(deployed.status, deployed.stderr).toBe(0);
  expect(deployed.stdout).toBe(`version ${small.version} serves all visitors\n`);
});

test('a rollback to a version that cannot be loaded reports the version that serves', { timeout: 90_000 }, async () => {
  const key = `${good.version}/${BUNDLE_FILES.userTower}`;
  await worker.bindings.MODELS.put(key, new Uint8Array(good.files[BUNDLE_FILES.userTower].length));
  const { status, stdout, stderr } = await rollback('--undo', small.version);
  expect(stderr).toContain(`version ${good.version} is the champion, but ${small.version} still serves`);
  expect([status, stdout]).toEqual([2, '']);
  await worker.bindings.MODELS.put(key, good.files[BUNDLE_FILES.userTower]);
  const again = await rollback('--undo', small.version);
  expect(again).toMatchObject({
    status: 0,
    stdout: `version ${small.version} no longer serves: version ${good.version} serves all visitors\n`,
  });
});
