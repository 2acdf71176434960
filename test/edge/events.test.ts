// Events: recorded once, all or none; a unique item that was bought is no longer for sale.
import { env } from 'cloudflare:workers';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeBundle } from '../fixtures/bundle.ts';
import { deploy, emptyStorage, expected, openWorker, post, problem, put, rails, shown } from './harness.ts';

const ask = openWorker();
const other = openWorker();
const send = (...events: object[]) => ask('/v1/events', post({ events }));
const purchase = (id: string, user: string, item: string, more: object = {}) => ({
  id,
  user,
  item,
  kind: 'purchase',
  ...more,
});
const stored = async () =>
  (await env.DB.prepare('SELECT id, user, item, kind, at, rail FROM events ORDER BY seq').all()).results;
const everything = (worker = other) => worker('/v1/rails', post({ history: ['w-80'], limit: 100, rails: ['for-you'] }));

beforeAll(async () => {
  await emptyStorage();
  await deploy(await makeBundle({ items: 90 }));
});
beforeEach(async () => {
  await env.DB.batch([
    env.DB.prepare('DELETE FROM events'),
    env.DB.prepare("UPDATE items SET state = 'for-sale', revision = revision + 1000"),
    env.DB.prepare('UPDATE catalogue SET revision = revision + 1000'),
  ]);
});

test('events are stored and take effect in the next request', async () => {
  const response = await send(purchase('e-1', 'ann', 'w-4', { at: 1_700_000_000, rail: 'discover' }), {
    id: 'e-2',
    user: 'ann',
    item: 'w-8',
    kind: 'like',
    at: 1_600_000_000,
  });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ recorded: 2, repeated: 0, sold: [] });
  expect(await stored()).toEqual([
    { id: 'e-1', user: 'ann', item: 'w-4', kind: 'purchase', at: 1_700_000_000, rail: 'discover' },
    { id: 'e-2', user: 'ann', item: 'w-8', kind: 'like', at: 1_600_000_000, rail: null },
  ]);
  const page = await other('/v1/rails?user=ann&rails=for-you&limit=100');
  const seen = await shown(page);
  expect(seen.length).toBeGreaterThan(50);
  expect(seen).not.toContain('w-4');
});

test('an event without a time gets the time of its arrival', async () => {
  const before = Math.floor(Date.now() / 1000);
  await send(purchase('e-1', 'ann', 'w-4'));
  const [{ at }] = await stored();
  expect(at).toBeGreaterThanOrEqual(before);
  expect(at).toBeLessThanOrEqual(Math.ceil(Date.now() / 1000));
});

describe('the same id', () => {
  test('with the same contents changes nothing, with and without the time', async () => {
    const event = purchase('e-1', 'ann', 'w-4', { at: 5 });
    await send(event);
    expect(await (await send(event, purchase('e-2', 'ann', 'w-8'))).json()).toMatchObject({
      recorded: 1,
      repeated: 1,
      sold: [],
    });
    expect(await (await send(purchase('e-2', 'ann', 'w-8'))).json()).toMatchObject({
      recorded: 0,
      repeated: 1,
      sold: [],
    });
    expect(await stored()).toHaveLength(2);
  });

  test.each([
    ['another user', { user: 'bob' }],
    ['another item', { item: 'w-9' }],
    ['another kind', { kind: 'like' }],
    ['another time', { at: 6 }],
    ['a rail', { rail: 'new' }],
  ])('with %s is refused, and so is all that came with it', async (_, change) => {
    await send(purchase('e-1', 'ann', 'w-4', { at: 5 }));
    const response = await send(purchase('e-0', 'cyd', 'w-5'), {
      ...purchase('e-1', 'ann', 'w-4', { at: 5 }),
      ...change,
    });
    expect(response.status).toBe(422);
    expect((await problem(response)).type).toBe('urn:curatornet:problem:event-conflict');
    expect(await stored()).toEqual([{ id: 'e-1', user: 'ann', item: 'w-4', kind: 'purchase', at: 5, rail: null }]);
    // The refused purchase sold nothing.
    expect(await shown(await everything())).toContain('w-5');
  });

  test('twice in one request: recorded once if equal, refused if different', async () => {
    const event = purchase('e-1', 'ann', 'w-4');
    expect(await (await send(event, event)).json()).toMatchObject({ recorded: 1, repeated: 1, sold: [] });
    expect((await send(purchase('e-3', 'ann', 'w-4'), purchase('e-3', 'ann', 'w-8'))).status).toBe(422);
    expect(await stored()).toHaveLength(1);
  });
});

test('one request may have 100 events, not 101', async () => {
  const many = Array.from({ length: 101 }, (_, i) => purchase(`e-${i}`, 'ann', 'w-4'));
  expect((await send(...many)).status).toBe(400);
  expect(await (await send(...many.slice(1))).json()).toMatchObject({ recorded: 100, repeated: 0, sold: [] });
});

describe('a purchase', () => {
  test('of a unique item takes it off sale in every isolate; of a print it does not', async () => {
    expect(await shown(await everything())).toEqual(expect.arrayContaining(['w-5', 'w-4']));
    expect(await (await send(purchase('e-1', 'ann', 'w-5'), purchase('e-2', 'ann', 'w-4'))).json()).toMatchObject({
      sold: ['w-5'],
    });
    for (const worker of [ask, other, openWorker()]) {
      const seen = await shown(await everything(worker));
      expect(seen).toContain('w-4');
      expect(seen).not.toContain('w-5');
    }
  });

  test('that is repeated after the item was put back on sale sells nothing', async () => {
    await send(purchase('e-1', 'ann', 'w-5'));
    await ask('/v1/items/w-5', put({ forSale: true }));
    expect(await (await send(purchase('e-1', 'ann', 'w-5'))).json()).toMatchObject({
      recorded: 0,
      repeated: 1,
      sold: [],
    });
    expect(await shown(await everything())).toContain('w-5');
  });

  test('of an unknown item: when the item is added, it is sold; a print is not', async () => {
    await send(purchase('e-1', 'ann', 'early'), purchase('e-2', 'ann', 'print'));
    const features = [1, 2, 3, 4, 5, 6];
    expect(await (await ask('/v1/items/early', put({ features }))).json()).toMatchObject({ forSale: false });
    expect(await (await ask('/v1/items/print', put({ features, unique: false }))).json()).toMatchObject({
      forSale: true,
    });
    const seen = await shown(await everything());
    expect(seen).toContain('print');
    expect(seen).not.toContain('early');
  });
});

test("a user's events are listed by time, not by arrival", async () => {
  await send(purchase('e-1', 'ann', 'w-4', { at: 100 }), purchase('e-2', 'ann', 'w-8', { at: 300 }));
  await send(purchase('e-3', 'ann', 'w-12', { at: 200 }));
  const { events } = (await (await ask('/v1/users/ann')).json()) as { events: { item: string }[] };
  expect(events.map(({ item }) => item)).toEqual(['w-4', 'w-12', 'w-8']);
});

test('the tower reads the latest 256 items of a longer history, by time and not by arrival', async () => {
  const bundle = await makeBundle({ items: 600 });
  await deploy(bundle);
  const like = (row: number, at: number) => ({ id: `like-${row}`, user: 'bea', item: `w-${row}`, kind: 'like', at });
  // The 256 latest events arrive first, 256 earlier ones after them.
  const likes = Array.from({ length: 512 }, (_, row) => like(row, row < 256 ? 1000 + row : row));
  for (let from = 0; from < likes.length; from += 100)
    expect((await send(...likes.slice(from, from + 100))).status).toBe(200);
  // Other tests of this file added these two.
  const others = 'excludeIds=early&excludeIds=print';
  const { rails: made } = await rails(await openWorker()(`/v1/rails?user=bea&rails=for-you&${others}`));
  const rows = Array.from({ length: 512 }, (_, i) => (i + 256) % 512);
  expect(made[0].items.map(({ id }) => id)).toEqual(expected(bundle, rows).map(({ id }) => id));
});
