// Deployment from the command line: processes, a real server, real D1 and R2. Deployments are killed at every step, and the
// previous version keeps serving.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Server, serveLocal } from '../../infra/serve.ts';
import type { RailsResponse } from '../../shared/api-rails.ts';
import type { ModelsResponse } from '../../shared/deployments.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import { curatornet } from '../trainer/command.ts';
import { writeDataset } from './store.ts';
import { freePort, temporaryFolder, writeBundle } from './workbench.ts';

const CLI = fileURLToPath(new URL('../../trainer/cli.ts', import.meta.url));
/** The number of timed rollbacks: `ROLLBACKS=20 npx vitest run test/infra/life.test.ts`. */
const ROLLBACKS = Number(process.env.ROLLBACKS ?? 2);
const folder = temporaryFolder();
let server: Server;
let data: string;
/** The same model twice, and one that does not fit the users of the dataset. */
let good: FixtureBundle;
let equal: FixtureBundle;
let worse: FixtureBundle;

beforeAll(async () => {
  [good, equal, worse] = await Promise.all([
    makeBundle({ seed: 1 }),
    makeBundle({ seed: 1, title: 'Picture' }),
    makeBundle({ seed: 2 }),
  ]);
  for (const [name, bundle] of Object.entries({ good, equal, worse })) writeBundle(join(folder, name), bundle);
  data = await writeDataset(folder, good);
  server = await serveLocal({ port: await freePort(), state: join(folder, 'state') });
});
afterAll(() => server?.stop());

const deploy = (name: string, ...args: string[]) =>
  curatornet('deploy', join(folder, name), '--url', server.url, '--data', data, ...args);
async function life(): Promise<ModelsResponse> {
  const headers = { authorization: `Bearer ${server.keys.DEPLOY_KEY}` };
  return (await (await fetch(`${server.url}/v1/models`, { headers })).json()) as ModelsResponse;
}
async function served(): Promise<string> {
  const headers = { authorization: `Bearer ${server.keys.STOREFRONT_KEY}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ history: ['w-3', 'w-5'] });
  const response = await fetch(`${server.url}/v1/rails`, { method: 'POST', headers, body });
  expect(response.status).toBe(200);
  return ((await response.json()) as RailsResponse).model;
}

test('the first deployment needs no champion', async () => {
  const { status, stdout, stderr } = await deploy('good', '--promote', '--json');
  expect(status, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ version: good.version, champion: good.version, gate: { passed: true } });
  expect(stderr).toContain('THE WORKER ACCEPTS UNSIGNED MODELS');
  expect(await served()).toBe(good.version);
});

describe('the gate', () => {
  test('refuses a worse model every time, and says why', async () => {
    for (let i = 0; i < 2; i++) {
      const { status, stderr } = await deploy('worse', '--promote');
      expect(status).toBe(2);
      expect(stderr).toContain(
        `the gate rejects ${worse.version}: it is worse than the champion by more than the margin in auc`,
      );
      expect(stderr).toMatch(/champion +auc/);
    }
    expect(await served()).toBe(good.version);
    expect((await life()).versions.map(({ version }) => version)).toEqual([good.version]);
  });

  test('can be overridden with a reason, which is recorded', async () => {
    const { status, stderr } = await deploy('worse', '--force', 'to see what happens');
    expect(status, stderr).toBe(0);
    const [deployed, forced] = (await life()).history;
    expect(deployed).toMatchObject({ kind: 'deploy', version: worse.version });
    expect(forced).toMatchObject({ kind: 'forced', version: worse.version, why: 'to see what happens' });
    expect(await served()).toBe(good.version);
  });

  test('needs a dataset', async () => {
    const { status, stderr } = await curatornet('deploy', join(folder, 'equal'), '--url', server.url);
    expect(stderr).toContain('the dataset for the comparison was not found\n  give one with --data DIR');
    expect(status).toBe(2);
  });
});

describe('a deployment that is killed', () => {
  const steps = ['verify', 'gate', 'upload', 'smoke', 'canary', 'promote'];
  test.each(steps)('at the step %s changes nothing, and the next deployment completes', async (step) => {
    const champion = await served();
    const next = champion === good.version ? 'equal' : 'good';
    const version = next === 'good' ? good.version : equal.version;
    const args = ['deploy', join(folder, next), '--url', server.url, '--data', data, '--canary', '1', '--watch', '1'];
    const child = spawn(process.execPath, [CLI, ...args, '--promote'], { stdio: ['ignore', 'ignore', 'pipe'] });
    let printed = '';
    await new Promise<void>((resolve) => {
      child.stderr.on('data', (chunk) => {
        printed += chunk;
        if (printed.includes(`\n${step}`) || printed.startsWith(step)) child.kill('SIGKILL');
      });
      child.on('close', () => resolve());
    });
    expect(child.signalCode, printed).toBe('SIGKILL');
    // The last step may have finished before the signal; before it, at most 1% of the visitors got the new version.
    if (step !== 'promote') expect((await life()).champion).toBe(champion);
    expect([champion, ...(['canary', 'promote'].includes(step) ? [version] : [])]).toContain(await served());
    const again = await deploy(next, '--promote');
    expect(again.status, again.stderr).toBe(0);
    expect(await served()).toBe(version);
  });
});

test(`rollback, ${ROLLBACKS} times`, { timeout: 60_000 + 60_000 * ROLLBACKS }, async () => {
  const times: number[] = [];
  for (let i = 0; i < ROLLBACKS; i++) {
    expect((await deploy('equal', '--promote')).status).toBe(0);
    expect((await deploy('good', '--promote')).status).toBe(0);
    const start = performance.now();
    const { status, stdout } = await curatornet('rollback', '--url', server.url, '--why', 'practice');
    const versions = await Promise.all(Array.from({ length: 10 }, served));
    times.push(performance.now() - start);
    expect(new Set(versions)).toEqual(new Set([equal.version]));
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: `version ${equal.version} serves all visitors; ${good.version} was undone\n`,
    });
  }
  console.log(
    `rollback, ms from the call of the command until ten visitors have been answered: ${times.map(Math.round)}`,
  );
});

test('models shows the current deployment and the deployment history', async () => {
  const { status, stdout } = await curatornet('models', '--url', server.url);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^revision {3}\d+$/m);
  expect(stdout).toMatch(new RegExp(`^champion {3}${equal.version}$`, 'm'));
  expect(stdout).toMatch(/rollback .*: practice/);
  expect(stdout).toMatch(/forced .*: to see what happens/);
});

/** Purchases of the dataset that go through, without a user's: of a unique item only the first does. */
function boughtByOthers(erased: string): number {
  const sold = new Set<string>();
  const lines = readFileSync(join(data, 'events.csv'), 'utf8').trim().split('\n').slice(1);
  const bought = lines.filter((line) => {
    const item = line.split(',')[1];
    const late = sold.has(item);
    if (good.items.find(({ id }) => id === item)!.unique) sold.add(item);
    return !late;
  });
  return bought.filter((line) => !line.startsWith(`${erased},`)).length;
}

test('pull brings back what was sent, without whom was erased', async () => {
  expect((await deploy('equal', '--promote', '--events')).status).toBe(0);
  const headers = { authorization: `Bearer ${server.keys.SERVICE_KEY}`, 'content-type': 'application/json' };
  await fetch(`${server.url}/v1/users/u-3`, { method: 'DELETE', headers });
  const features = Array.from({ length: 6 }, (_, i) => i / 4);
  const put = await fetch(`${server.url}/v1/items/new-1`, {
    method: 'PUT',
    headers,
    body: JSON.stringify({ title: 'Dawn', features }),
  });
  expect(put.status).toBe(200);
  const out = join(folder, 'pulled');
  const { status, stdout, stderr } = await curatornet(
    'pull',
    '--url',
    server.url,
    '--out',
    out,
    '--data',
    data,
    '--json',
  );
  expect(status, stderr).toBe(0);
  const { counts, leftOut } = JSON.parse(stdout);
  // 60 users, of whom one was erased; 300 items and one that came since.
  expect({ counts, leftOut }).toMatchObject({
    counts: { items: 301, users: 59, events: boughtByOthers('u-3'), featureSize: 6 },
    leftOut: { items: 0, events: 0 },
  });
  const events = readFileSync(join(out, 'events.csv'), 'utf8');
  expect(events).not.toContain('u-3,');
  expect(events).toMatch(/^u-4,w-\d+,/m);
});

test('pull refuses to lose most of the catalogue, and names what it leaves out', async () => {
  const headers = { authorization: `Bearer ${server.keys.SERVICE_KEY}`, 'content-type': 'application/json' };
  const events = [{ id: 'of-the-new-one', user: 'u-1', item: 'new-1', kind: 'like' }];
  const sent = await fetch(`${server.url}/v1/events`, { method: 'POST', headers, body: JSON.stringify({ events }) });
  expect(sent.status).toBe(200);
  const out = join(folder, 'partial');
  const args = ['pull', '--url', server.url, '--out', out];
  // Without the dataset of before, only the item that came since has features.
  const refused = await curatornet(...args);
  expect(refused.status).toBe(2);
  expect(refused.stderr).toMatch(/: 300 of 301 items have no features: (w-\d+, ){4}w-\d+ and 295 more\n/);
  expect(refused.stderr).toContain('--partial');
  expect(existsSync(out)).toBe(false);
  const { status, stdout, stderr } = await curatornet(...args, '--partial');
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(
    new RegExp(
      `1 events by 1 users, 1 items\nleft out 300 items without features \\((w-\\d+, ){4}w-\\d+ and 295 more\\) and their ${boughtByOthers('u-3')} events`,
    ),
  );
});

test('run --deploy closes the circle: what was pulled is trained on and deployed', { timeout: 180_000 }, async () => {
  const args = ['--data', join(folder, 'pulled'), '--run', join(folder, 'run'), '--preset', 'smoke', '--no-ablation'];
  const to = ['--deploy', '--url', server.url, '--promote', '--force', 'a model of seconds', '--json'];
  const { status, stdout, stderr } = await curatornet('run', ...args, ...to);
  expect(status, stderr).toBe(0);
  const { export: exported, deploy: deployed } = JSON.parse(stdout);
  expect(deployed).toMatchObject({ version: exported.version, champion: exported.version });
  expect(await served()).toBe(exported.version);
});

describe('wrong arguments', () => {
  test.each<[string, string[], string]>([
    [
      'no worker at the address',
      ['models', '--url', 'http://127.0.0.1:9'],
      'the worker does not respond\n  start it: npm run worker',
    ],
    ['an address in the clear', ['models', '--url', 'http://store.test'], 'is not encrypted'],
    ['a share that is none', ['deploy', '.', '--canary', '0'], '--canary 0 must be a number above 0'],
  ])('%s', async (_, args, message) => {
    const { status, stderr } = await curatornet(...args);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});
