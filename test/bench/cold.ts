// The first rail of a new isolate of a store to which items were uploaded after the bundle: with the snapshot that the worker
// writes by itself, and without, when it reads and computes everything. `npm run bench -- cold`
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeBundle, random } from '../fixtures/bundle.ts';
import { SIZES } from './sizes.ts';
import { KEYS, migrate, type RunningWorker, restartWorker, runWorker } from './workerd.ts';

const FEATURES = 2048;
const UPLOADS = [0, 1_000, 10_000];
const ROUNDS = 3;
const LINES = 500;
const WORKER = fileURLToPath(new URL('../../edge/worker.ts', import.meta.url));
const headers = { authorization: `Bearer ${KEYS.SERVICE_KEY}` };

export async function benchCold(log: (line: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'curatornet-cold-'));
  const bundle = await makeBundle({ ...SIZES, features: FEATURES });
  let worker: RunningWorker | undefined;
  try {
    worker = await runWorker(WORKER, folder);
    await migrate(worker.bindings.DB);
    for (const [name, bytes] of Object.entries(bundle.files))
      await worker.bindings.MODELS.put(`${bundle.version}/${name}`, bytes);
    await worker.bindings.DB.prepare('INSERT INTO deployments (version, at) VALUES (?1, 0)').bind(bundle.version).run();
    let uploaded = 0;
    for (const uploads of UPLOADS) {
      for (; uploaded < uploads; uploaded += LINES) await upload(worker.url, uploaded);
      const times: Record<'with' | 'without', number[]> = { with: [], without: [] };
      for (let round = 0; round < ROUNDS; round++)
        for (const snapshot of ['without', 'with'] as const) {
          if (snapshot === 'with') await settle(worker, uploads);
          else await worker.bindings.DB.prepare('DELETE FROM snapshots').run();
          await worker.stop();
          worker = await restartWorker(folder);
          times[snapshot].push(await firstWhole(worker.url));
        }
      const median = (list: number[]) => `${list.toSorted((a, b) => a - b)[ROUNDS >> 1].toFixed(0)} ms`.padStart(9);
      log(
        `${uploads.toLocaleString('en').padStart(6)} uploads: the first whole rail after ${median(times.with)} with a snapshot, ${median(times.without)} without`,
      );
    }
  } finally {
    await worker?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function upload(url: string, from: number): Promise<void> {
  const next = random(from + 1);
  const body = Array.from({ length: LINES }, (_, n) => {
    const features = Array.from({ length: FEATURES }, () => Math.fround(next() - 0.5));
    return JSON.stringify({ id: `new-${from + n}`, title: 'New', features });
  }).join('\n');
  const init = { method: 'POST', headers: { ...headers, 'content-type': 'application/x-ndjson' }, body };
  const response = await fetch(`${url}/v1/bulk/items`, init);
  if (response.status !== 200) throw new Error(await response.text());
}

async function rail(url: string): Promise<{ degraded?: true }> {
  const body = JSON.stringify({ history: ['w-3', 'w-1415'], rails: ['for-you'] });
  const init = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body };
  return (await (await fetch(`${url}/v1/rails`, init)).json()) as { degraded?: true };
}

/** The time until a rail stands on all items: answers before it are degraded. */
async function firstWhole(url: string): Promise<number> {
  const startedAt = performance.now();
  while ((await rail(url)).degraded) await new Promise((resolve) => setTimeout(resolve, 50));
  return performance.now() - startedAt;
}

/** Asks until the worker has written the snapshot that is due. */
async function settle({ url, bindings }: RunningWorker, uploads: number): Promise<void> {
  if (uploads < 500) return;
  const named = () => bindings.DB.prepare('SELECT max(revision) AS revision FROM snapshots').first<number>('revision');
  while (((await named()) ?? 0) < uploads) {
    await rail(url);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}
