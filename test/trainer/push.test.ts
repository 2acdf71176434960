// `curatornet push` as a process, against a server that notes what it gets and fails on cue. test/infra has the real worker.
import { createHash } from 'node:crypto';
import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { writeNpy } from '../../trainer/dataset/npy.ts';
import { curatornet, temporaryFolder } from './command.ts';

interface Got {
  path: string;
  lines: Record<string, unknown>[];
}
let got: Got[] = [];
/** The status of each answer in turn; 200 after the last. */
let statuses: number[] = [];
/** The lines of a request that are refused. */
let refused: number[] = [];
const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const status = statuses.shift() ?? 200;
  response.statusCode = status;
  if (status !== 200) return response.end('{}');
  const lines = body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  got.push({ path: request.url!, lines });
  const events = request.url === '/v1/bulk/events';
  const stored = lines.length - refused.length;
  const outcomes = { bought: 1, late: 0, 'not-for-sale': 0, recorded: stored - 1, erased: 0, 'not-stored': 0 };
  const more = events ? { recorded: stored, repeated: 0, sold: 1, outcomes } : { written: stored };
  const errors = refused.map((line) => ({ line, at: 'user', message: 'is wrong' }));
  response.end(JSON.stringify({ lines: lines.length, refused: refused.length, errors, ...more }));
});
let url: string;
beforeAll(async () => {
  process.env.CURATORNET_SERVICE_KEY = 'service-key-of-the-tests';
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  delete process.env.CURATORNET_SERVICE_KEY;
  server.close();
});
beforeEach(() => {
  [got, statuses, refused] = [[], [], []];
});

const push = (...args: string[]) => curatornet('push', '--server', url, ...args);
function file(name: string, text: string): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, text);
  return path;
}
const events = (count: number) =>
  `user,item,at\n${Array.from({ length: count }, (_, n) => `u-${n},w-1,${n}\n`).join('')}`;

test('sends items with their features, then events with ids that are digests of their contents', async () => {
  const items = file('items.csv', 'id,title,price,unique,uploaded_at\nw-1,"a, b",2.5,,2020-01-01\nw-2,,,false,\n');
  const features = join(temporaryFolder(), 'features.npy');
  await writeNpy(features, 2, 2, [Float32Array.of(0.5, 1, 2, -3)]);
  const line = 'ann,w-1,5,like';
  const path = file('events.csv', `user,item,at,kind,id\n${line},\n${line},\nbob,w-2,,,mine\ncyd,w-2,7,click,\n`);
  const { status, stdout, stderr } = await push('--items', items, '--features', features, '--events', path, '--json');
  expect(status, stderr).toBe(0);
  // printf '0 ["ann","w-1","like",5]' | sha256sum
  const id = (nth: number) =>
    `import:${createHash('sha256').update(`${nth} ["ann","w-1","like",5]`).digest('hex').slice(0, 32)}`;
  const [sentItems, sentEvents] = got;
  expect(sentItems).toEqual({
    path: '/v1/bulk/items',
    lines: [
      { id: 'w-1', title: 'a, b', price: 2.5, unique: true, uploadedAt: 1_577_836_800, features: [0.5, 1] },
      { id: 'w-2', unique: false, features: [2, -3] },
    ],
  });
  expect(sentEvents.path).toBe('/v1/bulk/events');
  expect(sentEvents.lines.slice(0, 3)).toEqual([
    { id: id(0), user: 'ann', item: 'w-1', kind: 'like', at: 5 },
    { id: id(1), user: 'ann', item: 'w-1', kind: 'like', at: 5 },
    { id: 'mine', user: 'bob', item: 'w-2', kind: 'purchase' },
  ]);
  expect(sentEvents.lines[3].kind).toBe('click');
  expect(JSON.parse(stdout)).toMatchObject({
    items: { records: 2, refused: 0, counts: { written: 2 } },
    events: { records: 4, resumed: 0, counts: { recorded: 4, sold: 1, 'outcome bought': 1 } },
  });
});

test('tries again while the worker fails, and goes on where an earlier push stopped', async () => {
  const path = file('events.csv', events(12_000));
  // The first request passes, the second fails, and is refused for good.
  statuses = [200, 503, 500, 429, 400];
  const stopped = await push('--events', path);
  expect(stopped.status, stopped.stderr).toBe(2);
  expect(stopped.stderr).toContain('the worker answers with status 503; trying again in 0.3 s');
  expect(got.map(({ lines }) => lines.length)).toEqual([5_000]);
  expect(existsSync(`${path}.push.json`)).toBe(true);

  const { status, stdout, stderr } = await push('--events', path);
  expect(status, stderr).toBe(0);
  expect(stderr).toContain('going on after 5,000 events');
  expect(stdout).toContain('pushed 12,000 events (5,000 of them before): 12,000 recorded');
  expect(got.flatMap(({ lines }) => lines.map(({ user }) => user))).toEqual(
    Array.from({ length: 12_000 }, (_, n) => `u-${n}`),
  );
  expect(existsSync(`${path}.push.json`)).toBe(false);
});

test('begins anew if the file has changed', async () => {
  const path = file('events.csv', events(6_000));
  statuses = [200, 400];
  expect((await push('--events', path)).status).toBe(2);
  utimesSync(path, 5, 5);
  got = [];
  expect((await push('--events', path)).status).toBe(0);
  expect(got.map(({ lines }) => lines.length)).toEqual([5_000, 1_000]);
});

test('names refused lines by their number in the file', async () => {
  // An empty line counts.
  const path = file('items.csv', 'id,title\nw-1,"two words"\n\nw-2,b\nw-3,c\n');
  refused = [2];
  const { status, stderr } = await push('--items', path);
  expect(status).toBe(2);
  expect(stderr).toContain('pushed 3 items: 2 written; 1 refused\n1 lines were refused, all others are stored:');
  expect(stderr).toContain(`${path} line 4: user: is wrong`);
});

test.each([
  ['nothing', [], 'nothing to push'],
  ['features without items', ['--features', 'x.npy', '--events', 'x.csv'], '--features is given without --items'],
  ['a file that is missing', ['--events', 'none.csv'], 'none.csv: cannot be read'],
])('refuses %s', async (_, args, message) => {
  const { status, stderr } = await push(...args);
  expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
});

test('an invalid line stops the push and is named; what came before is stored', async () => {
  const path = file('events.csv', `${events(5_001)}ann,w-1,never\n`);
  const { status, stderr } = await push('--events', path);
  expect([status, stderr]).toEqual([2, expect.stringContaining(`${path} line 5003: at "never" is not a time`)]);
  expect(got.map(({ lines }) => lines.length)).toEqual([5_000]);
});

test('features must have a row per item', async () => {
  const features = join(temporaryFolder(), 'features.npy');
  await writeNpy(features, 1, 2, [Float32Array.of(0.5, 1)]);
  const items = file('items.csv', 'id\nw-1\nw-2\n');
  const { status, stderr } = await push('--items', items, '--features', features);
  expect([status, stderr]).toEqual([2, expect.stringContaining(`has 1 rows, but ${items} has more items`)]);
});
