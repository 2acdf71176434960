// What METRICS costs a request: CPU time of workerd with and without it. Two workers with the same data are asked in turns, and
// write their counts every half minute as in production. `npm run bench -- metrics`
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeBundle } from '../fixtures/bundle.ts';
import { SIZES } from './sizes.ts';
import { cpuMilliseconds, KEYS, migrate, type RunningWorker, runWorker } from './workerd.ts';

const WORKER = fileURLToPath(new URL('../../edge/worker.ts', import.meta.url));
const ROUNDS = 15;
const AT_ONCE = 8;
const headers = { authorization: `Bearer ${KEYS.SERVICE_KEY}`, 'content-type': 'application/json' };
const rails = (ids: readonly string[]): RequestInit => ({
  method: 'POST',
  body: JSON.stringify({ history: ['w-3', 'w-1415', 'w-926', 'w-5358', 'w-97'], rails: ids }),
});
/** Requests, and how many make a round. */
const REQUESTS = [
  ['not found (404)', '/none', {}, 2_000],
  ['POST for-you', '/v1/rails', rails(['for-you']), 800],
  ['POST three rails', '/v1/rails', rails(['for-you', 'because-you-bought', 'discover']), 500],
] as const;

export async function benchMetrics(log: (line: string) => void): Promise<void> {
  const folders: string[] = [];
  const workers: RunningWorker[] = [];
  try {
    const { version, files } = await makeBundle(SIZES);
    for (const METRICS of ['', 'on']) {
      const folder = mkdtempSync(join(tmpdir(), 'curatornet-metrics-'));
      folders.push(folder);
      const worker = await runWorker(WORKER, folder, undefined, { bindings: { ...KEYS, METRICS } });
      workers.push(worker);
      const { DB, MODELS } = worker.bindings;
      await migrate(DB);
      for (const [name, bytes] of Object.entries(files)) await MODELS.put(`${version}/${name}`, bytes);
      await DB.prepare('INSERT INTO deployments (version, at) VALUES (?1, 0)').bind(version).run();
    }
    for (const [name, path, init, requests] of REQUESTS) {
      const cpu: number[][] = [[], []];
      // The first round of each warms up.
      for (let round = 0; round <= ROUNDS; round++)
        for (const [which, worker] of workers.entries()) {
          const ms = await cpuOf(worker, path, init, requests);
          if (round > 0) cpu[which].push(ms);
        }
      const [off, on] = cpu.map(median);
      const ratio = median(cpu[1].map((ms, round) => ms / cpu[0][round]));
      log(`${name.padEnd(18)} off ${off.toFixed(3)} ms CPU  on ${on.toFixed(3)} ms  x ${ratio.toFixed(3)}`);
    }
  } finally {
    for (const worker of workers) await worker.stop();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds of CPU for each request. */
async function cpuOf({ url, pid }: RunningWorker, path: string, init: RequestInit, requests: number): Promise<number> {
  const before = cpuMilliseconds(pid);
  const client = async () => {
    for (let nth = 0; nth < requests / AT_ONCE; nth++) {
      const response = await fetch(url + path, { ...init, headers });
      const text = await response.text();
      if (response.status !== (path === '/none' ? 404 : 200)) throw new Error(`${response.status} ${text}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
  return (cpuMilliseconds(pid) - before) / requests;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];
