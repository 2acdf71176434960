// serveLocal and the deployment API end to end: a bundle folder, real local D1 and R2, requests over a real socket.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Server, serveLocal } from '../../infra/serve.ts';
import type { RailsResponse } from '../../shared/api-rails.ts';
import { BUNDLE_FILES } from '../../shared/bundle.ts';
import { writeNpy } from '../../trainer/dataset/npy.ts';
import { sendEvents } from '../../trainer/deploy/send-events.ts';
import { readBundle } from '../../trainer/serving/bundle-folder.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import { ranking, userVector } from '../fixtures/reference.ts';
import { curatornet } from '../trainer/command.ts';
import { commandsOf, freePort, groupsNaming, putInForce, temporaryFolder, until, writeBundle } from './workbench.ts';

const folder = temporaryFolder();
const state = join(folder, 'state');
let bundles: FixtureBundle[];
let folders: string[];
let server: Server;

beforeAll(async () => {
  bundles = await Promise.all([1, 2, 3, 4].map((seed) => makeBundle({ seed })));
  folders = bundles.map((bundle, i) => writeBundle(join(folder, `bundle-${i}`), bundle));
  const events = [
    { user: 'ann', item: 'w-8', at: 5 },
    { user: 'bob', item: 'w-1' },
    { user: 'ann', item: 'w-3', kind: 'like' as const },
  ];
  server = await serveLocal({ port: await freePort(), state });
  await putInForce(server, folders[0]);
  expect(await sendEvents(server.url, server.keys.SERVICE_KEY, events)).toEqual({ sent: 3, recorded: 3 });
});
afterAll(() => server?.stop());

const signed = () => ({ authorization: `Bearer ${server.keys.SERVICE_KEY}` });
const get = async (path: string) =>
  (await fetch(`${server.url}${path}`, { headers: signed() })).json() as Promise<RailsResponse>;
const visit = (history: string[], signal?: AbortSignal) =>
  fetch(`${server.url}/v1/rails`, {
    method: 'POST',
    headers: { ...signed(), 'content-type': 'application/json' },
    body: JSON.stringify({ history }),
    signal,
  });
/** The unique items among those that the deployed events purchased. */
const SOLD = [1];
function expectRails({ model, rails }: RailsResponse, bundle: FixtureBundle, known: number[]) {
  const history = known.map((row) => bundle.vectors[row]);
  const wanted = ranking(userVector(history, bundle.towers.user), bundle.vectors, [...known, ...SOLD]).slice(0, 20);
  expect(model).toBe(bundle.version);
  expect(rails[0].items.map(({ id }) => id)).toEqual(wanted.map(({ row }) => `w-${row}`));
}

describe('a local worker', () => {
  test('serves a deployed bundle, to users with deployed events and to histories', async () => {
    expectRails(await get('/v1/rails?user=ann'), bundles[0], [8, 3]);
    expectRails(await (await visit(['w-5', 'w-1'])).json(), bundles[0], [5, 1]);
  });

  test('refuses a body without a length after 64 KB', async () => {
    const head = 'POST /v1/rails HTTP/1.1\r\nHost: store.test\r\nContent-Type: application/json\r\n';
    const key = `Authorization: ${signed().authorization}\r\n`;
    const piece = `400\r\n${' '.repeat(1024)}\r\n`;
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write(`${head}${key}Transfer-Encoding: chunked\r\n\r\n${piece.repeat(65)}0\r\n\r\n`);
    let answer = '';
    socket.on('data', (data) => {
      answer += data;
    });
    await until(() => answer.endsWith('}'), 'the whole answer');
    socket.destroy();
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('urn:curatornet:problem:body-too-large');
  });

  test('switches to a second deployment without a failed request; requests share the first load', async () => {
    let deploying = true;
    const done = putInForce(server, folders[1]).finally(() => {
      deploying = false;
    });
    const served = new Set<string>();
    while (deploying) {
      const answers = await Promise.all([visit(['w-5']), visit(['w-5']), visit(['w-5']), visit(['w-5'])]);
      for (const answer of answers) {
        expect(answer.status).toBe(200);
        const body = (await answer.json()) as RailsResponse;
        expectRails(body, body.model === bundles[0].version ? bundles[0] : bundles[1], [5]);
        served.add(body.model);
      }
    }
    await done;
    expect(served.has(bundles[0].version)).toBe(true);
    expectRails(await get('/v1/rails?user=ann'), bundles[1], [8, 3]);
  });

  test('answers concurrent requests although the one that began to load a new version goes away', async () => {
    await putInForce(server, folders[2]);
    const leaving = new AbortController();
    const first = visit(['w-5'], leaving.signal).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 4));
    leaving.abort();
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => visit([`w-${i}`])));
    await first;
    for (const [i, answer] of answers.entries()) expectRails(await answer.json(), bundles[2], [i]);
  });

  test('records repeated events once', async () => {
    const events = [{ user: 'ann', item: 'w-8', at: 5 }, ...Array(2).fill({ user: 'cem', item: 'w-20', at: 7 })];
    expect(await sendEvents(server.url, server.keys.SERVICE_KEY, events)).toEqual({ sent: 3, recorded: 2 });
    expect(await sendEvents(server.url, server.keys.SERVICE_KEY, events)).toEqual({ sent: 3, recorded: 0 });
    expectRails(await get('/v1/rails?user=ann'), bundles[2], [8, 3]);
  });

  test('takes files in bulk, and gives them back', async () => {
    const events = join(folder, 'events.csv');
    const [items, features] = [join(folder, 'items.csv'), join(folder, 'features.npy')];
    const users = Array.from({ length: 6_000 }, (_, n) => `u-${n}`);
    writeFileSync(events, `user,item,kind,at\n${users.map((user, n) => `${user},n-${n % 300},like,5\n`).join('')}`);
    writeFileSync(items, `id\n${Array.from({ length: 300 }, (_, n) => `n-${n}\n`).join('')}`);
    await writeNpy(features, 300, 6, [Float32Array.from({ length: 1_800 }, (_, n) => Math.sin(n))]);
    process.env.CURATORNET_SERVICE_KEY = server.keys.SERVICE_KEY;
    process.env.CURATORNET_DEPLOY_KEY = server.keys.DEPLOY_KEY;
    const push = () =>
      curatornet(
        'push',
        '--server',
        server.url,
        '--items',
        items,
        '--features',
        features,
        '--events',
        events,
        '--json',
      );
    const [first, again] = [await push(), await push()].map(({ stdout }) => JSON.parse(stdout));
    expect(first).toMatchObject({ items: { counts: { written: 300 } }, events: { counts: { recorded: 6_000 } } });
    expect(again).toMatchObject({ events: { counts: { recorded: 0, repeated: 6_000 } } });
    expect((await get('/v1/items/n-299/similar')).degraded).toBeUndefined();
    const out = join(folder, 'pulled');
    const pulled = await curatornet('pull', '--url', server.url, '--out', out, '--partial', '--json');
    expect(pulled.status, pulled.stderr).toBe(0);
    expect(JSON.parse(pulled.stdout).counts).toMatchObject({ items: 300, users: 6_000, events: 6_000, featureSize: 6 });
    delete process.env.CURATORNET_SERVICE_KEY;
    delete process.env.CURATORNET_DEPLOY_KEY;
  });

  test('refuses an invalid event and says what is wrong', async () => {
    const sent = sendEvents(server.url, server.keys.SERVICE_KEY, [{ user: 'ann', item: '' }]);
    await expect(sent).rejects.toMatchObject({ code: 'invalid', message: expect.stringMatching(/events\.0\.item/) });
  });

  test('names a port that is in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    await expect(serveLocal({ port, state })).rejects.toMatchObject({
      name: 'InputError',
      code: 'exists',
      message: `127.0.0.1:${port}: this port is already in use`,
    });
    other.close();
  });

  test('leaves no process behind when it stops', async () => {
    const groups = groupsNaming(state);
    expect(commandsOf(groups).join('\n')).toContain('workerd serve');
    await server.stop();
    expect(commandsOf(groups)).toEqual([]);
    await expect(fetch(server.url)).rejects.toThrow();
  });

  test('leaves no process behind when the process that started it is killed', async () => {
    const script = join(folder, 'serve.ts');
    const source = new URL('../../infra/serve.ts', import.meta.url);
    writeFileSync(
      script,
      `import { serveLocal } from ${JSON.stringify(source.pathname)};
       console.log((await serveLocal({ port: ${await freePort()}, state: ${JSON.stringify(state)} })).url);`,
    );
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const url = await new Promise<string>((resolve) =>
      child.stdout.once('data', (data) => resolve(String(data).trim())),
    );
    expect((await fetch(`${url}/health`)).status).toBe(200);
    // The starting process has the script's folder in its command line, the server the state's: kill the first, and the second must end.
    const groups = groupsNaming(state);
    expect(commandsOf(groups).join('\n')).toContain('workerd serve');
    child.kill('SIGKILL');
    await until(() => commandsOf(groups).length === 0, 'the end of wrangler and workerd');
  });
});

describe('a folder that is not a bundle', () => {
  const refusals: [string, (folder: string) => void, string, RegExp][] = [
    [
      'a file that does not match the manifest',
      (at) => writeFileSync(join(at, BUNDLE_FILES.vectors), bundles[1].files[BUNDLE_FILES.vectors]),
      'mismatch',
      /items\.safetensors: its sha256/,
    ],
    [
      'a truncated file',
      (at) => writeFileSync(join(at, BUNDLE_FILES.items), bundles[0].files[BUNDLE_FILES.items].slice(1)),
      'mismatch',
      /items\.json: has \d+ bytes/,
    ],
    ['an invalid manifest', (at) => writeFileSync(join(at, 'manifest.json'), '{}'), 'malformed', /manifest\.json/],
  ];
  test.each(refusals)('%s', async (name, spoil, code, message) => {
    const bundle = writeBundle(join(folder, name.replaceAll(' ', '-')), bundles[0]);
    spoil(bundle);
    await expect(readBundle(bundle)).rejects.toMatchObject({
      name: 'InputError',
      code,
      message: expect.stringMatching(message),
    });
  });

  test('a folder without a bundle', async () => {
    await expect(readBundle(join(folder, 'none'))).rejects.toMatchObject({ code: 'missing' });
  });
});
