// Orphans can be listed and deleted; events of existing items cannot.
import { env } from 'cloudflare:workers';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { OrphansResponse } from '../../shared/api-users.ts';
import { makeBundle } from '../fixtures/bundle.ts';
import { bearer, deploy, emptyStorage, emptyTables, openWorker, post, put, token } from './harness.ts';

const ask = openWorker();
const event = (id: string, kind: string, item: string) => ({ id, user: 'ann', item, kind });
const send = (...events: object[]) => ask('/v1/events', post({ events }));
const orphans = async (query = '') => (await (await ask(`/v1/orphans${query}`)).json()) as OrphansResponse;
const remove = (id: string) => ask(`/v1/orphans/${id}`, { method: 'DELETE' });

beforeAll(emptyStorage);
beforeEach(async () => {
  await emptyTables();
  await deploy(await makeBundle({ items: 30 }));
});

test('ids that only events or sales name are listed in pages', async () => {
  await send(event('a', 'purchase', 'x-1'), event('b', 'like', 'x-1'), event('c', 'click', 'x-2'));
  await send(event('d', 'like', 'w-4'), event('e', 'purchase', 'w-5'));
  await ask('/v1/items/new-1', put({ title: 'Dawn' }));
  await send(event('f', 'purchase', 'new-1'));
  const [first, second] = [
    { id: 'x-1', events: 2, sold: true },
    { id: 'x-2', events: 1, sold: false },
  ];
  expect(await orphans()).toEqual({ orphans: [first, second] });
  expect(await orphans('?limit=1')).toEqual({ orphans: [first], next: 'x-1' });
  expect(await orphans('?limit=1&after=x-1')).toEqual({ orphans: [second] });
});

test('an orphan is deleted with its events and its sale; an item is not', async () => {
  await send(event('a', 'purchase', 'x-1'), event('b', 'like', 'x-2'), event('c', 'purchase', 'w-5'));
  expect(await (await remove('x-1')).json()).toEqual({ id: 'x-1', erased: 1 });
  expect(await (await remove('x-1')).json()).toEqual({ id: 'x-1', erased: 0 });
  expect((await remove('w-5')).status).toBe(404);
  expect(await orphans()).toEqual({ orphans: [{ id: 'x-2', events: 1, sold: false }] });
  expect(await env.DB.prepare('SELECT group_concat(item ORDER BY seq) AS items FROM events').first('items')).toBe(
    'x-2,w-5',
  );
  expect(await (await ask('/v1/items/x-1', put({ title: 'Late' }))).json()).toMatchObject({ forSale: true });
});

test('events of unknown items that a user token recorded are erased with the user', async () => {
  const headers = { 'content-type': 'application/json', ...bearer(await token('ann')) };
  const events = [event('a', 'purchase', 'x-1'), event('b', 'like', 'x-2')];
  await ask('/v1/events', { ...post({ events }), headers });
  expect((await orphans()).orphans).toHaveLength(2);
  await ask('/v1/users/ann', { method: 'DELETE', headers: bearer(await token('ann')) });
  expect(await orphans()).toEqual({ orphans: [] });
  expect(await env.DB.prepare('SELECT count(*) AS n FROM items').first('n')).toBe(0);
});
