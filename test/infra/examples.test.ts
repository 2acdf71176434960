// Runs the shipped examples, unchanged, against a local worker. Only their environment is replaced: npx runs this checkout's
// command line and a wrangler whose R2 is a folder, and training is short.
import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../../infra/local.ts';
import { type Server, serveLocal } from '../../infra/serve.ts';
import { makeBundle } from '../fixtures/bundle.ts';
import { curatornet } from '../trainer/command.ts';
import { writeDataset } from './store.ts';
import { freePort, putInForce, temporaryFolder, writeBundle } from './workbench.ts';

const EXAMPLES = join(ROOT, 'infra/examples');
const folder = temporaryFolder();
const bin = join(folder, 'bin');
const bucket = join(folder, 'r2/curatornet-datasets');
let server: Server;
let dataset: string;

beforeAll(async () => {
  const bundle = await makeBundle();
  dataset = await writeDataset(folder, bundle);
  server = await serveLocal({ port: await freePort(), state: join(folder, 'state') });
  await putInForce(server, writeBundle(join(folder, 'bundle'), bundle));
  const sent = await curatornet(
    'deploy',
    join(folder, 'bundle'),
    '--url',
    server.url,
    '--data',
    dataset,
    '--promote',
    '--events',
  );
  expect(sent.status, sent.stderr).toBe(0);
  mkdirSync(bin);
  const quick = '--preset smoke --no-ablation --watch 1 --force short';
  const npx = `#!/bin/bash
set -eu
case "$1 $2" in
  "curatornet run") exec ${process.execPath} ${join(ROOT, 'trainer/cli.ts')} "\${@:2}" ${quick} ;;
  "curatornet "*) exec ${process.execPath} ${join(ROOT, 'trainer/cli.ts')} "\${@:2}" ;;
  "wrangler r2") [ "$3 $6 $8" = "object --file --remote" ]
    if [ "$4" = get ]; then cp ${join(folder, 'r2')}/"$5" "$7"; else cp "$7" ${join(folder, 'r2')}/"$5"; fi ;;
  *) exit 9 ;;
esac
`;
  writeFileSync(join(bin, 'npx'), npx);
  chmodSync(join(bin, 'npx'), 0o755);
});
afterAll(() => server?.stop());

function environment(more: Record<string, string> = {}) {
  const { PATH } = process.env;
  const { DEPLOY_KEY, SERVICE_KEY } = server.keys;
  const keys = { CURATORNET_DEPLOY_KEY: DEPLOY_KEY, CURATORNET_SERVICE_KEY: SERVICE_KEY };
  return { ...process.env, ...keys, CURATORNET_URL: server.url, PATH: `${bin}:${PATH}`, ...more };
}

/** Runs a shell script. @returns its output */
async function shell(lines: string, env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn('bash', ['-euo', 'pipefail', '-c', lines], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk));
  const status = await new Promise((resolve) => child.once('close', resolve));
  expect(status, printed).toBe(0);
  return printed;
}

/** Changes at a worker between two trainings. */
async function like(user: string, item: string): Promise<void> {
  const headers = { authorization: `Bearer ${server.keys.SERVICE_KEY}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ events: [{ id: `of-${user}`, user, item, kind: 'like' }] });
  expect((await fetch(`${server.url}/v1/events`, { method: 'POST', headers, body })).status).toBe(200);
}

const champion = async () =>
  JSON.parse((await curatornet('models', '--url', server.url, '--json')).stdout).champion as string;

test('the cron job trains three weeks in a row, one of them quiet, and its runs can be deployed again', {
  timeout: 300_000,
}, async () => {
  const home = join(folder, 'home');
  const store = join(home, 'store');
  mkdirSync(join(store, 'first'), { recursive: true });
  symlinkSync(ROOT, join(home, 'curatornet'));
  cpSync(dataset, join(store, 'first/dataset'), { recursive: true });
  symlinkSync('first', join(store, 'latest'));
  writeFileSync(join(store, 'environment'), 'export WEEKLY=yes\n');
  const [, line] = /^30 3 \* \* 1 +(.*)$/m.exec(readFileSync(join(EXAMPLES, 'retrain.cron'), 'utf8'))!;
  const key = await curatornet('keys', '--out', join(store, 'model-key.json'));
  expect(key.status, key.stderr).toBe(0);
  const before = await champion();
  for (const done of [1, 2]) {
    await like(`user-${done}`, `w-${done}`);
    await shell(line, environment({ HOME: home }));
    expect(readdirSync(store).filter((name) => name.startsWith('training-'))).toHaveLength(done);
  }
  const latest = join(store, readlinkSync(join(store, 'latest')));
  expect(await champion()).not.toBe(before);
  // A week in which nothing happens: the same data, so the same version.
  const served = await champion();
  expect(await shell(line, environment({ HOME: home }))).toContain(
    `version ${served} already serves all visitors: nothing changed`,
  );
  expect(await champion()).toBe(served);
  // Of the run's own dataset, which must still be where the run has it.
  const again = await curatornet(
    'deploy',
    join(latest, 'run/bundle'),
    '--url',
    server.url,
    '--events',
    '--force',
    'short',
  );
  expect(again.stderr).not.toContain('dataset.json');
  expect(again.status, again.stderr).toBe(0);
});

test('the workflow stores its dataset in R2, with the new items and events of the worker', {
  timeout: 240_000,
}, async () => {
  const temp = join(folder, 'runner');
  mkdirSync(temp);
  mkdirSync(bucket, { recursive: true });
  cpSync(dataset, join(folder, 'by-hand/dataset'), { recursive: true });
  execFileSync('tar', ['czf', join(bucket, 'dataset.tgz'), '-C', join(folder, 'by-hand'), 'dataset']);
  await like('a-new-one', 'w-1');
  await curatornet('keys', '--out', join(folder, 'workflow-key.json'));
  const MODEL_KEY = readFileSync(join(folder, 'workflow-key.json'), 'utf8');
  const text = readFileSync(join(EXAMPLES, 'retrain.yml'), 'utf8');
  // The `run` steps, on one line or on the indented lines below.
  const steps = [...text.matchAll(/^ +(?:- )?run: (?:\|\n((?: {10}.*\n)+)|(.*)\n)/gm)].map(
    ([, block, line]) => block ?? line,
  );
  expect(steps).toHaveLength(4);
  expect(steps[0]).toBe('npm ci');
  for (const step of steps.slice(1)) await shell(step, environment({ RUNNER_TEMP: temp, MODEL_KEY }));
  execFileSync('tar', ['xzf', join(bucket, 'dataset.tgz'), '-C', temp]);
  expect(readFileSync(join(temp, 'dataset/events.csv'), 'utf8')).toContain('a-new-one,w-1');
  expect(existsSync(join(temp, 'dataset/features.npy'))).toBe(true);
});
