// deployLocal and serveLocal from end to end: a bundle's folder, real local D1 and R2, requests over a real socket.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deployLocal } from '../../infra/deploy.ts';
import { type Server, serveLocal } from '../../infra/serve.ts';
import type { RailsResponse } from '../../shared/api.ts';
import { BUNDLE_FILES } from '../../shared/bundle.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import { ranking, userVector } from '../fixtures/reference.ts';
import { commandsOf, freePort, groupsNaming, temporaryFolder, until, writeBundle } from './workbench.ts';

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
  await deployLocal({ bundle: folders[0], events, state });
  server = await serveLocal({ port: await freePort(), state });
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
/** Of the works that events of deployments purchased, those of which there is only one. */
const SOLD = [1];
function expectRails({ model, rails }: RailsResponse, bundle: FixtureBundle, known: number[]) {
  const history = known.map((row) => bundle.vectors[row]);
  const wanted = ranking(userVector(history, bundle.towers.user), bundle.vectors, [...known, ...SOLD]).slice(0, 20);
  expect(model).toBe(bundle.version);
  expect(rails[0].items.map(({ id }) => id)).toEqual(wanted.map(({ row }) => `w-${row}`));
}

describe('one house', () => {
  test('a deployed bundle serves, to users whose events were deployed and to histories', async () => {
    expectRails(await get('/v1/rails?user=ann'), bundles[0], [8, 3]);
    expectRails(await (await visit(['w-5', 'w-1'])).json(), bundles[0], [5, 1]);
  });

  test('a body without a length is cut off at 64 KB', async () => {
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

  test('a second deployment takes over without failing a request; the first load is shared', async () => {
    let deploying = true;
    const done = deployLocal({ bundle: folders[1], state }).finally(() => {
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
    expect(await done).toEqual({ version: bundles[1].version, events: 0 });
    expect(served.has(bundles[0].version)).toBe(true);
    // No events were given, so those of before are still there.
    expectRails(await get('/v1/rails?user=ann'), bundles[1], [8, 3]);
  });

  test('many requests find a new version at once, and the one that began to load it goes away', async () => {
    await deployLocal({ bundle: folders[2], state });
    const leaving = new AbortController();
    const first = visit(['w-5'], leaving.signal).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 4));
    leaving.abort();
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => visit([`w-${i}`])));
    await first;
    for (const [i, answer] of answers.entries()) expectRails(await answer.json(), bundles[2], [i]);
  });

  test('imported events are replaced, and others stay in their place', async () => {
    const events = [{ user: 'ann', item: 'w-30' }];
    expect(await deployLocal({ bundle: folders[2], events, state })).toEqual({
      version: bundles[2].version,
      events: 1,
    });
    expectRails(await get('/v1/rails?user=ann'), bundles[2], [30]);
    expect((await get('/v1/rails?user=bob')).rails[0].id).toBe('popular');
  });

  test('a deployment that is killed after its upload changes nothing', async () => {
    const script = join(folder, 'hang.ts');
    const source = new URL('../../infra/deploy.ts', import.meta.url);
    writeFileSync(
      script,
      `import { deployLocal } from ${JSON.stringify(source.pathname)};
       async function* events() { yield { user: 'ann', item: 'w-99' }; await new Promise((r) => setTimeout(r, 60_000)); }
       await deployLocal({ bundle: ${JSON.stringify(folders[3])}, state: ${JSON.stringify(state)}, events: events(), log: console.log });`,
    );
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
    let printed = '';
    child.stdout.on('data', (data) => {
      printed += data;
    });
    try {
      await until(() => printed.includes('uploaded'), 'the upload', 30_000);
    } finally {
      process.kill(-child.pid!, 'SIGKILL');
    }
    expectRails(await get('/v1/rails?user=ann'), bundles[2], [30]);
    await deployLocal({ bundle: folders[3], state });
    expectRails(await get('/v1/rails?user=ann'), bundles[3], [30]);
  });

  test('a port that is taken is named', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    await expect(serveLocal({ port, state })).rejects.toMatchObject({
      name: 'InputError',
      code: 'exists',
      message: `127.0.0.1:${port}: something listens at this port already`,
    });
    other.close();
  });

  test('stopping leaves no process behind', async () => {
    const groups = groupsNaming(state);
    expect(commandsOf(groups).join('\n')).toContain('workerd serve');
    await server.stop();
    expect(commandsOf(groups)).toEqual([]);
    await expect(fetch(server.url)).rejects.toThrow();
  });

  test('a server whose starter is killed leaves no process behind', async () => {
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
    // The starter names the script's folder, the server the state's: end the first, and the second must follow.
    const groups = groupsNaming(state);
    expect(commandsOf(groups).join('\n')).toContain('workerd serve');
    child.kill('SIGKILL');
    await until(() => commandsOf(groups).length === 0, 'the end of wrangler and workerd');
  });
});

describe('what cannot be deployed', () => {
  const refusals: [string, (folder: string) => void, string, RegExp][] = [
    [
      'a file that is not what the manifest says',
      (at) => writeFileSync(join(at, BUNDLE_FILES.vectors), bundles[1].files[BUNDLE_FILES.vectors]),
      'mismatch',
      /items\.safetensors: its sha256/,
    ],
    [
      'a file that is cut',
      (at) => writeFileSync(join(at, BUNDLE_FILES.items), bundles[0].files[BUNDLE_FILES.items].slice(1)),
      'mismatch',
      /items\.json: \d+ bytes/,
    ],
    ['a manifest that is none', (at) => writeFileSync(join(at, 'manifest.json'), '{}'), 'malformed', /manifest\.json/],
  ];
  test.each(refusals)('%s', async (name, spoil, code, message) => {
    const bundle = writeBundle(join(folder, name.replaceAll(' ', '-')), bundles[0]);
    spoil(bundle);
    const refusal = expect(deployLocal({ bundle, state: join(folder, 'unused') })).rejects;
    await refusal.toMatchObject({ name: 'InputError', code, message: expect.stringMatching(message) });
  });

  test('a folder without a bundle', async () => {
    await expect(deployLocal({ bundle: join(folder, 'none') })).rejects.toMatchObject({ code: 'missing' });
  });

  test('an event that is none', async () => {
    const events = [
      { user: 'ann', item: 'w-1' },
      { user: 'ann', item: '' },
    ];
    const unused = join(folder, 'other-state');
    await expect(deployLocal({ bundle: folders[0], events, state: unused })).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(/^event 1: item/),
    });
  });
});
