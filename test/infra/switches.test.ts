// Switches under load: no request fails, no answer mixes two versions, and the memory of the process does not grow. The ids
// of the fixtures show their version; requests go to workerd directly, with local D1 and R2.
//
// SWITCH_SECONDS=60 SWITCH_CONNECTIONS=50 SWITCHES=20 npx vitest run test/infra/switches.test.ts
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RailsResponse } from '../../shared/api-rails.ts';
import { Admin } from '../../trainer/deploy/client.ts';
import { because, upload } from '../../trainer/deploy/steps.ts';
import { readBundle } from '../../trainer/serving/bundle-folder.ts';
import { KEYS, migrate, type RunningWorker, runWorker } from '../bench/workerd.ts';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import { type Inspector, inspect } from './heap.ts';
import { temporaryFolder, writeBundle } from './workbench.ts';

const SECONDS = Number(process.env.SWITCH_SECONDS ?? 6);
const CONNECTIONS = Number(process.env.SWITCH_CONNECTIONS ?? 10);
const SWITCHES = Number(process.env.SWITCHES ?? 4);
const { DEPLOY_KEY, SERVICE_KEY } = KEYS;
/** How often the isolate's heap is measured. */
const SAMPLE_MS = 100;
const folder = temporaryFolder();
let worker: RunningWorker;
let inspector: Inspector;
let admin: Admin;
let bundles: FixtureBundle[];

beforeAll(async () => {
  bundles = await Promise.all(
    ['a', 'b'].map((id, i) => makeBundle({ id, seed: i + 1, items: 2000, dimensions: 100, hidden: [100] })),
  );
  worker = await runWorker(fileURLToPath(new URL('../../edge/worker.ts', import.meta.url)), folder, undefined, {
    inspectorPort: 0,
  });
  inspector = await inspect(await worker.inspector());
  await migrate(worker.bindings.DB);
  admin = new Admin(worker.url, DEPLOY_KEY);
  for (const [i, bundle] of bundles.entries()) {
    await upload(admin, await readBundle(writeBundle(join(folder, `bundle-${i}`), bundle)));
    await admin.smoke(bundle.version, because('test'));
  }
  await admin.promote(bundles[0].version, { revision: 0, ...because('test') });
  // The user has items of both versions; each version knows its own.
  const events = ['a-3', 'b-3', 'a-8', 'b-8'].map((item, i) => ({ id: `e-${i}`, user: 'ann', item, kind: 'like' }));
  const headers = { authorization: `Bearer ${SERVICE_KEY}`, 'content-type': 'application/json' };
  const sent = await fetch(`${worker.url}/v1/events`, { method: 'POST', headers, body: JSON.stringify({ events }) });
  expect(sent.status).toBe(200);
});
afterAll(() => {
  inspector?.close();
  return worker?.stop();
});

/** Resident memory of a process, in megabytes. */
const memory = (pid: number) =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;

test(`${CONNECTIONS} connections for ${SECONDS} s while ${SWITCHES} switches happen`, {
  timeout: (SECONDS + 120) * 1000,
}, async () => {
  const end = Date.now() + SECONDS * 1000;
  const statuses = new Map<number, number>();
  const served = new Map<string, number>();
  const mixed: string[] = [];
  const add = <K>(map: Map<K, number>, key: K) => map.set(key, (map.get(key) ?? 0) + 1);
  const visitor = async (i: number) => {
    const headers = { authorization: `Bearer ${SERVICE_KEY}` };
    for (let turn = 0; Date.now() < end; turn++) {
      const path = (i + turn) % 2 === 0 ? '/v1/rails?user=ann' : '/v1/rails/anonymous';
      const response = await fetch(`${worker.url}${path}`, { headers });
      add(statuses, response.status);
      const page = (await response.json()) as RailsResponse;
      if (response.status !== 200) continue;
      add(served, page.model);
      const letter = page.model === bundles[0].version ? 'a-' : 'b-';
      const ids = page.rails.flatMap(({ items }) => items.flatMap(({ id, because }) => [id, because?.item ?? id]));
      if (ids.length === 0 || !ids.every((id) => id.startsWith(letter))) mixed.push(JSON.stringify(page));
      if (!page.rails.every(({ ref }) => ref.includes(page.model))) mixed.push(page.model);
    }
  };
  const samples: number[] = [];
  const heaps: number[] = [];
  const sampling = async () => {
    for (; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS)))
      heaps.push(await inspector.heap());
  };
  const switching = async () => {
    for (let i = 0; i < SWITCHES; i++) {
      await new Promise((resolve) => setTimeout(resolve, (SECONDS * 1000) / (SWITCHES + 1)));
      // In turn: a promotion, a canary of 50% that is promoted, and a rollback.
      const { champion, candidate, revision } = await admin.life();
      const basis = { revision, ...because('test') };
      const { version } = bundles[champion === bundles[0].version ? 1 : 0];
      if (i % 3 === 2) await admin.rollback(candidate ?? champion!, basis);
      else if (i % 3 === 1) await admin.canary(version, 50, basis);
      else await admin.promote(version, basis);
      samples.push(memory(worker.pid));
    }
  };
  await Promise.all([switching(), sampling(), ...Array.from({ length: CONNECTIONS }, (_, i) => visitor(i))]);

  const total = [...statuses.values()].reduce((sum, count) => sum + count, 0);
  console.log(
    `${total} answers, ${JSON.stringify(Object.fromEntries(statuses))}, by version ${JSON.stringify(Object.fromEntries(served))}; MB of all workerd after each switch: ${samples.map(Math.round)}`,
  );
  expect([...statuses.keys()]).toEqual([200]);
  expect(mixed.slice(0, 3)).toEqual([]);
  expect(served.size).toBe(2);
  // The heap grows between garbage collections, so compare its lowest points. A model takes 1 MB here: a leak would add that
  // much per switch.
  const third = Math.floor(heaps.length / 3);
  const lowest = [0, 1, 2].map((part) => Math.min(...heaps.slice(part * third, (part + 1) * third)));
  console.log(`lowest memory of the isolate in MB, per third of the time: ${lowest.map((mb) => mb.toFixed(1))}`);
  if (SECONDS >= 30) expect(lowest[2] - lowest[1]).toBeLessThan(SWITCHES / 3 / 2);
});
