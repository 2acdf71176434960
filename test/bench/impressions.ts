// What IMPRESSIONS_MOST costs: `for-you` of a known user with and without it, by the number of items that the user ignored, and
// what it costs to count impressions. Two workers with the same data are asked in turns. `npm run bench -- impressions`
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeBundle } from '../fixtures/bundle.ts';
import { KEYS, migrate, type RunningWorker, runWorker } from './workerd.ts';

const WORKER = fileURLToPath(new URL('../../edge/worker.ts', import.meta.url));
const ITEMS = 6_040;
const HISTORY = 50;
/** Users, by how many items they have impressions of. Half of these they ignored often enough. */
const SEEN = [0, 100, 1_000, 4_000];
const REQUESTS = 300;
const headers = { authorization: `Bearer ${KEYS.SERVICE_KEY}`, 'content-type': 'application/json' };

export async function benchImpressions(log: (line: string) => void): Promise<void> {
  const folders: string[] = [];
  const workers: RunningWorker[] = [];
  try {
    const bundle = await makeBundle({ items: ITEMS });
    for (const IMPRESSIONS_MOST of ['', '5']) {
      const folder = mkdtempSync(join(tmpdir(), 'curatornet-impressions-'));
      folders.push(folder);
      const worker = await runWorker(WORKER, folder, undefined, { bindings: { ...KEYS, IMPRESSIONS_MOST } });
      workers.push(worker);
      await fill(worker, bundle);
    }
    const [without, with_] = workers;
    for (const seen of SEEN) {
      const path = `/v1/rails?user=u-${seen}&rails=for-you&limit=20`;
      const times: number[][] = [[], []];
      for (let nth = 0; nth < REQUESTS + 20; nth++)
        for (const [which, worker] of [without, with_].entries()) {
          const ms = await timed(() => fetch(worker.url + path, { headers }));
          if (nth >= 20) times[which].push(ms);
        }
      const [off, on] = times.map(median);
      log(
        `${`impressions of ${seen} items`.padEnd(28)} off ${off.toFixed(2)} ms  on ${on.toFixed(2)} ms  x ${(on / off).toFixed(2)}`,
      );
    }
    for (const kind of ['impression', 'click']) {
      const times: number[] = [];
      for (let nth = 0; nth < 60; nth++) {
        const events = Array.from({ length: 100 }, (_, place) => ({
          id: `${kind}-${nth}-${place}`,
          user: 'u-new',
          item: `w-${place}`,
          kind,
        }));
        const body = JSON.stringify({ events });
        times.push(await timed(() => fetch(`${with_.url}/v1/events`, { method: 'POST', headers, body })));
      }
      log(`${`100 events of kind ${kind}`.padEnd(28)} ${median(times).toFixed(2)} ms`);
    }
  } finally {
    for (const worker of workers) await worker.stop();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
}

async function fill({ bindings }: RunningWorker, { version, files }: Awaited<ReturnType<typeof makeBundle>>) {
  const { DB, MODELS } = bindings;
  await migrate(DB);
  for (const [name, bytes] of Object.entries(files)) await MODELS.put(`${version}/${name}`, bytes);
  const like = DB.prepare(
    "INSERT INTO events (id, user, item, kind, at) SELECT ?1 || value, ?1, 'w-' || value, 'like', 1 FROM json_each(?2)",
  );
  const show = DB.prepare(`INSERT INTO impressions (user, item, count, ignored, last_at, last_id)
    SELECT ?1, 'w-' || value, 5, value % 2 * 5, 1, 'x' FROM json_each(?2)`);
  const numbers = (n: number) => JSON.stringify(Array.from({ length: n }, (_, i) => i));
  await DB.batch([
    DB.prepare('INSERT INTO deployments (version, at) VALUES (?1, 0)').bind(version),
    DB.prepare('INSERT INTO bundles (version, items, features) VALUES (?1, ?2, 6)').bind(version, ITEMS),
    DB.prepare(`INSERT INTO bundle_items (id, version, "unique") SELECT 'w-' || value, ?1, 0 FROM json_each(?2)`).bind(
      version,
      numbers(ITEMS),
    ),
    ...SEEN.flatMap((seen) => [like.bind(`u-${seen}`, numbers(HISTORY)), show.bind(`u-${seen}`, numbers(seen))]),
  ]);
}

/** Milliseconds until the whole answer is there. @throws Error if it is an error */
async function timed(ask: () => Promise<Response>): Promise<number> {
  const startedAt = performance.now();
  const response = await ask();
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  return performance.now() - startedAt;
}

const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[times.length >> 1];
