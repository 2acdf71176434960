// EVENTS_DAYS: the cron trigger forgets old events, and what was sold stays sold.
import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { forgetEvents } from '../../edge/storage/retention.ts';
import worker from '../../edge/worker.ts';
import { makeBundle } from '../fixtures/bundle.ts';
import { bearer, deploy, emptyStorage, KEYS, openWorker, post, shown } from './harness.ts';

const bundle = await makeBundle({ items: 30, about: (row) => ({ unique: row > 9 }) });
const DAY = 86_400;
const NOW = Math.floor(Date.now() / 1000);

beforeEach(async () => {
  await emptyStorage();
  await deploy(bundle);
});

/** Runs the cron trigger at NOW. */
const run = (EVENTS_DAYS: string) =>
  worker.scheduled({ scheduledTime: NOW * 1000, cron: '17 * * * *', noRetry: () => {} }, { ...env, EVENTS_DAYS });
const ids = async () =>
  (await env.DB.prepare('SELECT id FROM events ORDER BY id').all<{ id: string }>()).results.map(({ id }) => id);
const event = (id: string, item: string, days: number, kind = 'purchase') => ({
  id,
  user: 'ann',
  item,
  kind,
  at: NOW - days * DAY,
});
const send = async (...events: object[]) =>
  ((await (await openWorker()('/v1/events', post({ events }))).json()) as { outcomes: { outcome: string }[] }).outcomes;

test('events older than EVENTS_DAYS are forgotten, newer ones and those without a time stay', async () => {
  await send(
    event('old', 'w-20', 31),
    event('edge', 'w-21', 30),
    event('new', 'w-22', 29),
    event('click', 'w-1', 40, 'click'),
  );
  await env.DB.prepare("INSERT INTO events (id, user, item, kind) VALUES ('timeless', 'ann', 'w-1', 'like')").run();
  await run('');
  expect(await ids()).toHaveLength(5);
  await run('30');
  expect(await ids()).toEqual(['edge', 'new', 'timeless']);
  const exported = await openWorker()('/v1/export', { headers: bearer(KEYS.DEPLOY_KEY) });
  const lines = new TextDecoder().decode(await exported.arrayBuffer()).split('\n');
  const left = lines.filter((line) => line.startsWith('{"event"')).map((line) => JSON.parse(line).event.id);
  expect(left.sort()).toEqual(['edge', 'new', 'timeless']);
});

test('what was sold stays sold, whatever a later bundle says', async () => {
  // w-20 is unique; w-3 is a print; x-1 is not known yet.
  const outcomes = await send(event('a', 'w-20', 90), event('b', 'w-3', 90), event('c', 'x-1', 90));
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['bought', 'bought', 'bought']);
  await run('30');
  expect(await ids()).toEqual([]);
  const ask = openWorker();
  const page = () => ask('/v1/rails', post({ history: [], rails: ['popular'], limit: 100 })).then(shown);
  expect((await page()).includes('w-20')).toBe(false);
  expect((await page()).includes('w-3')).toBe(true);
  expect((await send(event('d', 'w-20', 1)))[0].outcome).toBe('late');
  // The print becomes unique in a bundle that nothing else has.
  await env.DB.prepare('DELETE FROM bundle_items').run();
  const later = await makeBundle({ items: 30, seed: 2, about: () => ({ unique: true }) });
  await deploy(later);
  const sold = await env.DB.prepare("SELECT id FROM items WHERE state = 'sold' ORDER BY id").all();
  expect(sold.results).toEqual([{ id: 'w-20' }, { id: 'w-3' }, { id: 'x-1' }]);
});

test('a run is bounded, and the next one goes on', async () => {
  await env.DB.prepare(
    `INSERT INTO events (id, user, item, kind, at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 101000)
     SELECT 'e-' || i, 'u', 'w-1', 'click', i FROM n`,
  ).run();
  expect(await forgetEvents(env.DB, 1_000_000)).toEqual({ forgotten: 100_000, more: true });
  expect(await forgetEvents(env.DB, 1_000_000)).toEqual({ forgotten: 1_000, more: false });
});

test.each(['0', '-1', '1.5', 'a year', '99999'])('EVENTS_DAYS %j is refused', async (days) => {
  await expect(run(days)).rejects.toThrow('EVENTS_DAYS: must be a number of days from 1 to 9999');
});
