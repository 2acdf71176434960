// `curatornet pull` as a process, with exports of data that D1 may contain: it skips, counts and names unusable data, and
// writes the rest as a dataset.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDataset } from '../../trainer/dataset/dataset.ts';
import { CLI, curatornet, temporaryFolder } from './command.ts';

let lines: object[] = [];
const server = createServer((_, response) => {
  response.end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
});
let url: string;
beforeAll(async () => {
  process.env.CURATORNET_DEPLOY_KEY = 'deploy-key-of-the-tests';
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  delete process.env.CURATORNET_DEPLOY_KEY;
  server.close();
});

const item = (id: string, more: object = {}) => ({ item: { id, sales: 0, forSale: true, ...more } });
const features = (id: string, values: number[] = [1, 2]) => ({ features: { id, values } });
const event = (id: string, more: object = {}) => ({
  event: { id, user: 'ann', item: 'w-1', kind: 'like', at: 1_795_000_000, rail: null, ...more },
});
/** Serves these lines, and the last one with their number. */
function serve(...all: object[]): void {
  const of = (what: string) => all.filter((line) => what in line).length;
  lines = [
    ...all,
    { end: { items: of('item'), features: of('features'), events: of('event'), impressions: of('impression') } },
  ];
}
async function pull(...more: string[]) {
  const out = join(temporaryFolder(), 'pulled');
  return { out, ...(await curatornet('pull', '--url', url, '--out', out, ...more)) };
}

test('skips, counts and names unusable data', async () => {
  serve(
    item('w-1', {
      title: 'line\u2028separator',
      price: 19.99 * 1.2,
      uploadedAt: 1_700_000_000.25,
      tags: ['sea', 'red, dark'],
    }),
    item('w-2'),
    item('w-3', { title: 'half of \ud83d' }),
    item('w-4'),
    features('w-1'),
    features('w-2', [3, 4]),
    features('w-3'),
    features('w-4', [1, 2, 3]),
    event('e-1'),
    event('e-2', { at: 100_000_000_000 }),
    event('e-3', { user: 'two\nlines' }),
    event('e-4', { user: 'u\u2028v', item: 'w-2', at: null }),
    event('e-5', { kind: 'gaze' }),
    event('e-6', { kind: 'click' }),
    event('e-7', { kind: 'dislike', user: 'bob' }),
    { impression: { user: 'ann', item: 'w-1', count: 2, ignored: 2, at: 1_795_000_000 } },
  );
  const { out, status, stdout, stderr } = await pull('--partial', '--json');
  expect(status, stderr).toBe(0);
  const text = 'without control characters and lone surrogates';
  expect(JSON.parse(stdout).leftOut).toEqual({
    items: 0,
    first: [],
    events: 0,
    unusable: {
      items: 1,
      features: 1,
      events: 3,
      first: [
        `the item "w-3": title: must be 0 to 500 characters, ${text}`,
        'the event "e-2" of the user "ann" about the item "w-1": at: must be at most 4102444800',
        `the event "e-3" of the user "two\\nlines" about the item "w-1": user: must be 1 to 128 characters, ${text}, without white space at its ends, and neither . nor ..`,
        'the event "e-5" of the user "ann" about the item "w-1": kind: must be one of: purchase, like, click, view, cart, dislike, hide',
        'the features of the item "w-4": 3 values, but most items have 2',
      ],
    },
  });
  expect(readFileSync(join(out, 'items.csv'), 'utf8')).toBe(
    'id,artist,title,image,price,currency,uploaded_at,unique,tags\n' +
      // date -ud @1700000000
      'w-1,,line\u2028separator,,23.988,,2023-11-14T22:13:20.250Z,,"sea, ""red, dark"""\nw-2,,,,,,,,\n',
  );
  expect(readFileSync(join(out, 'events.csv'), 'utf8')).toBe(
    'user,item,at,kind\nann,w-1,1795000000,like\nu\u2028v,w-2,,like\nann,w-1,1795000000,click\nbob,w-1,1795000000,dislike\n',
  );
  const { features: kept, items, users, events } = await openDataset(out);
  expect([...kept]).toEqual([1, 2, 3, 4]);
  expect(items[0].tags).toEqual(['sea', 'red, dark']);
  expect(users).toEqual(['ann', 'u\u2028v']);
  expect(events.item).toEqual(Int32Array.of(0, 1));
});

test('prints the same as text', async () => {
  const good = Array.from({ length: 30 }, (_, i) => event(`e-${i}`));
  serve(item('w-1'), features('w-1'), ...good, event('late', { at: -1 }));
  const { status, stdout, stderr } = await pull();
  expect(status, stderr).toBe(0);
  expect(stdout).toContain(
    'left out as unusable: 0 items, 0 features and 1 events\n  the event "late" of the user "ann" about the item "w-1": at: ',
  );
});

test('rejects an export with more than a tenth of unusable data, and says how to continue', async () => {
  const good = (count: number) => Array.from({ length: count }, (_, i) => event(`e-${i}`));
  serve(item('w-1'), features('w-1'), ...good(8), event('late', { at: -1 }));
  const refused = await pull();
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain('1 of 9 events cannot be used: the event "late" of the user "ann"');
  expect(refused.stderr).toContain('or leave them out with --partial');
  expect((await pull('--partial')).status).toBe(0);
  serve(item('w-1'), features('w-1'), ...good(9), event('late', { at: -1 }));
  expect((await pull()).status).toBe(0);
});

test('rejects an export if items without features are more than a tenth, or have more than a tenth of the events', async () => {
  const items = (count: number) => Array.from({ length: count }, (_, i) => [item(`w-${i}`), features(`w-${i}`)]).flat();
  serve(...items(9), item('bare-1'), item('bare-2'), event('e-1'));
  const refused = await pull();
  expect(refused.stderr).toContain(': 2 of 11 items have no features: bare-1, bare-2\n');
  expect(refused.status).toBe(2);
  // One of eleven is less than a tenth, and the event of it is one of two.
  serve(...items(10), item('bare-1'), event('e-1'), event('e-2', { item: 'bare-1' }));
  const events = await pull();
  expect(events.stderr).toContain(': 1 of 2 events refer to items without features: bare-1\n');
  expect(events.status).toBe(2);
  const { status, stdout } = await pull('--partial');
  expect(stdout).toContain('left out 1 items without features (bare-1) and their 1 events');
  expect(status).toBe(0);
});

test('rejects truncated exports and other data', async () => {
  lines = [{ rails: [] }];
  expect((await pull()).stderr).toContain(`${url} line 1: is not a line of an export`);
  serve(item('w-1'), features('w-1'), event('e-1'));
  lines.splice(2, 1);
  expect((await pull()).stderr).toContain('the export is truncated after line 3');
});

/** A worker whose answers are these texts, in turn; each but the last breaks off. */
async function breaking(...answers: string[]): Promise<{ url: string; asked: string[]; close: () => void }> {
  const asked: string[] = [];
  const worker = createServer((request, response) => {
    asked.push(request.url!);
    const text = answers[Math.min(asked.length, answers.length) - 1];
    response.write(text);
    if (asked.length >= answers.length) response.end();
    else setTimeout(() => response.destroy(), 50);
  });
  await new Promise<void>((resolve) => worker.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(worker.address() as AddressInfo).port}`, asked, close: () => worker.close() };
}
const text = (...all: object[]) => all.map((line) => `${JSON.stringify(line)}\n`).join('');
const END = { end: { items: 0, features: 0, events: 2 } };

test('an export that breaks off goes on after its last cursor', async () => {
  const first = text(item('w-1'), { cursor: 'features.' }, features('w-1'), { cursor: 'events.0' }, event('lost'));
  const broken = await breaking(
    first,
    text(event('e-1'), { cursor: 'events.7' }, event('lost')),
    text(event('e-2', { user: 'bob' }), event('e-3'), END),
  );
  const out = join(temporaryFolder(), 'pulled');
  const { status, stderr } = await curatornet('pull', '--url', broken.url, '--out', out);
  expect(status, stderr).toBe(0);
  expect(broken.asked).toEqual(['/v1/export', '/v1/export?after=events.0', '/v1/export?after=events.7']);
  expect(readFileSync(join(out, 'events.csv'), 'utf8')).toBe(
    'user,item,at,kind\nann,w-1,1795000000,like\nbob,w-1,1795000000,like\nann,w-1,1795000000,like\n',
  );
  expect(existsSync(`${out}.pull`)).toBe(false);
  broken.close();
});

test('a pull that is killed goes on where it was', async () => {
  const first = text(
    item('w-1'),
    features('w-1'),
    { cursor: 'events.0' },
    event('e-1'),
    { cursor: 'events.9' },
    event('lost'),
  );
  const asked: string[] = [];
  const worker = createServer((request, response) => {
    asked.push(request.url!);
    if (asked.length > 1) response.end(text(event('e-2'), event('e-3'), END));
    else response.write(first);
  });
  await new Promise<void>((resolve) => worker.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(worker.address() as AddressInfo).port}`;
  const out = join(temporaryFolder(), 'pulled');
  const child = spawn(process.execPath, [CLI, 'pull', '--url', address, '--out', out], { stdio: 'ignore' });
  const state = `${out}.pull/state.json`;
  while (!existsSync(state)) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('close', resolve));
  const { cursor } = JSON.parse(readFileSync(state, 'utf8'));
  const { status, stderr } = await curatornet('pull', '--url', address, '--out', out);
  expect(status, stderr).toBe(0);
  expect(stderr).toContain('going on after');
  expect(asked).toEqual(['/v1/export', `/v1/export?after=${cursor}`]);
  const left = cursor === 'events.9' ? 3 : 2;
  expect(readFileSync(join(out, 'events.csv'), 'utf8').split('\n')).toHaveLength(left + 2);
  worker.close();
});
