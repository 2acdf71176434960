// `for-you` from a million items in shards, in workerd, with one client. Locally one thread runs all shards one after another;
// what they would take with a core each is computed from what each takes alone. `npm run bench -- shards`, or with another
// number of items: `node test/bench/shards.ts 200000`
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeLargeBundle } from './large-bundle.ts';
import { cpuMilliseconds, KEYS, megabytes, migrate, type RunningWorker, runWorker } from './workerd.ts';

const ITEMS = 1_000_000;
const ROUNDS = 60;
const LOADED_WITHIN_MS = 300_000;

export async function benchShards(log: (line: string) => void, items = ITEMS): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'curatornet-bench-'));
  const entry = fileURLToPath(new URL('sharded-worker.ts', import.meta.url));
  const worker = await runWorker(entry, folder, undefined, {
    durableObjects: {
      SHARD: { className: 'Shard', useSQLite: true },
      RELAY: { className: 'Relay', useSQLite: true },
    },
  });
  try {
    const { DB, MODELS } = worker.bindings;
    await migrate(DB);
    const { version, files, history } = await makeLargeBundle(items);
    for (const [name, bytes] of files) await MODELS.put(`${version}/${name}`, bytes);
    files.clear();
    await DB.prepare('INSERT INTO deployments (version, at) VALUES (?1, 0)').bind(version).run();
    const page = JSON.stringify({ history, rails: ['for-you'], limit: 20 });
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${KEYS.SERVICE_KEY}` };
    const forYou = () => ask(`${worker.url}/v1/rails`, { method: 'POST', headers, body: page });
    const six = JSON.stringify({ ...JSON.parse(page), rails: SIX, perArtist: 3 });
    const sixRails = () => ask(`${worker.url}/v1/rails`, { method: 'POST', headers, body: six });
    const startedAt = performance.now();
    const empty = megabytes(worker.pid);
    await untilWhole(forYou);
    const held = (megabytes(worker.pid) - empty) / (items / 100_000);
    log(`100,000 items take ${held.toFixed(0)} MB of workerd's memory`);
    log(`${items.toLocaleString('en')} items are loaded and verified in ${seconds(performance.now() - startedAt)}`);
    const all = await measure(worker, forYou);
    log(`for-you, all shards in one thread: ${inWords(all)}`);
    const nothing = await measure(worker, () => ask(`${worker.url}/shard?nth=none`));
    const alone: Figures[] = [];
    const shards = Number(await ask(`${worker.url}/shards`));
    for (let nth = 0; nth < shards; nth++) {
      const { p50, cpu } = await measure(worker, () => ask(`${worker.url}/shard?nth=${nth}`));
      alone.push({ p50: p50 - nothing.p50, cpu: cpu - nothing.cpu });
    }
    const each = (one: keyof Figures) => alone.map((figures) => figures[one]);
    const sum = (one: keyof Figures) => each(one).reduce((total, ms) => total + ms, 0);
    log(`one of ${shards} shards, mean: ${inWords({ p50: sum('p50') / shards, cpu: sum('cpu') / shards })}`);
    // The shards beside each other take as long as the slowest one; the rest is done as before.
    const beside = (one: keyof Figures) => Math.max(0, all[one] - sum(one) + Math.max(...each(one)));
    log(
      `for-you with a core for each shard, computed: ${inWords({ p50: beside('p50'), cpu: beside('cpu') })} on the path`,
    );
    log(`six rails, perArtist 3, all shards in one thread: ${inWords(await measure(worker, sixRails))}`);
  } finally {
    await worker.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const SIX = ['for-you', 'because-you-bought', 'your-artists', 'new-for-you', 'discover', 'popular'];
const WARM_UP = 10;
const seconds = (ms: number) => `${(ms / 1000).toFixed(0)} s`;

async function ask(url: string, init?: RequestInit): Promise<string> {
  const response = await fetch(url, init);
  const answer = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${answer}`);
  return answer;
}

/** Milliseconds of a request: the median, and the CPU of workerd, which tells more while other programs run. */
interface Figures {
  p50: number;
  cpu: number;
}

const inWords = ({ p50, cpu }: Figures) => `p50 ${p50.toFixed(1)} ms, ${cpu.toFixed(1)} ms of CPU`;

async function measure({ pid }: RunningWorker, act: () => Promise<string>): Promise<Figures> {
  const times: number[] = [];
  let lacking = 0;
  let before = 0;
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    if (round === 0) before = cpuMilliseconds(pid);
    const startedAt = performance.now();
    const answer = await act();
    if (round < 0) continue;
    // A machine that stalls may cost a shard now and then; of many, the figures would be of other answers.
    if (answer.includes('"degraded"')) lacking++;
    else times.push(performance.now() - startedAt);
  }
  if (lacking > ROUNDS / 10) throw new Error(`${lacking} of ${ROUNDS} answers lack a shard`);
  const cpu = (cpuMilliseconds(pid) - before) / ROUNDS;
  return { p50: times.sort((a, b) => a - b)[times.length >> 1], cpu };
}

/** Waits until all shards have loaded their items. */
async function untilWhole(act: () => Promise<string>): Promise<void> {
  for (const end = performance.now() + LOADED_WITHIN_MS; ; await new Promise((resolve) => setTimeout(resolve, 500))) {
    const answer = await act().catch((error: Error) => error.message);
    if (answer.includes('"for-you"') && !answer.includes('"degraded"')) return;
    if (performance.now() > end) throw new Error(`the shards do not load: ${answer}`);
  }
}

if (import.meta.main) {
  await benchShards(console.log, Number(process.argv[2] ?? ITEMS));
  process.exit(0);
}
