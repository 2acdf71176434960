// `curatornet recommend` as a process, against a server that answers as told, and with a bundle. test/infra has the real worker.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { importInteractions } from '../../trainer/dataset/interactions.ts';
import { writeNpy } from '../../trainer/dataset/npy.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import { ranking, userVector } from '../fixtures/reference.ts';
import { writeBundle } from '../infra/workbench.ts';
import { CLI, curatornet, temporaryFolder } from './command.ts';

/** The paths that were asked for, and the keys that came. */
let asked: string[] = [];
let keys: (string | undefined)[] = [];
/** The status of each answer in turn; 200 after the last. */
let statuses: number[] = [];
/** Answers that are held back, and whether they are. */
let held: (() => void)[] = [];
let holdAfter = Number.POSITIVE_INFINITY;
/** What answers have besides. */
let more: Record<string, unknown> = {};
let url: string;

const railsOf = (user: string) => [
  {
    id: 'for-you',
    kind: 'for-you',
    ref: '1.m.home.for-you',
    title: 'For you',
    items: [item(`w-of-${user}`), item('w-2')],
  },
  { id: 'new-for-you', kind: 'new-for-you', ref: '1.m.home.new-for-you', title: 'New', items: [item('w-3')] },
];
const item = (id: string) => ({
  id,
  score: 1.5,
  title: `"${id}", painted`,
  artist: 'A\u2028B',
  price: 20,
  currency: 'EUR',
});
const server = createServer((request, response) => {
  asked.push(request.url!);
  keys.push(request.headers.authorization);
  const user = new URL(request.url!, url).searchParams.get('user')!;
  const status = statuses.shift() ?? 200;
  const answer = () => {
    response.statusCode = status;
    if (status === 429) response.setHeader('retry-after', '1');
    const rails = user === 'nobody' ? [] : railsOf(user);
    response.end(
      JSON.stringify(
        status === 200 ? { model: 'm-1', page: 'home', config: 0, rails, ...more } : { title: 'No', status, ...more },
      ),
    );
  };
  if (asked.length > holdAfter) held.push(answer);
  else setTimeout(answer, user.endsWith('0') ? 30 : 0);
});
beforeAll(async () => {
  process.env.CURATORNET_SERVICE_KEY = 'service-key-of-the-tests';
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  delete process.env.CURATORNET_SERVICE_KEY;
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  [asked, keys, statuses, held, holdAfter, more] = [[], [], [], [], Number.POSITIVE_INFINITY, {}];
});

const folder = temporaryFolder();
let files = 0;
const path = (name: string) => join(folder, `${files++}-${name}`);
function file(name: string, text: string): string {
  const made = path(name);
  writeFileSync(made, text);
  return made;
}
const names = (count: number) => Array.from({ length: count }, (_, nth) => `u-${nth}`);
const list = (count: number) => file('users.txt', `${names(count).join('\n')}\n`);
const recommend = (...args: string[]) => curatornet('recommend', ...args);
const linesOf = (out: string) =>
  readFileSync(out, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { user: string; rails: { items: { id: string }[] }[] });

describe('by a worker', () => {
  test('a line per user in their order, each once, with the options of the page', async () => {
    const users = file('users.csv', `mail,user\r\n"b, c",bob\r\na,"ann, jr"\r\nb,bob\r\n`);
    const out = path('out.ndjson');
    const options = ['--page', 'email', '--limit', '7', '--rails', 'for-you', '--rails', 'new-for-you'];
    const { status, stdout, stderr } = await recommend('--users', users, '--out', out, '--url', url, ...options);
    expect(status, stderr).toBe(0);
    expect(asked.map((one) => one.replace(/user=[^&]*/, 'user=U'))).toEqual(
      Array(2).fill('/v1/rails?user=U&rails=for-you&rails=new-for-you&page=email&limit=7'),
    );
    expect(new Set(keys)).toEqual(new Set(['Bearer service-key-of-the-tests']));
    expect(linesOf(out)).toEqual(['bob', 'ann, jr'].map((user) => ({ user, model: 'm-1', rails: railsOf(user) })));
    expect(stdout).toBe(`${out}: rails of 2 users, by version m-1\n`);
    expect(existsSync(`${out}.partial`)).toBe(false);
  });

  test('a CSV with a record per item', async () => {
    const out = path('out.csv');
    const { status, stdout } = await recommend(
      '--users',
      file('u', 'ann\nnobody'),
      '--out',
      out,
      '--url',
      url,
      '--json',
    );
    expect(status).toBe(0);
    expect(readFileSync(out, 'utf8')).toBe(
      [
        'user,rail,place,item,score,title,artist,price,currency,image,ref',
        'ann,for-you,1,w-of-ann,1.5,"""w-of-ann"", painted",A\u2028B,20,EUR,,1.m.home.for-you',
        'ann,for-you,2,w-2,1.5,"""w-2"", painted",A\u2028B,20,EUR,,1.m.home.for-you',
        'ann,new-for-you,1,w-3,1.5,"""w-3"", painted",A\u2028B,20,EUR,,1.m.home.new-for-you\n',
      ].join('\n'),
    );
    expect(JSON.parse(stdout)).toEqual({ users: 2, empty: 1, degraded: 0, models: ['m-1'], resumed: 0, out });
  });

  test('asks again while the worker fails, after the pause that it wants', async () => {
    statuses = [503, 200, 429];
    more = { degraded: true };
    const out = path('out.ndjson');
    const { status, stdout, stderr } = await recommend('--users', list(20), '--out', out, '--url', url);
    expect(status, stderr).toBe(0);
    expect(stderr).toContain('the worker answers with status 503; trying again in 0.3 s');
    expect(stderr).toContain('the worker answers with status 429; trying again in 1.0 s');
    expect(stdout).toContain('20 have rails that may be out of date, because storage failed');
    expect(linesOf(out).map(({ user }) => user)).toEqual(names(20));
    expect(asked).toHaveLength(22);
  });

  test('killed half-way and run again, it goes on after the last whole line', async () => {
    const users = list(40);
    const out = path('out.ndjson');
    const args = ['recommend', '--users', users, '--out', out, '--url', url];
    holdAfter = 25;
    const child = spawn(process.execPath, [CLI, ...args], { stdio: 'ignore' });
    // Eight are under way: the first 25 are answered, and no line after them can be written.
    while (held.length < 8) await new Promise((resolve) => setTimeout(resolve, 20));
    const partial = () => readFileSync(`${out}.partial`, 'utf8');
    while (partial().split('\n').length < 27) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGKILL');
    await new Promise((resolve) => child.on('close', resolve));
    expect(existsSync(out)).toBe(false);
    // As if the last write had been cut.
    writeFileSync(`${out}.partial`, `${partial()}{"user":"u-2`);
    [asked, holdAfter] = [[], Number.POSITIVE_INFINITY];
    const { status, stdout, stderr } = await curatornet(...args);
    expect(status, stderr).toBe(0);
    expect(stderr).toContain('going on after 25 users of an earlier command');
    expect(stdout).toContain('rails of 40 users (25 of them before)');
    expect(asked).toHaveLength(15);
    expect(linesOf(out)).toEqual(names(40).map((user) => ({ user, model: 'm-1', rails: railsOf(user) })));
  });

  test('says what the worker refused: the first three errors, and how many more', async () => {
    statuses = [400];
    const errors = ['page', 'limit', 'rails.0', 'rails.1', 'rails.2'].map((at) => ({ at, message: `${at} is wrong` }));
    more = { type: 'urn:curatornet:problem:invalid-request', errors };
    const { status, stderr } = await recommend('--users', list(1), '--out', path('out.ndjson'), '--url', url);
    expect(status).toBe(2);
    expect(stderr).toContain('page: page is wrong; limit: limit is wrong; rails.0: rails.0 is wrong; 2 more errors');
  });

  test('begins anew for other users, other options, or after a day', async () => {
    const out = path('out.ndjson');
    const users = list(10);
    const stopped = async () => {
      statuses = [200, 200, 200, 401];
      const { status, stderr } = await recommend('--users', users, '--out', out, '--url', url);
      expect([status, stderr]).toEqual([2, expect.stringContaining('set CURATORNET_SERVICE_KEY')]);
      [asked, statuses] = [[], []];
    };
    await stopped();
    expect((await recommend('--users', users, '--out', out, '--url', url, '--limit', '3')).status).toBe(0);
    expect(asked).toHaveLength(10);
    await stopped();
    expect((await recommend('--users', list(11), '--out', out, '--url', url)).status).toBe(0);
    expect(asked).toHaveLength(11);
    await stopped();
    const [first, ...rest] = readFileSync(`${out}.partial`, 'utf8').split('\n');
    const { startedAt } = JSON.parse(first) as { startedAt: number };
    const older = first.replace(String(startedAt), String(startedAt - 86_400_000));
    writeFileSync(`${out}.partial`, [older, ...rest].join('\n'));
    expect((await recommend('--users', users, '--out', out, '--url', url)).status).toBe(0);
    expect(asked).toHaveLength(10);
  });
});

describe('by a bundle and a dataset', () => {
  let bundle: FixtureBundle;
  let bundleFolder: string;
  let data: string;
  beforeAll(async () => {
    bundle = await makeBundle({ items: 40, about: (row) => ({ artist: `artist ${row % 3}`, unique: row < 20 }) });
    bundleFolder = writeBundle(path('bundle'), bundle);
    const events = [
      'user,item,at,kind',
      'ann,w-1,30,purchase',
      'ann,w-25,10,like',
      'ann,w-26,10,hide',
      // By time, not in the order of the file.
      'ann,w-27,20,dislike',
      'ann,w-27,10,like',
      'bob,w-2,10,purchase',
      'bob,w-30,10,purchase',
      'cyd,w-5,10,click',
    ];
    const items = ['id,unique', ...bundle.items.map(({ id, unique }) => `${id},${unique === true}`)];
    const features = path('features.npy');
    await writeNpy(features, 40, 2, [new Float32Array(80).fill(1)]);
    data = path('data');
    await importInteractions({
      events: file('events.csv', `${events.join('\n')}\n`),
      items: file('items.csv', `${items.join('\n')}\n`),
      features,
      out: data,
    });
  });

  test('for-you as the worker ranks: without what is sold, disliked, hidden or in the history', async () => {
    const out = path('out.ndjson');
    const users = file('u', 'cyd\nbob\nann\nstranger\n');
    const args = ['--users', users, '--out', out, '--bundle', bundleFolder, '--data', data, '--limit', '15'];
    const { status, stdout, stderr } = await recommend(...args);
    expect(status, stderr).toBe(0);
    const best = (history: number[], without: number[]) =>
      ranking(
        userVector(
          history.map((row) => bundle.vectors[row]),
          bundle.towers.user,
        ),
        bundle.vectors,
        [...history, ...without],
      )
        .slice(0, 15)
        .map(({ row }) => `w-${row}`);
    // w-1 and w-2 are unique and sold; w-30 is a print.
    expect(linesOf(out).map(({ user, rails }) => [user, rails.map((rail) => rail.items.map(({ id }) => id))])).toEqual([
      ['cyd', []],
      ['bob', [best([2, 30], [1])]],
      ['ann', [best([25, 1], [2, 26, 27])]],
      ['stranger', []],
    ]);
    const [, { rails }] = linesOf(out);
    expect(rails[0].items[0]).toMatchObject({ title: expect.stringMatching(/^Item/), score: expect.any(Number) });
    expect(stdout).toBe(`${out}: rails of 4 users, by version ${bundle.version}\n2 have no rail\n`);
    expect(asked).toEqual([]);
  });
});

test.each([
  ['no users', [], () => '\n', 'has no users'],
  ['a list with two fields', [], () => 'ann,bob\n', 'line 1: has 2 fields'],
  ['an invalid id', [], () => 'ann\n bob\n', 'line 2: the user " bob" starts or ends with white space'],
  ['a limit', ['--limit', '0'], () => 'ann\n', '--limit 0 is not a number from 1 to 100'],
  ['a dataset without a bundle', ['--data', 'x'], () => 'ann\n', '--data is given without --bundle'],
  ['a bundle without a dataset', ['--bundle', 'x'], () => 'ann\n', '--bundle is given without --data'],
  ['a page of a bundle', ['--bundle', 'x', '--data', 'x', '--page', 'p'], () => 'ann\n', '--page needs a worker'],
  ['a rail of a bundle', ['--bundle', 'x', '--data', 'x', '--rails', 'new'], () => 'ann\n', '--rails needs a worker'],
])('%s: refused with what to do', async (_, args, users, message) => {
  const { status, stderr } = await recommend('--users', file('u', users()), '--out', path('out'), ...args);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});
