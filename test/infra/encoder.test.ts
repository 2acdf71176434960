// A picture in, an item on the rails: curatornet add as a process, and the encoder service, which is killed, beside a worker.
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Server, serveLocal } from '../../infra/serve.ts';
import type { PicturesResponse } from '../../shared/api-pictures.ts';
import type { RailsResponse, SimilarToResponse } from '../../shared/api-rails.ts';
import { visualEncoder } from '../../shared/encoder.ts';
import { VISUAL_SIZE } from '../../shared/visual/visual.ts';
import { Store } from '../../trainer/add/store.ts';
import { makeBundle } from '../fixtures/bundle.ts';
import { curatornet } from '../trainer/command.ts';
import { motley, picture } from '../trainer/embed/support.ts';
import { freePort, putInForce, temporaryFolder, writeBundle } from './workbench.ts';

const folder = temporaryFolder();
const file = (name: string) => join(folder, name);
let server: Server;
let store: Store;

beforeAll(async () => {
  const bundle = await makeBundle({ items: 40, features: VISUAL_SIZE, encoder: await visualEncoder() });
  server = await serveLocal({ port: await freePort(), state: file('state') });
  await putInForce(server, writeBundle(file('bundle'), bundle));
  store = new Store(server.url, server.keys.SERVICE_KEY);
});
afterAll(() => server?.stop());

/** Processes that a test started. */
const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});
function start(script: string, ...args: string[]): ChildProcess & { printed: () => string } {
  const path = fileURLToPath(new URL(`../../${script}`, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      printed += chunk;
    });
  return Object.assign(child, { printed: () => printed });
}
const ended = (child: ChildProcess) => new Promise<number | null>((resolve) => child.once('close', resolve));

const headers = () => ({ authorization: `Bearer ${server.keys.SERVICE_KEY}`, 'content-type': 'application/json' });
const ask = async (path: string, body?: object) => {
  const init = body ? { method: 'POST', headers: headers(), body: JSON.stringify(body) } : { headers: headers() };
  return (await fetch(`${server.url}${path}`, init)).json() as Promise<unknown>;
};
const onRail = async (rail: string) => {
  const { rails } = (await ask('/v1/rails', { history: ['w-3'], rails: [rail], limit: 100 })) as RailsResponse;
  return rails.flatMap(({ items }) => items.map(({ id }) => id));
};
const similarTo = async (id: string) =>
  ((await ask(`/v1/items/${id}/similar`)) as SimilarToResponse).items.map(({ id }) => id);

it('curatornet add: the item is on the rails when the command ends, and its like is next to it', async () => {
  const red = (shift: number) => picture(80, 60, (x, y) => [200 + ((x + shift) % 30), 20 + (y % 20), 30], 'jpeg');
  writeFileSync(file('Red Field.JPG'), await red(0));
  writeFileSync(file('red-2.jpg'), await red(7));
  writeFileSync(file('blue.png'), await motley(3, 90));
  const url = ['--url', server.url];
  const details = ['--artist', 'Ada', '--price', '90', '--currency', 'EUR', '--tag', 'red', '--tag', 'field'];
  const first = await curatornet('add', file('Red Field.JPG'), '--id', 'red-1', ...details, ...url, '--json');
  expect(first.status, first.stderr).toBe(0);
  expect(JSON.parse(first.stdout)).toEqual({
    added: [{ id: 'red-1', path: file('Red Field.JPG'), url: `${server.url}/items/red-1` }],
    skipped: [],
  });
  for (const rail of ['for-you', 'new']) expect(await onRail(rail)).toContain('red-1');
  // Several at once, with ids of their own; one of them is not a picture.
  writeFileSync(file('notes.jpg'), 'not a picture');
  const rest = ['red-2.jpg', 'blue.png', 'notes.jpg'].map(file);
  const { stdout, status } = await curatornet('add', ...rest, ...url);
  expect(status).toBe(0);
  const ids = [...stdout.matchAll(/^added (\S+):/gm)].map(([, id]) => id);
  expect(ids.sort()).toEqual([
    expect.stringMatching(/^blue-[0-9a-f]{12}$/),
    expect.stringMatching(/^red-2-[0-9a-f]{12}$/),
  ]);
  expect(stdout).toContain(`skipped ${file('notes.jpg')}: is not a JPEG, PNG`);
  expect((await similarTo('red-1'))[0]).toBe(ids[1]);
  const { items } = (await ask('/v1/similar', { items: ['red-1'], tags: ['red'] })) as SimilarToResponse;
  expect(items).toEqual([]);
  const [shown] = ((await ask('/v1/rails', { history: [], rails: ['new'], ids: ['red-1'] })) as RailsResponse).rails[0]
    .items;
  expect(shown).toMatchObject({ title: 'Red Field', artist: 'Ada', price: 90, currency: 'EUR' });
  expect((await fetch(`${server.url}${shown.image}`)).headers.get('content-type')).toBe('image/jpeg');
  // Nothing is left for the encoder.
  expect((await store.pending(100)).pictures).toEqual([]);
});

it.each<[string[], string]>([
  [[], 'name pictures, or a folder with --watch'],
  [['nothing.jpg'], 'nothing.jpg: not found'],
  [['package.json', '--price', 'dear'], 'price must be a finite number'],
  [['package.json', 'tsconfig.json', '--id', 'x'], '--id requires exactly one picture'],
  [['package.json'], 'skipped package.json: is not a JPEG, PNG, WebP, GIF, TIFF or AVIF file'],
])('curatornet add %s: says what is wrong', async (args, message) => {
  const { status, stderr } = await curatornet('add', ...args, '--url', server.url);
  expect(stderr.replace('price: ', 'price ')).toContain(message);
  expect(status).toBe(2);
});

it('curatornet add --watch: adds what is in the folder and what appears, once, and ends on a signal', async () => {
  const watched = file('export');
  mkdirSync(watched);
  writeFileSync(join(watched, 'one.png'), await motley(11));
  const child = start('trainer/cli.ts', 'add', '--watch', watched, '--url', server.url);
  const added = () => [...child.printed().matchAll(/^added (\S+)-[0-9a-f]{12}:/gm)].map(([, name]) => name);
  await expect.poll(added, { timeout: 20_000 }).toEqual(['one']);
  writeFileSync(join(watched, 'broken.png'), 'nothing');
  writeFileSync(join(watched, 'two.PNG'), await motley(12));
  writeFileSync(join(watched, 'readme.txt'), 'no picture');
  await expect.poll(added, { timeout: 20_000 }).toEqual(['one', 'two']);
  await expect.poll(child.printed, { timeout: 20_000 }).toContain('broken.png: is not a JPEG');
  child.kill('SIGTERM');
  expect(await ended(child)).toBe(0);
  expect(child.printed()).toContain('added 2 items; skipped 1 files');
  const again = start('trainer/cli.ts', 'add', '--watch', watched, '--url', server.url);
  copyFileSync(join(watched, 'one.png'), join(watched, 'three.png'));
  await expect.poll(again.printed, { timeout: 20_000 }).toContain('added three-');
  again.kill('SIGTERM');
  await ended(again);
  // Those that the store has already are not added again.
  expect(again.printed()).not.toContain('added one-');
  rmSync(watched, { recursive: true });
});

it('the encoder service, killed twice, encodes every picture once, and reports those that it cannot encode', async () => {
  const PICTURES = 90;
  const mark = async () => (await store.putItem('mark', { title: 'Mark' })).revision;
  const before = await mark();
  for (let i = 0; i < PICTURES; i++) await store.putPicture(`p-${i}`, await motley(i + 20, 64));
  const png = await motley(1, 64);
  await store.putPicture('truncated', png.subarray(0, png.length / 2));
  const port = await freePort();
  const service = () => start('infra/encoder/serve.ts', '--url', server.url, '--port', String(port));
  const left = async () => (await store.pending(100)).pictures.length;
  for (const least of [70, 30]) {
    const child = service();
    await expect.poll(left, { timeout: 30_000, interval: 5 }).toBeLessThan(least);
    child.kill('SIGKILL');
    await ended(child);
    expect(await left()).toBeGreaterThan(0);
  }
  const last = service();
  await expect.poll(left, { timeout: 30_000 }).toBe(0);
  // The service counts a failure once the worker has acknowledged its report.
  const health = async () => (await fetch(`http://127.0.0.1:${port}/health`)).json();
  const { id: encoder } = await visualEncoder();
  await expect.poll(health).toMatchObject({ status: 'ok', failed: 1, encoder, why: null });
  const { pictures } = (await ask('/v1/pictures?state=failed')) as PicturesResponse;
  expect(pictures).toMatchObject([{ item: 'truncated', failure: expect.stringMatching(/^cannot be decoded: /) }]);
  last.kill('SIGTERM');
  expect(await ended(last)).toBe(0);
  const rail = await onRail('for-you');
  expect(rail).not.toContain('truncated');
  const { items } = (await ask('/v1/similar', { items: ['p-0'], limit: 100 })) as SimilarToResponse;
  const ids = Array.from({ length: PICTURES }, (_, i) => `p-${i}`);
  expect(items.map(({ id }) => id)).toEqual(expect.arrayContaining(ids.slice(1, 60)));
  // Each upload and each set of features took one revision: nothing was written twice.
  expect((await mark()) - before).toBe(PICTURES + 1 + PICTURES + 1);
});
