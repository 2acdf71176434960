// What a request costs: CPU of workerd, requests a second and latency, at 6,040 items x 200 and one to sixteen
// connections; once with the local simulator of D1 and once without. `node test/bench/serve.ts [seconds]`
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import { cpuMilliseconds, KEYS, type RunningWorker, runWorker } from './workerd.ts';

export interface ServeRow {
  worker: 'with D1' | 'without D1';
  request: string;
  connections: number;
  /** Of workerd, everything in it. */
  cpuMsPerRequest: number;
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
}

const HISTORY = ['w-3', 'w-1415', 'w-926', 'w-5358', 'w-97'];
const KEY = ['-H', `authorization=Bearer ${KEYS.SERVICE_KEY}`];
const POST = [...KEY, '-m', 'POST', '-H', 'content-type=application/json', '-b', JSON.stringify({ history: HISTORY })];
const REQUESTS: [string, string, string[]][] = [
  ['POST rails, history of 5', '/v1/rails', POST],
  ['GET rails, known user', '/v1/rails?user=ann', KEY],
  ['GET health', '/health', []],
  ['nothing there (404)', '/none', []],
];
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const AUTOCANNON = fileURLToPath(import.meta.resolve('autocannon'));

/** Runs all of it: two workers, four requests, two loads. */
export async function benchServe({
  seconds = 5,
  log = () => {},
}: {
  seconds?: number;
  log?: (line: string) => void;
} = {}): Promise<ServeRow[]> {
  const bundle = await makeBundle({ items: 6040, dimensions: 200, hidden: [300, 200] });
  const folder = mkdtempSync(join(tmpdir(), 'curatornet-bench-'));
  const rows: ServeRow[] = [];
  try {
    for (const kind of ['with D1', 'without D1'] as const) {
      const worker = await start(kind, join(folder, kind.replaceAll(' ', '-')), bundle);
      try {
        // V8 optimises what ran some thousand times.
        await load(worker, '/v1/rails', POST, 16, 4);
        for (const [request, path, args] of REQUESTS)
          for (const connections of [1, 16]) {
            const row = {
              worker: kind,
              request,
              connections,
              ...(await load(worker, path, args, connections, seconds)),
            };
            rows.push(row);
            log(line(row));
          }
      } finally {
        await worker.stop();
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return rows;
}

async function start(kind: ServeRow['worker'], folder: string, bundle: FixtureBundle): Promise<RunningWorker> {
  const { version, files } = bundle;
  const worker =
    kind === 'with D1'
      ? await runWorker(at('../../edge/worker.ts'), folder)
      : await runWorker(at('worker-without-d1.ts'), folder, {
          deployment: { seq: 1, version },
          history: HISTORY.map((item) => ({ item, kind: 'purchase' })),
        });
  const { DB, MODELS } = worker.bindings;
  for (const [name, bytes] of Object.entries(files)) await MODELS.put(`${version}/${name}`, bytes);
  if (kind === 'with D1') {
    const folder = at('../../infra/migrations');
    const migrations = readdirSync(folder).filter((name) => name.endsWith('.sql'));
    const statements = migrations
      .sort()
      .flatMap((name) => readFileSync(join(folder, name), 'utf8').split(/;\s*(?:-->.*)?/));
    await DB.batch(statements.filter((sql) => sql.trim()).map((sql) => DB.prepare(sql)));
    // A store's worth of events, so that the index has something to do.
    const others = Array.from({ length: 50_000 }, (_, i) => ({ user: `u-${i % 5000}`, item: `w-${(i * 7) % 6040}` }));
    const events = [...others, ...HISTORY.map((item) => ({ user: 'ann', item }))];
    await DB.prepare(
      `INSERT INTO events (id, user, item, kind) SELECT 'event-' || key, value ->> 0, value ->> 1, 'purchase' FROM json_each(?1)`,
    )
      .bind(JSON.stringify(events.map(({ user, item }) => [user, item])))
      .run();
    await DB.prepare('INSERT INTO deployments (version, at) VALUES (?1, 0)').bind(version).run();
  }
  const health = await fetch(`${worker.url}/health`);
  if (health.status !== 200) throw new Error(`the worker does not serve: ${await health.text()}`);
  return worker;
}

/** The client runs on a core of its own where there are two and `taskset` is there. */
function pinned(pid: number): string[] {
  try {
    execFileSync('taskset', ['-acp', '0', String(pid)], { stdio: 'ignore' });
    execFileSync('taskset', ['-c', '1', 'true'], { stdio: 'ignore' });
    return ['taskset', '-c', '1'];
  } catch {
    return [];
  }
}

async function load({ url, pid }: RunningWorker, path: string, args: string[], connections: number, seconds: number) {
  const [command, ...rest] = [...pinned(pid), process.execPath, AUTOCANNON, '--json', '-c', String(connections)];
  const fire = async (duration: number) => {
    const { stdout } = await promisify(execFile)(command, [...rest, '-d', String(duration), ...args, `${url}${path}`]);
    return JSON.parse(stdout) as Report;
  };
  await fire(2);
  const before = cpuMilliseconds(pid);
  const { requests, latency, errors, '5xx': failures } = await fire(seconds);
  const cpu = cpuMilliseconds(pid) - before;
  if (errors + failures > 0) throw new Error(`${errors} errors and ${failures} answers of 5xx at ${path}`);
  return {
    cpuMsPerRequest: cpu / requests.total,
    requestsPerSecond: requests.average,
    p50Ms: latency.p50,
    p99Ms: latency.p99,
  };
}

/** What is read of autocannon's report; its latencies are whole milliseconds. */
interface Report {
  requests: { average: number; total: number };
  latency: { p50: number; p99: number };
  errors: number;
  '5xx': number;
}

function line({ worker, request, connections, cpuMsPerRequest, requestsPerSecond, p50Ms, p99Ms }: ServeRow): string {
  const cells = [
    worker.padEnd(10),
    request.padEnd(25),
    `${connections}`.padStart(2),
    `${cpuMsPerRequest.toFixed(3)} ms CPU`,
    `${Math.round(requestsPerSecond)}/s`.padStart(7),
    `p50 ${p50Ms} ms`,
    `p99 ${p99Ms} ms`,
  ];
  return cells.join('  ');
}

if (import.meta.main) await benchServe({ seconds: Number(process.argv[2] ?? 5), log: console.log });
