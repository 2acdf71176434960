// The cost of a request: CPU time of workerd, requests per second and latency, with 6,040 items x 200 and one to sixteen
// connections; with the local simulator of D1, without D1, and in a Node server. `node test/bench/serve.ts [seconds]`
import { execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import { SIZES } from './sizes.ts';
import { cpuMilliseconds, KEYS, migrate, type RunningWorker, restartWorker, runWorker } from './workerd.ts';

export interface ServeRow {
  server: 'with D1' | 'without D1' | 'Node';
  request: string;
  connections: number;
  /** The CPU time of the whole workerd or Node process. */
  cpuMsPerRequest: number;
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
}

const HISTORY = ['w-3', 'w-1415', 'w-926', 'w-5358', 'w-97'];
const SIX = ['for-you', 'because-you-bought', 'your-artists', 'new-for-you', 'discover', 'popular'];
const KEY = ['-H', `authorization=Bearer ${KEYS.SERVICE_KEY}`];
const post = (body: object) => [
  ...['-m', 'POST', '-H', 'content-type=application/json', '-b', JSON.stringify({ history: HISTORY, ...body })],
  ...KEY,
];
const six = SIX.map((id) => `rails=${id}`).join('&');
type Request = [string, string, string[]];
/** Requests that the Node server can answer too. */
const POSTS: Request[] = [
  ['POST for-you', '/v1/rails', post({ rails: ['for-you'] })],
  ['POST six rails', '/v1/rails', post({ rails: SIX })],
];
const REQUESTS: Request[] = [
  ...POSTS,
  ['POST six, diverse', '/v1/rails', post({ rails: SIX, diversity: 0.3, perArtist: 3 })],
  ['GET six, known user', `/v1/rails?user=ann&${six}`, KEY],
  ['GET anonymous', '/v1/rails/anonymous', KEY],
  ['GET similar', '/v1/items/w-3/similar', KEY],
  ['not found (404)', '/none', []],
];
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const AUTOCANNON = fileURLToPath(import.meta.resolve('autocannon'));

/** Runs the benchmark: three servers, one to sixteen connections. */
export async function benchServe({
  seconds = 5,
  log = () => {},
}: {
  seconds?: number;
  log?: (line: string) => void;
} = {}): Promise<ServeRow[]> {
  const bundle = await makeBundle(SIZES);
  const folder = mkdtempSync(join(tmpdir(), 'curatornet-bench-'));
  const rows: ServeRow[] = [];
  try {
    for (const server of ['with D1', 'without D1', 'Node'] as const) {
      if (server === 'Node' && !hasNodeServer()) {
        log(`Node skipped: its packages are not installed: ${INSTALL}`);
        continue;
      }
      const running =
        server === 'Node' ? await startNode() : await start(server, join(folder, server.replaceAll(' ', '-')), bundle);
      try {
        // Warm up: V8 optimises code that ran some thousand times.
        for (const [, path, args] of POSTS) await load(running, path, args, 16, 3);
        for (const [request, path, args] of server === 'Node' ? POSTS : REQUESTS)
          for (const connections of [1, 16]) {
            const row = { server, request, connections, ...(await load(running, path, args, connections, seconds)) };
            rows.push(row);
            log(line(row));
          }
      } finally {
        await running.stop();
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return rows;
}

/** The time from starting the process to the first rail, for a worker that has served before, in milliseconds. */
export async function benchCold(log: (line: string) => void = () => {}): Promise<void> {
  const bundle = await makeBundle(SIZES);
  const folder = mkdtempSync(join(tmpdir(), 'curatornet-bench-'));
  try {
    await (await start('with D1', folder, bundle)).stop();
    for (let round = 0; round < 3; round++) {
      const empty = await restartWorker(folder, EMPTY_WORKER);
      await empty.stop();
      const worker = await restartWorker(folder);
      const before = performance.now();
      const body = JSON.stringify({ history: HISTORY, rails: ['for-you'] });
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${KEYS.SERVICE_KEY}` };
      const response = await fetch(`${worker.url}/v1/rails`, { method: 'POST', headers, body });
      if (response.status !== 200) throw new Error(await response.text());
      await response.arrayBuffer();
      const first = performance.now() - before;
      await worker.stop();
      const start = worker.readyMs - empty.readyMs;
      log(
        `cold: the isolate starts in ${start.toFixed(0)} ms (more than an empty one), the first rail takes ${first.toFixed(0)} ms, together ${(start + first).toFixed(0)} ms`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
const EMPTY_WORKER = 'export default { fetch: () => new Response() };';

type Running = Pick<RunningWorker, 'url' | 'pid' | 'stop'>;

const INSTALL = 'npm install --no-save @hono/node-server@2.1.9 onnxruntime-node@1.16.3';
const hasNodeServer = () =>
  ['@hono/node-server', 'onnxruntime-node'].every((name) => existsSync(at(`../../node_modules/${name}`)));

async function startNode(): Promise<Running> {
  const child = spawn(process.execPath, [at('node-server.ts')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (text) => resolve(String(text).trim()));
    child.once('exit', () => reject(new Error('the Node server ended')));
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  return { url: `http://127.0.0.1:${port}`, pid: child.pid!, stop };
}

async function start(kind: 'with D1' | 'without D1', folder: string, bundle: FixtureBundle): Promise<RunningWorker> {
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
    await migrate(DB);
    // As many events as a real store has, so that the index matters.
    const others = Array.from({ length: 50_000 }, (_, i) => ({ user: `u-${i % 5000}`, item: `w-${(i * 7) % 6040}` }));
    const events = [...others, ...HISTORY.map((item) => ({ user: 'ann', item }))];
    await DB.prepare(
      `INSERT INTO events (id, user, item, kind, outcome) SELECT 'event-' || key, value ->> 0, value ->> 1, 'purchase', 'bought' FROM json_each(?1)`,
    )
      .bind(JSON.stringify(events.map(({ user, item }) => [user, item])))
      .run();
    await DB.prepare('INSERT INTO deployments (version, at) VALUES (?1, 0)').bind(version).run();
  }
  const health = await fetch(`${worker.url}/health`);
  if (health.status !== 200) throw new Error(`the worker does not serve: ${await health.text()}`);
  return worker;
}

/** The client runs on its own core if there are two and `taskset` is installed. */
function pinned(pid: number): string[] {
  try {
    execFileSync('taskset', ['-acp', '0', String(pid)], { stdio: 'ignore' });
    execFileSync('taskset', ['-c', '1', 'true'], { stdio: 'ignore' });
    return ['taskset', '-c', '1'];
  } catch {
    return [];
  }
}

async function load({ url, pid }: Running, path: string, args: string[], connections: number, seconds: number) {
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

/** The used part of autocannon's report; its latencies are whole milliseconds. */
interface Report {
  requests: { average: number; total: number };
  latency: { p50: number; p99: number };
  errors: number;
  '5xx': number;
}

function line({ server, request, connections, cpuMsPerRequest, requestsPerSecond, p50Ms, p99Ms }: ServeRow): string {
  const cells = [
    server.padEnd(10),
    request.padEnd(25),
    `${connections}`.padStart(2),
    `${cpuMsPerRequest.toFixed(3)} ms CPU`,
    `${Math.round(requestsPerSecond)}/s`.padStart(7),
    `p50 ${p50Ms} ms`,
    `p99 ${p99Ms} ms`,
  ];
  return cells.join('  ');
}

if (import.meta.main) {
  await benchCold(console.log);
  await benchServe({ seconds: Number(process.argv[2] ?? 5), log: console.log });
}
